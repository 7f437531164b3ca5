import { Token } from 'aws-cdk-lib';
import { addressRange } from '../../network/address-range';

/** Kind of address, as AWS WAF names it. */
export type AddressVersion = 'IPV4' | 'IPV6';

/**
 * Sorts ranges of addresses by their kind, each once. What is known at deployment only is taken for IPv4.
 * @param property that they were given in, for the message
 * @throws Error if one is none that AWS WAF takes
 */
export function byVersion(cidrs: string[], property: string): Record<AddressVersion, string[]> {
  if (Token.isUnresolved(cidrs)) return { IPV4: cidrs, IPV6: [] };
  const ofVersion = (version: AddressVersion): string[] => [...new Set(cidrs.filter((cidr) => versionOf(cidr, property) === version))];
  return { IPV4: ofVersion('IPV4'), IPV6: ofVersion('IPV6') };
}

/**
 * Tells the kind of a range of addresses; one that is known at deployment only is taken for IPv4.
 * @param property that it was given in, for the message
 * @throws Error if it is none that AWS WAF takes
 */
export function versionOf(cidr: string, property: string): AddressVersion {
  if (Token.isUnresolved(cidr)) return 'IPV4';
  const range = addressRange(cidr);
  if (range === undefined) {
    throw new Error(
      `got ${JSON.stringify(cidr)} in ${property}, expected a range of addresses: write it like 192.0.2.0/24 or 2001:db8::/32, one address as 192.0.2.1/32`,
    );
  }
  const { version, address, prefix, width } = range;
  if (prefix === 0) {
    throw new Error(`got ${JSON.stringify(cidr)} in ${property}, which is every address, and AWS WAF takes no such range: name smaller ones`);
  }
  if ((version === 4 ? bitsOfIpv4(address) : bitsOfIpv6(address)) % (1n << BigInt(width - prefix)) !== 0n) {
    throw new Error(
      `got ${JSON.stringify(cidr)} in ${property}, whose address has bits set after the first ${prefix}: write the range's first address, or /${width} for this one alone`,
    );
  }
  return `IPV${version}`;
}

function bitsOfIpv4(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) + BigInt(part), 0n);
}

function bitsOfIpv6(address: string): bigint {
  const [head, tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = tail === undefined ? head! : [...head!, ...Array<string>(8 - head!.length - tail.length).fill('0'), ...tail];
  return groups.reduce((bits, group) => (bits << 16n) + BigInt(`0x${group}`), 0n);
}
