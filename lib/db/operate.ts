// The second door: what the supervisor and the CLI need to run a database, kept out of the web process's bundle.
export { connectionConfig } from './connection';
export { embeddedDataFolder, isTraversable, serverUser } from './embedded-binaries';
export { EMBEDDED_ROLES, ensureEmbeddedDatabase } from './embedded-database';
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded-server';
export { type KeptServer, keepEmbedded } from './embedded-supervision';
export { migrate, readMigrations } from './migrate';
