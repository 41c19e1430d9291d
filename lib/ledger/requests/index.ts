// The door for whatever answers requests of services (LEDGER.md, “Very frequent events”).
export { type CheckedSegment, checkSegment } from './check-segment';
export { proveRequest } from './prove-request';
export { type RecorderOptions, type RequestDraft, RequestRecorder } from './recorder';
export type { RequestRow } from './request-row';
export { type RequestProof, verifyRequest } from './verify-request';
