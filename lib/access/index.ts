export { completeSetUp } from './complete-set-up';
export { signOut } from './end-session';
export { expireSessions, findOverdueSessions } from './expire-sessions';
export { createSetUpLink, findSetUpLink, isSetUp } from './set-up-links';
export { signIn } from './sign-in';
