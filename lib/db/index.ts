export { attachDatabase, closeDatabase, databaseUrl, inTransaction, pool, prisma, type Transaction } from './client';
export { isUniqueViolation, mapDatabaseError } from './errors';
export { Prisma } from './generated/client';
export { digestRows, governedDigest } from './governed';
export { Channel } from './listen';
export { type Connection, createPool, type Pool, type Queryable } from './pool';
export { GOVERNED, type GovernedTable, TABLES } from './tables';
