import ipaddr from 'ipaddr.js';
import type { Listener } from './contract';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

export type Verdict = { refused: false } | { refused: true; why: string };

export type AddressQuestion = {
  /** Lower-case host of the URL, without brackets. */
  hostname: string;
  address: string;
  port: number;
  allow: readonly string[];
  ownListeners: readonly Listener[];
  /** Addresses of this machine: what a listener on every interface listens on. */
  ownAddresses: readonly string[];
};

const METADATA = [
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd20:ce::254',
];

/** RFC 4291 §2.5.4: what is global unicast starts with 001; all else, old embeddings included, goes nowhere public. */
const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3');
/** RFC 6052 §2.1: how an IPv6-only network reaches public IPv4, so it is judged by the address inside. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96');
const EVERYWHERE = new Set(['0.0.0.0', '::', '', '*']);

export function judgeAddress(question: AddressQuestion): Verdict {
  const address = parse(question.address);
  if (address === null) return { refused: true, why: 'not an IP address' };
  const named = question.allow.some((entry) => namesHost(entry, question.hostname) || namesAddress(entry, address));
  // A broad range or a name that somebody else resolves is not a decision to hand out the machine's credentials.
  if (METADATA.some((each) => same(each, address))) {
    const exact = question.allow.some((entry) => same(entry.replace(/\/(32|128)$/, ''), address));
    return exact ? { refused: false } : { refused: true, why: 'cloud metadata service' };
  }
  if (named) return { refused: false };
  const why = refusedRange(address);
  if (why !== null) return { refused: true, why };
  return question.ownListeners.some((listener) => isListener(listener, address, question))
    ? { refused: true, why: 'a listener of this installation' }
    : { refused: false };
}

/** The reason why an address is not out in the public internet, or null when it is. */
export function refusedRange(address: Address): string | null {
  const range = address.range();
  if (address instanceof ipaddr.IPv4) return range === 'unicast' ? null : words(range);
  if (!address.match(GLOBAL_V6)) return words(range === 'unicast' ? 'reserved' : range);
  if (range !== 'unicast') return words(range);
  const inside = isatap(address);
  const why = inside === null ? null : refusedRange(inside);
  return why === null ? null : `ISATAP of ${why}`;
}

/** Mapped (RFC 4291 §2.5.5.2) and NAT64 addresses become the IPv4 address that is really reached. */
export function parse(text: string): Address | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.parse(text.includes('.') && text.includes(':') ? inHex(text) : text);
  if (address instanceof ipaddr.IPv4) return ipaddr.IPv4.isValidFourPartDecimal(text) ? address : null;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(NAT64) ? lastFour(address) : address;
}

function namesHost(entry: string, hostname: string): boolean {
  return entry.toLowerCase().replace(/\.$/, '') === hostname.replace(/\.$/, '');
}

function namesAddress(entry: string, address: Address): boolean {
  if (!entry.includes('/')) return same(entry, address);
  if (!ipaddr.isValidCIDR(entry)) return false;
  const [network, bits] = ipaddr.parseCIDR(entry);
  return network.kind() === address.kind() && address.match(network, bits);
}

function isListener(listener: Listener, address: Address, question: AddressQuestion): boolean {
  if (listener.port !== question.port) return false;
  const host = listener.host.toLowerCase().replace(/^\[|\]$/g, '');
  if (EVERYWHERE.has(host)) return question.ownAddresses.some((own) => same(own, address));
  return same(host, address) || namesHost(host, question.hostname);
}

function same(text: string, address: Address): boolean {
  const other = parse(text.replace(/%.*$/, ''));
  return other !== null && other.toNormalizedString() === address.toNormalizedString();
}

/** RFC 5214 §6.1: the interface identifier names the IPv4 address behind the tunnel. */
function isatap(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const [, , , , high, low] = address.parts;
  return (high === 0 || high === 0x200) && low === 0x5efe ? lastFour(address) : null;
}

/** The library takes ::a.b.c.d for a mapped address, the system does not: only one reading may decide. */
const inHex = (text: string): string => new URL(`http://[${text.replace(/%.*$/, '')}]`).hostname.slice(1, -1);

const lastFour = (address: ipaddr.IPv6): ipaddr.IPv4 => new ipaddr.IPv4(address.toByteArray().slice(-4));

const words = (range: string): string => range.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
