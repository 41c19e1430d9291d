export { exportEvents } from './export-events';
export { openTail } from './open-tail';
export { recordView } from './record-view';
export { viewEvent, viewEvents } from './view-events';
export { readiness } from './readiness';
