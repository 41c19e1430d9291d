import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '@/lib/env';
import type { Logger } from '@/lib/log';
import { projectRoot } from '@/lib/paths';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
const HEALTHY_AFTER_MS = 30_000;
const PATIENCE_MS = 8_000;

/** One process of the installation, kept running with growing pauses until it is told to stop. */
export class Child {
  private process: ChildProcess | undefined;
  private stopping = false;
  private delay = FIRST_DELAY_MS;
  private startedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly name: string,
    private readonly variables: Record<string, string | undefined>,
    private readonly log: Logger,
    private readonly runFolder: string,
    private readonly onFirstExit: (name: string, code: number | null) => void = () => undefined,
  ) {}

  start(): void {
    this.startedAt = Date.now();
    // A session of its own: Ctrl-C reaches the supervisor alone, which stops them in order. Its standard input is its lifeline.
    const child = spawn(
      process.execPath,
      ['--enable-source-maps', path.join(projectRoot(), 'bin', 'chainward'), this.name],
      {
        stdio: ['pipe', 'inherit', 'inherit'],
        detached: true,
        cwd: projectRoot(),
        env: childEnvironment({ ...this.variables, CHAINWARD_SUPERVISED: '1' }),
      },
    );
    child.stdin?.on('error', () => undefined);
    this.process = child;
    this.notePid(child.pid);
    child.once('exit', (code, signal) => this.exited(code, signal));
    // It could not even be forked; there will be no exit.
    child.once('error', (error) => {
      this.log.error({ child: this.name, reason: error.message }, 'could not be started');
      if (child.pid === undefined) this.exited(null, null);
    });
  }

  /** For people and tests that look for a process; a full disk must not end the supervisor. */
  private notePid(pid: number | undefined): void {
    try {
      writeFileSync(path.join(this.runFolder, `${this.name}.pid`), String(pid ?? ''));
    } catch (error) {
      this.log.warn({ reason: String(error) }, 'could not note a process id');
    }
  }

  private exited(code: number | null, signal: string | null): void {
    this.process = undefined;
    if (this.stopping) return;
    this.onFirstExit(this.name, code);
    if (this.stopping) return;
    if (Date.now() - this.startedAt > HEALTHY_AFTER_MS) this.delay = FIRST_DELAY_MS;
    this.log.warn({ child: this.name, code, signal, inMs: this.delay }, `${this.name} ended; starting it again`);
    this.timer = setTimeout(() => this.start(), this.delay);
    this.delay = Math.min(this.delay * 2, LONGEST_DELAY_MS);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const child = this.process;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await gone;
    clearTimeout(impatient);
  }
}
