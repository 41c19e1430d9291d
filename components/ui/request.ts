import type { Failure, Result } from '@/lib/core/result';

const unreachable = (message: string): Failure => ({
  ok: false,
  code: 'unavailable',
  message,
  fields: {},
  requestId: null,
  retryable: true,
});

export const isFailure = (body: unknown): body is Failure =>
  typeof body === 'object' && body !== null && 'ok' in body && body.ok === false && 'code' in body && 'message' in body;

/** The way back leads to where the person was. */
export function toSignIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?to=${encodeURIComponent(here)}`);
}

/** A refusal always has our shape; what answers otherwise was not us. */
export async function readFailure(response: Response): Promise<Failure> {
  if (response.status === 401) toSignIn();
  const body: unknown = await response.json().catch(() => null);
  return isFailure(body) ? body : unreachable(`The server answered with status ${response.status}.`);
}

export async function request(url: string, init?: RequestInit): Promise<Response | Failure> {
  try {
    const response = await fetch(url, { cache: 'no-store', ...init });
    return response.ok ? response : await readFailure(response);
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    return unreachable('The server did not answer. Check the connection and try again.');
  }
}

/** An answer that began well can still break off half way. */
export async function readBody<T>(body: Promise<T>, signal?: AbortSignal): Promise<Result<T>> {
  try {
    return { ok: true, value: await body };
  } catch (error) {
    if (signal?.aborted) throw error;
    return unreachable('The answer broke off. Check the connection and try again.');
  }
}

export async function getJson<T>(url: string, signal?: AbortSignal): Promise<Result<T>> {
  const response = await request(url, signal ? { signal } : {});
  if (!(response instanceof Response)) return response;
  return readBody(response.json() as Promise<T>, signal);
}
