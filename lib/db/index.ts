export { attachDatabase, closeDatabase, databaseUrl, inTransaction, pool, prisma, type Transaction } from './client';
export { binaryRows, copyOut } from './copy-out';
export { mapDatabaseError } from './errors';
export { digestRows, governedDigest } from './governed';
export { Channel } from './listen';
export { type Connection, createPool, type Pool, type Queryable } from './pool';
export { GOVERNED, type GovernedTable } from './tables';
