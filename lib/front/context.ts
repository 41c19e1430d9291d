import type { Agent } from 'node:http';
import type { FrontLog, FrontOptions, FrontSample } from './contract';
import type { Limits } from './limits';

/** An answer under way; event streams never end by themselves, so closing ends them. */
export type Live = { endless: boolean; end(): void };

export type FrontContext = Pick<FrontOptions, 'upstream' | 'secret' | 'hsts'> & {
  limits: Limits;
  log: FrontLog;
  agent: Agent;
  live: Set<Live>;
  onRequest(sample: FrontSample): void;
};

export type Tally = {
  status: number;
  refusal: string | null;
  forgedHeaders: number;
  bytesIn: number;
  bytesOut: number;
};
