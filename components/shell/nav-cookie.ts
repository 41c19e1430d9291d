/** A cookie and not local storage: the server draws the navigation as wide as it was left. */
export const NAV_COOKIE = 'chainward-nav';

export function rememberRail(rail: boolean): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we support
  document.cookie = `${NAV_COOKIE}=${rail ? 'rail' : 'wide'}; path=/; max-age=31536000; samesite=lax; secure`;
}
