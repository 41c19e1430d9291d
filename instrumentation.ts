/** Next calls this once, before the first request; the condition keeps Node's parts out of what it compiles for the edge. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { becomeWriter } = await import('@/lib/keeper/client-writer');
    becomeWriter('web');
  }
}
