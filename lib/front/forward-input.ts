import type { FrontContext, Tally } from './context';
import type { Exchange } from './exchange';
import type { RefusalDetails } from './refuse';

/** One request on its way to the web process. */
export type ForwardInput = {
  exchange: Exchange;
  context: FrontContext;
  tally: Tally;
  requestId: string;
  headers: string[];
  hasBody: boolean;
  turnDown(status: number, reason: string, details?: RefusalDetails): void;
};
