import { type ChildProcess, spawn } from 'node:child_process';

/** A part of a benchmark in a process of its own, told on standard input what to do. */
export function startPart(name: string, job: unknown): ChildProcess {
  const child = spawn(process.execPath, [process.argv[1] ?? '', name], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.end(JSON.stringify(job));
  return child;
}

export async function readPart<Job>(): Promise<Job> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Job;
}
