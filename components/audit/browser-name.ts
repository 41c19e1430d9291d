const KNOWN: [name: string, pattern: RegExp][] = [
  ['Edge', /\bEdg\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\bFirefox\/(\d+)/],
  ['Chrome', /\bChrome\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)\S* Safari\//],
];

/** A user agent is a claim and long: the short form is for the eye, the whole text stands on hover. */
export function browserName(userAgent: string): string {
  for (const [name, pattern] of KNOWN) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return userAgent.length > 32 ? `${userAgent.slice(0, 31)}…` : userAgent;
}
