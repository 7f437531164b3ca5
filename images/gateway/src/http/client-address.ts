import { BlockList, isIP } from 'node:net';

/** Addresses of peers of lighttpd that are believed about the last address in X-Forwarded-For that they sent. */
export type TrustedProxies = Pick<BlockList, 'check'>;

/** Nobody: lighttpd's peer is the client. */
export const NO_PROXIES: TrustedProxies = new BlockList();

/**
 * Ranges in CIDR notation, commas between, as lighttpd reads LIGHTTPD_TRUSTED_PROXIES.
 * @returns undefined where one is none
 */
export function parseTrustedProxies(text: string): TrustedProxies | undefined {
  const ranges = new BlockList();
  for (const range of text.split(',').map((each) => each.trim()).filter((each) => each !== '')) {
    const [, address = '', prefix = ''] = /^([0-9A-Fa-f:.]+)\/([1-9][0-9]{0,2})$/.exec(range) ?? [];
    const version = isIP(address);
    if (version === 0 || Number(prefix) > (version === 4 ? 32 : 128)) return undefined;
    ranges.addSubnet(address, Number(prefix), familyOf(version));
  }
  return ranges;
}

/**
 * The client of a request. lighttpd appends its own peer to X-Forwarded-For: where that is the load balancer, the client is the one
 * before, which the load balancer appended; one hop and no more. Whatever stands before is the client's own word.
 *
 * @returns null where that is no address
 */
export function clientAddress(forwardedFor: string | undefined, trusted: TrustedProxies): string | null {
  const [peer, client] = (forwardedFor ?? '').split(',').map((each) => each.trim()).reverse();
  if (peer === undefined || isIP(peer) === 0) return null;
  if (client === undefined || !trusted.check(peer, familyOf(isIP(peer)))) return peer;
  return isIP(client) === 0 ? null : client;
}

function familyOf(version: number): 'ipv4' | 'ipv6' {
  return version === 6 ? 'ipv6' : 'ipv4';
}
