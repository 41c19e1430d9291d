export { anonymous, type Caller, callerOf, machine } from './caller';
export { isAllowed, knownRoles, type Permission, type Role } from './contract';
export { findSession, type LiveSession } from './find-session';
export { isFromFront, sourceOf } from './request';
export { hashToken, isToken, newToken, SESSION_COOKIE } from './session-token';
export { watchSession } from './watch-session';
