export type { BootstrapAuthority, IssueServerCertificateInput, ServerCertificate } from './bootstrap-authority';
export { createBootstrapAuthority, issueServerCertificate } from './bootstrap-authority';
export { printableFingerprint, sha256OfDer, sha256OfPem } from './fingerprint';
export { privateKeyFromDer } from './key-material';
export type { ServerCertificateFacts } from './read-server-certificate';
export { readServerCertificate } from './read-server-certificate';
export { encodeTimestampRequest, readTimestampResponse, type Timestamp, verifyTimestamp } from './timestamp';
export { readTrusted } from './timestamp-certificates';
