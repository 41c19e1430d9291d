import type { Instrumentation } from 'next';

/** Next calls this once, before the first request; the condition keeps Node's parts out of what it compiles for the edge. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { becomeWriter } = await import('@/lib/keeper/client-writer');
    becomeWriter('web');
  }
}

/** The reference that an error page shows is Next's digest: here it meets the request's own number. */
export const onRequestError: Instrumentation.onRequestError = async (error, request) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { log } = await import('@/lib/log');
  const digest = error instanceof Error && 'digest' in error ? error.digest : undefined;
  const path = request.path.split('?')[0];
  log().error({ digest, requestId: request.headers['x-request-id'], path }, 'a page failed');
};
