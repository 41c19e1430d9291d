import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

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

/** The same, until it ends: what it wrote to its standard output, read as JSON. */
export async function runPart<Answer>(name: string, job: unknown): Promise<Answer> {
  const child = startPart(name, job);
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the part ${name} ended with ${String(code)}`);
  return JSON.parse(Buffer.concat(chunks).toString()) as Answer;
}
