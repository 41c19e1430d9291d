export type Limits = {
  maxHeaderBytes: number;
  maxHeaders: number;
  maxTargetBytes: number;
  maxBodyBytes: number;
  maxConnections: number;
  maxConnectionsPerAddress: number;
  maxStreams: number;
  /** Requests of one HTTP/1.1 connection that wait for their answers. */
  maxPipelined: number;
  /** Streams that a client may cancel within `resetWindowMs`; beyond it the session is closed. */
  maxResets: number;
  resetWindowMs: number;
  handshakeMs: number;
  headersMs: number;
  requestMs: number;
  idleMs: number;
  /** How long a client may leave an answer unread. */
  stallMs: number;
  /** How long a connection to the web process may take to come up. */
  connectMs: number;
  /** How long the web process may take to begin its answer, once it was sent the whole request. */
  upstreamMs: number;
  checkEveryMs: number;
  drainMs: number;
  lingerMs: number;
};

export const DEFAULT_LIMITS: Limits = {
  maxHeaderBytes: 16 * 1024,
  maxHeaders: 100,
  maxTargetBytes: 8 * 1024,
  maxBodyBytes: 64 * 1024 * 1024,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 512,
  maxStreams: 100,
  maxPipelined: 32,
  maxResets: 200,
  resetWindowMs: 10_000,
  handshakeMs: 10_000,
  headersMs: 15_000,
  requestMs: 300_000,
  idleMs: 75_000,
  stallMs: 60_000,
  connectMs: 5_000,
  upstreamMs: 120_000,
  checkEveryMs: 2_000,
  drainMs: 5_000,
  lingerMs: 1_000,
};
