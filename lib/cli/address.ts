const EVERYWHERE_OR_HERE = ['0.0.0.0', '::', '127.0.0.1', '::1'];

/** What a person types into a browser for the place where the front listens. */
export function addressOf(host: string, port: number): string {
  const shown = EVERYWHERE_OR_HERE.includes(host) ? 'localhost' : host;
  return `https://${shown.includes(':') ? `[${shown}]` : shown}${port === 443 ? '' : `:${port}`}`;
}
