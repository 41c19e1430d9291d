import type { Caller, Role } from '@/lib/identity';

/** Somebody with these roles, signed in by password from a known place. */
export const callerWith = (...roles: Role[]): Caller => ({
  actor: {
    type: 'user',
    id: '01900000-0000-7000-8000-00000000000a',
    name: 'Tester',
    email: 'tester@example.org',
    roles,
    method: 'password',
  },
  roles,
  userId: '01900000-0000-7000-8000-00000000000a',
  session: { id: '01900000-0000-7000-8000-00000000000b', startedAt: '2026-11-20T08:00:00.000000Z' },
  source: { ip: '192.0.2.7', userAgent: 'test', requestId: 'request-1' },
});

export const stranger: Caller = {
  actor: { type: 'anonymous', name: 'anonymous', method: 'none' },
  roles: [],
  userId: null,
  session: null,
  source: { ip: '192.0.2.8' },
};
