import type { Server } from './site';

/** The server of the database tests. */
export const serverAt = (host: string): Server => ({
  url: (role, database) => `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(host)}`,
});
