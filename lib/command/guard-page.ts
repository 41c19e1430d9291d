import 'server-only';
import { systemClock } from '@/lib/core/clock';
import { AppError } from '@/lib/core/errors';
import { type Caller, isAllowed, type Permission } from '@/lib/identity';
import { currentCaller, requireViewer, type Viewer } from '@/lib/identity/next';
import { recordRefusal } from './refusals';

/** What the error page of a route may know of an error: Next hands on nothing but its digest. */
class Forbidden extends AppError {
  readonly digest = 'forbidden';
}

/** What every page of the dashboard begins with: sends strangers to sign in, refuses whose role does not reach, and records that. */
export async function guardPage(permission: Permission, path: string): Promise<{ viewer: Viewer; caller: Caller }> {
  const viewer = await requireViewer();
  const caller = await currentCaller({ method: 'GET', path });
  if (isAllowed(viewer.roles, permission)) return { viewer, caller };
  const error = new Forbidden('forbidden', 'Your role does not reach this page');
  await recordRefusal({ name: `page.${permission}`, event: 'auth.permission_denied' }, caller, error, systemClock);
  throw error;
}
