export type { CertificatePem, Front, FrontLog, FrontOptions, FrontSample } from './contract';
export type { Limits } from './limits';
export { startFront } from './server';
