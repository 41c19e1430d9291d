export { exportEvents } from './export-events';
export { openTail } from './open-tail';
export { readiness } from './readiness';
export { viewEvent, viewEvents, viewLog } from './view-events';
