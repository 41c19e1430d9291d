import type { Limits } from './limits';

export type CertificatePem = { key: string; cert: string };

type LogLine = (details: object, message: string) => void;
export type FrontLog = { info: LogLine; warn: LogLine; error: LogLine };

/** One answered request, for metrics. The target is left out: metrics must not learn what people look at. */
export type FrontSample = {
  requestId: string;
  protocol: 'h1' | 'h2';
  method: string;
  status: number;
  /** Why the front itself answered, or null when the upstream did. */
  refusal: string | null;
  /** How many headers were stripped that only a proxy may set. */
  forgedHeaders: number;
  durationMs: number;
  bytesIn: number;
  bytesOut: number;
};

export type FrontOptions = {
  host: string;
  port: number;
  upstream: { host: string; port: number };
  /** Proves to the web process that a request came through this front. */
  secret: string;
  certificate: CertificatePem;
  hsts: boolean;
  log: FrontLog;
  onRequest?: (sample: FrontSample) => void;
  limits?: Partial<Limits>;
};

export type Front = {
  port: number;
  close(): Promise<void>;
  setCertificate(certificate: CertificatePem): void;
};
