export { downloadProof } from './download-proof';
export { exportEvents } from './export-events';
export { openTail } from './open-tail';
export { viewEvent, viewEvents, viewLog } from './view-events';
