export { type EgressConnection, egressConnect, type Outgoing } from './connect';
export type {
  EgressPurpose,
  EgressReason,
  EgressRequest,
  EgressResponse,
  Listener,
  Resolver,
} from './contract';
export { egressRequest } from './request';
