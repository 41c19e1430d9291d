import { spawn } from 'node:child_process';
import { killGroup } from './processes.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs a command in a process group of its own, so that its whole tree can be ended, and passes signals on to it.
 * `onOutput` null lets it write straight to our streams.
 */
export function run(command, args, { cwd, env = {}, onOutput = null, onSpawn, timeoutMs, ownGroup = true } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = onOutput ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, detached: ownGroup });
    const end = (signal) => {
      if (child.pid === undefined) return;
      if (ownGroup) killGroup(child.pid, signal);
      else child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, end);
    let timedOut = false;
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          end('SIGKILL');
        }, timeoutMs)
      : undefined;
    const settle = (then) => {
      clearTimeout(timer);
      for (const signal of FORWARDED) process.off(signal, end);
      then();
    };
    if (child.pid !== undefined) onSpawn?.(child.pid);
    child.stdout?.on('data', (data) => onOutput(data));
    child.stderr?.on('data', (data) => onOutput(data));
    child.on('error', (error) => settle(() => reject(error)));
    child.on('close', (code, signal) => settle(() => resolve({ code: code ?? 1, signal, timedOut })));
  });
}

/**
 * One line: what is being done, then how long it took. The command's own words appear only when it fails.
 * `recover` may look at them and name another command to try under the same line.
 */
export async function runStep({ prefix, title, quiet = false, recover }, command, args, options = {}) {
  const stream = process.stderr;
  const started = performance.now();
  if (!quiet) stream.write(`${prefix}: ${title} … `);
  let attempt = await tryRun(command, args, options);
  const other = attempt.why ? recover?.(attempt.output.toString()) : undefined;
  if (other) attempt = await tryRun(other[0], other.slice(1), options);
  if (attempt.why) {
    if (!quiet) stream.write(`failed after ${seconds(started)}\n`);
    stream.write(attempt.output);
    throw new Error(`${title} failed (${attempt.why})`);
  }
  if (!quiet) stream.write(`${seconds(started)}\n`);
}

async function tryRun(command, args, options) {
  const chunks = [];
  try {
    const outcome = await run(command, args, { ...options, onOutput: (data) => chunks.push(data) });
    return { why: whyFailed(outcome), output: Buffer.concat(chunks) };
  } catch (error) {
    return { why: error.message, output: Buffer.concat(chunks) };
  }
}

function whyFailed({ code, signal, timedOut }) {
  if (timedOut) return 'took too long';
  if (signal) return `ended by ${signal}`;
  return code === 0 ? null : `exit code ${code}`;
}
