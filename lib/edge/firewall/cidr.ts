import { isIP } from 'node:net';
import { Token } from 'aws-cdk-lib';

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
  const [address = '', prefix = '', ...more] = cidr.split('/');
  // No zone (%eth0), and no IPv4 within IPv6: AWS WAF knows neither
  const version = /[%]|:.*\./.test(address) || more.length > 0 ? 0 : isIP(address);
  const width = version === 4 ? 32 : 128;
  if (version === 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > width) {
    throw new Error(
      `got ${JSON.stringify(cidr)} in ${property}, expected a range of addresses: write it like 192.0.2.0/24 or 2001:db8::/32, one address as 192.0.2.1/32`,
    );
  }
  if (prefix === '0') {
    throw new Error(`got ${JSON.stringify(cidr)} in ${property}, which is every address, and AWS WAF takes no such range: name smaller ones`);
  }
  const hostBits = BigInt(width - Number(prefix));
  if ((version === 4 ? bitsOfIpv4(address) : bitsOfIpv6(address)) % (1n << hostBits) !== 0n) {
    throw new Error(
      `got ${JSON.stringify(cidr)} in ${property}, whose address has bits set after the first ${prefix}: write the range's first address, or /${width} for this one alone`,
    );
  }
  return version === 4 ? 'IPV4' : 'IPV6';
}

function bitsOfIpv4(address: string): bigint {
  return address.split('.').reduce((bits, part) => (bits << 8n) + BigInt(part), 0n);
}

function bitsOfIpv6(address: string): bigint {
  const [head, tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = tail === undefined ? head! : [...head!, ...Array<string>(8 - head!.length - tail.length).fill('0'), ...tail];
  return groups.reduce((bits, group) => (bits << 16n) + BigInt(`0x${group}`), 0n);
}
