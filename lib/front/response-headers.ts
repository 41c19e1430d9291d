import type { IncomingHttpHeaders } from 'node:http';

export type ResponseHeaders = Record<string, string | string[]>;

const DROPPED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'server',
  'x-powered-by',
  // Ours to decide: on localhost it would break the neighbours' ports.
  'strict-transport-security',
]);
const DROPPED_FAMILIES = /^x-(?:middleware|chainward|nextjs-middleware)-/;

const HSTS = 'max-age=31536000';
const FALLBACK_CSP = "default-src 'none'; frame-ancestors 'none'";
const NO_FEATURES = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** What the web process says itself about these is deliberate and stays. */
const DEFAULTS: ResponseHeaders = {
  'referrer-policy': 'same-origin',
  'permissions-policy': NO_FEATURES,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'content-security-policy': FALLBACK_CSP,
};

export function responseHeaders(
  upstream: IncomingHttpHeaders,
  { requestId, hsts }: { requestId: string; hsts: boolean },
): ResponseHeaders {
  const named = new Set((upstream.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  const kept: ResponseHeaders = {};
  for (const [name, value] of Object.entries(upstream)) {
    if (value === undefined || DROPPED.has(name) || named.has(name) || DROPPED_FAMILIES.test(name)) continue;
    kept[name] = value;
  }
  return {
    ...DEFAULTS,
    ...kept,
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...(hsts ? { 'strict-transport-security': HSTS } : {}),
  };
}
