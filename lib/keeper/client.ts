import { connect } from 'node:net';
import path from 'node:path';
import { AppError, ERROR_CODES, type ErrorCode } from '@/lib/core/errors';
import { env } from '@/lib/env';
import { type Answer, MAX_LINE, METHODS, type Method, type Params, Response, SOCKET_NAME } from './contract';

const TIMEOUT_MS = 10_000;

const unavailable = (cause?: unknown) =>
  new AppError('unavailable', 'The keeper does not answer; nothing was changed', {}, { cause });

/** Where there is one to hear the question: a change of keys or a checkpoint may take longer than anybody waits. */
const unanswered = (cause: unknown) =>
  new AppError(
    'unavailable',
    'The keeper did not answer in time; what it was asked may be done all the same',
    {},
    { cause },
  );

function exchange(socketPath: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let text = '';
    let wasHeard = false;
    const fail = (cause: unknown) => {
      socket.destroy();
      reject(wasHeard ? unanswered(cause) : unavailable(cause));
    };
    socket.on('connect', () => {
      wasHeard = true;
    });
    socket.setEncoding('utf8');
    socket.setTimeout(TIMEOUT_MS, () => fail(new Error('timed out')));
    socket.on('error', fail);
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 4 * MAX_LINE) fail(new Error('answer too long'));
    });
    socket.on('end', () => (text.endsWith('\n') ? resolve(text) : fail(new Error('cut short'))));
    socket.write(`${line}\n`);
  });
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERROR_CODES, code);

/** Asks the keeper of this machine. The only way for any other process to have something signed. */
export async function askKeeper<M extends Method>(
  method: M,
  params: Params<M>,
  folder = env().CHAINWARD_RUN,
): Promise<Answer<M>> {
  if (!folder) throw unavailable(new Error('CHAINWARD_RUN is not set'));
  const response = Response.parse(
    JSON.parse(await exchange(path.join(folder, SOCKET_NAME), JSON.stringify({ method, params }))),
  );
  if (!response.ok) throw new AppError(isErrorCode(response.code) ? response.code : 'internal', response.message);
  return METHODS[method].result.parse(response.result) as Answer<M>;
}
