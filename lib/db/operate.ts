// The second door: what the supervisor and the CLI need to run a database, kept out of the web process's bundle.
export { connectionConfig, withDatabase } from './connection';
export { EMBEDDED_ROLES, ensureEmbeddedDatabase } from './embedded-database';
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './embedded-server';
export { migrate } from './migrate';
export { embeddedDataFolder, serverUser } from './embedded-binaries';
