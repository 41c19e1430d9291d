import { isAllowed, ROLE_LABELS, ROLES, type Role } from '@/lib/identity/contract';
import { PAGES, type Page } from './pages';

/** What the shell knows of the person who looks at it. */
export type ShellViewer = { name: string; email: string; roles: readonly Role[] };

/** One word stands for all roles: the one that may do most. */
export const mainRole = (viewer: ShellViewer): string => {
  const role = ROLES.findLast((each) => viewer.roles.includes(each));
  return role ? ROLE_LABELS[role] : 'No role';
};

export const initials = (name: string): string => {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const [first = '?', last] = [words[0], words.length > 1 ? words[words.length - 1] : undefined];
  return `${[...first][0] ?? '?'}${last ? ([...last][0] ?? '') : ([...first][1] ?? '')}`.toUpperCase();
};

export const pagesFor = (viewer: ShellViewer): Page[] =>
  PAGES.filter((page) => isAllowed(viewer.roles, page.permission));
