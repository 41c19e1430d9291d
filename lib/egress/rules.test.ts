import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, test } from 'vitest';
import { type AddressQuestion, judgeAddress } from './rules';

const ask = (address: string, more: Partial<AddressQuestion> = {}) =>
  judgeAddress({
    hostname: 'host.example',
    address,
    port: 443,
    allow: [],
    ownListeners: [],
    ownAddresses: ['127.0.0.1', '::1', '203.0.113.0', '8.8.4.4'],
    ...more,
  });

describe('addresses that are refused', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['169.254.1.1', 'link local'],
    ['169.254.169.254', 'cloud metadata service'],
    ['168.63.129.16', 'cloud metadata service'],
    ['100.64.0.1', 'carrier grade nat'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['240.0.0.1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['198.51.100.1', 'reserved'],
    ['203.0.113.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['fe80::1', 'link local'],
    ['fe80::1%eth0', 'link local'],
    ['fd12::1', 'unique local'],
    ['fd00:ec2::254', 'cloud metadata service'],
    ['ff02::1', 'multicast'],
    ['fec0::1', 'deprecated site local'],
    ['::127.0.0.1', 'reserved'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:a9fe:a9fe', 'cloud metadata service'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::169.254.169.254', 'cloud metadata service'],
    ['64:ff9b:1::8.8.8.8', 'rfc6052'],
    ['2002:7f00:1::1', '6to4'],
    ['2001:0:4136:e378:8000:63bf:80ff:fffe', 'teredo'],
    ['2001:db8::1', 'reserved'],
    ['3fff::1', 'reserved'],
    ['2001:2::1', 'benchmarking'],
    ['2606:4700::5efe:10.0.0.1', 'ISATAP of private'],
    ['2606:4700::200:5efe:127.0.0.1', 'ISATAP of loopback'],
    ['4000::1', 'reserved'],
    ['not-an-address', 'not an IP address'],
    ['0177.0.0.1', 'not an IP address'],
    ['2130706433', 'not an IP address'],
  ])('%s: %s', (address, why) => {
    expect(ask(address)).toEqual({ refused: true, why });
  });
});

test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '64:ff9b::8.8.8.8', '::ffff:8.8.8.8', '172.32.0.1'])(
  '%s is public',
  (address) => {
    expect(ask(address)).toEqual({ refused: false });
  },
);

const INSIDE = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'].concat([
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]);
const inRange = (cidr: string, offset: number) => {
  const [network, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const base = network.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  const value = base + (offset % 2 ** (32 - bits));
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
};
const insideAddress = fc.tuple(fc.constantFrom(...INSIDE), fc.nat(0xffffffff)).map(([cidr, n]) => inRange(cidr, n));
const word = (high = 0, low = 0) => ((high << 8) | low).toString(16);

describe('properties', () => {
  test('an inside address is refused in every spelling and every embedding', () => {
    fc.assert(
      fc.property(insideAddress, ([a, b, c, d]) => {
        const dotted = `${a}.${b}.${c}.${d}`;
        const hex = `${word(a, b)}:${word(c, d)}`;
        const spellings = [dotted, `::ffff:${dotted}`, `::ffff:${hex}`, `0:0:0:0:0:ffff:${hex}`, `::FFFF:${dotted}`];
        const embeddings = [`::${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`, `2606::5efe:${hex}`, `::ffff:0:${hex}`];
        for (const each of [...spellings, ...embeddings]) expect(ask(each).refused, each).toBe(true);
      }),
    );
  });

  test('outside 2000::/3 nothing of IPv6 is let out but NAT64 and mapped public IPv4', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        if (ask(address).refused) return;
        const parsed = ipaddr.IPv6.parse(address);
        const through = ['2000::/3', '64:ff9b::/96', '::ffff:0:0/96'].map((cidr) => ipaddr.IPv6.parseCIDR(cidr));
        expect(through.some(([network, bits]) => parsed.match(network, bits))).toBe(true);
      }),
    );
  });

  test('whatever an admin names by its exact address is allowed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(ask(address, { allow: [address] })).toEqual({ refused: false });
      }),
    );
  });
});

describe('the allow-list', () => {
  test('names hosts, addresses and ranges', () => {
    expect(ask('10.0.0.1', { allow: ['HOST.example'] }).refused).toBe(false);
    expect(ask('10.0.0.1', { allow: ['host.example.'] }).refused).toBe(false);
    expect(ask('10.0.0.1', { allow: ['10.0.0.0/24'] }).refused).toBe(false);
    expect(ask('::ffff:10.0.0.1', { allow: ['10.0.0.0/24'] }).refused).toBe(false);
    expect(ask('10.0.1.1', { allow: ['10.0.0.0/24'] }).refused).toBe(true);
    expect(ask('10.0.0.1', { allow: ['other.example', 'example', 'nonsense/8', 'fd00::/8'] }).refused).toBe(true);
  });

  test('the metadata service is never meant by a name or a range', () => {
    expect(ask('169.254.169.254', { allow: ['host.example', '0.0.0.0/0', '169.254.0.0/16'] }).refused).toBe(true);
    expect(ask('169.254.169.254', { allow: ['169.254.169.254/32'] }).refused).toBe(false);
  });
});

describe('own listeners', () => {
  test('are refused at their port only, by address, by name and on every interface', () => {
    const refused = { refused: true, why: 'a listener of this installation' };
    expect(ask('8.8.4.4', { ownListeners: [{ host: '8.8.4.4', port: 443 }] })).toEqual(refused);
    expect(ask('::ffff:8.8.4.4', { ownListeners: [{ host: '8.8.4.4', port: 443 }] })).toEqual(refused);
    expect(ask('8.8.4.4', { ownListeners: [{ host: '8.8.4.4', port: 8443 }] })).toEqual({ refused: false });
    expect(ask('8.8.4.4', { ownListeners: [{ host: '::', port: 443 }] })).toEqual(refused);
    expect(ask('8.8.8.8', { ownListeners: [{ host: '0.0.0.0', port: 443 }] })).toEqual({ refused: false });
    expect(ask('8.8.8.8', { ownListeners: [{ host: 'Host.example', port: 443 }] })).toEqual(refused);
  });

  test('can be named by an admin', () => {
    const ownListeners = [{ host: '8.8.4.4', port: 443 }];
    expect(ask('8.8.4.4', { ownListeners, allow: ['host.example'] })).toEqual({ refused: false });
  });
});
