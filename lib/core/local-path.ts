export const HOME = '/audit-log';

/** Only a path of our own: `//host`, `/\host` and tabs inside would lead a person to somebody else's page. */
export function localPath(to: string | null | undefined): string {
  if (!to?.startsWith('/') || /^\/[/\\]/.test(to) || /[\p{Cc}\\]/u.test(to)) return HOME;
  return to;
}
