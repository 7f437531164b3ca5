import { BlockList, isIP } from 'node:net';

/** Addresses of peers of lighttpd that are believed about the last address in X-Forwarded-For that they sent. */
export interface TrustedProxies {
  check(address: string, family: 'ipv4' | 'ipv6'): boolean;
}

/** Peers whose verdict is remembered: those of one load balancer are few. */
const REMEMBERED = 256;

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
  return remembering(ranges);
}

/**
 * The client of a request. lighttpd appends its own peer to X-Forwarded-For: where that is the load balancer, the client is the one
 * before, which the load balancer appended; one hop and no more. Whatever stands before is the client's own word.
 *
 * @returns null where that is no address
 */
export function clientAddress(forwardedFor: string | undefined, trusted: TrustedProxies): string | null {
  const list = forwardedFor ?? '';
  const comma = list.lastIndexOf(',');
  const peer = list.slice(comma + 1).trim();
  const version = isIP(peer);
  if (version === 0) return null;
  if (comma < 0 || !trusted.check(peer, familyOf(version))) return peer;
  const client = list.slice(list.lastIndexOf(',', comma - 1) + 1, comma).trim();
  return isIP(client) === 0 ? null : client;
}

/** The same verdicts: a BlockList takes longer over each than all the rest of this file. */
function remembering(ranges: TrustedProxies): TrustedProxies {
  const verdicts = new Map<string, boolean>();
  return {
    check(address, family) {
      let verdict = verdicts.get(address);
      if (verdict === undefined) {
        verdict = ranges.check(address, family);
        if (verdicts.size >= REMEMBERED) verdicts.clear();
        verdicts.set(address, verdict);
      }
      return verdict;
    },
  };
}

function familyOf(version: number): 'ipv4' | 'ipv6' {
  return version === 6 ? 'ipv6' : 'ipv4';
}
