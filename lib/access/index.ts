export { completeSetUp } from './complete-set-up';
export { expireSessions, findOverdueSessions } from './expire-sessions';
export { createSetUpLink, findSetUpLink, isSetUp } from './set-up-links';
