export type {
  EgressPurpose,
  EgressReason,
  EgressRequest,
  EgressResponse,
  Listener,
  Resolver,
} from './contract';
export { EGRESS_PURPOSES, EgressError } from './contract';
export { egressRequest } from './request';
export type { AddressQuestion, Verdict } from './rules';
export { judgeAddress } from './rules';
