import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Destination } from './check-url';
import { EgressError, type Listener, type Resolver } from './contract';
import { judgeAddress } from './rules';

const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true, order: 'verbatim' });

type Limits = { allow: readonly string[]; ownListeners: readonly Listener[]; resolver?: Resolver | undefined };

/** Every address is judged, not only the first: the connection may use any of those returned here, and no other. */
export async function resolveOnce(to: Omit<Destination, 'url'>, request: Limits): Promise<readonly LookupAddress[]> {
  const addresses = to.isAddress
    ? [{ address: to.hostname, family: isIP(to.hostname) }]
    : await namesToAddresses(to.hostname, request.resolver ?? systemResolver);
  for (const { address } of addresses) {
    const verdict = judgeAddress({
      hostname: to.hostname,
      address,
      port: to.port,
      allow: request.allow,
      ownListeners: request.ownListeners,
      ownAddresses: addressesOfThisMachine(),
    });
    if (!verdict.refused) continue;
    const named = address === to.hostname ? address : `${to.hostname} (${address})`;
    throw new EgressError('refused_address', `A connection to ${named} is not allowed: ${verdict.why}.`);
  }
  return addresses;
}

async function namesToAddresses(hostname: string, resolver: Resolver): Promise<readonly LookupAddress[]> {
  let addresses: readonly LookupAddress[];
  try {
    addresses = await resolver(hostname);
  } catch (cause) {
    throw new EgressError('unresolved', `The name ${hostname} could not be resolved.`, { cause });
  }
  if (addresses.length === 0) throw new EgressError('unresolved', `The name ${hostname} has no address.`);
  return addresses;
}

const addressesOfThisMachine = (): string[] =>
  Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
