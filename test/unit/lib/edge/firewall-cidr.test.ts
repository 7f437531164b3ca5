import { Fn } from 'aws-cdk-lib';
import fc from 'fast-check';
import { Firewall } from '../../../../lib/edge/firewall';
import { versionOf } from '../../../../lib/edge/firewall/cidr';

/** An address as bits, as text, and how many bits it has. */
const ipv4 = (bits: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
const ipv6 = (bits: bigint): string => Array.from({ length: 8 }, (_, n) => ((bits >> BigInt(112 - 16 * n)) & 0xffffn).toString(16)).join(':');
const FAMILIES = [
  { version: 'IPV4', width: 32, write: ipv4 },
  { version: 'IPV6', width: 128, write: ipv6 },
] as const;
const ADDRESS = fc.constantFrom(...FAMILIES).chain((family) => fc.record({
  family: fc.constant(family),
  bits: fc.bigInt(0n, (1n << BigInt(family.width)) - 1n),
  prefix: fc.integer({ min: 1, max: family.width }),
}));

test('every range by its first address is of its kind', () => {
  fc.assert(fc.property(ADDRESS, ({ family, bits, prefix }) => {
    const rest = BigInt(family.width - prefix);
    expect(versionOf(`${family.write((bits >> rest) << rest)}/${prefix}`, 'deniedCidrs')).toBe(family.version);
  }));
});

test('no range by another address is taken', () => {
  fc.assert(fc.property(ADDRESS, ({ family, bits, prefix }) => {
    const rest = BigInt(family.width - prefix);
    fc.pre((bits >> rest) << rest !== bits);
    expect(() => versionOf(`${family.write(bits)}/${prefix}`, 'deniedCidrs')).toThrow(`bits set after the first ${prefix}: `);
  }));
});

test.each([
  ['2001:db8::/32', 'IPV6'], ['::1/128', 'IPV6'], ['fe80::/10', 'IPV6'], ['2001:DB8:0:0:1::/80', 'IPV6'], ['192.0.2.1/32', 'IPV4'], ['128.0.0.0/1', 'IPV4'],
])('%s is taken', (cidr, version) => {
  expect(versionOf(cidr, 'deniedCidrs')).toBe(version);
});

test('what is known at deployment only is taken for IPv4', () => {
  expect(versionOf(Fn.importValue('office'), 'deniedCidrs')).toBe('IPV4');
});

test.each([
  '', '192.0.2.0', '192.0.2.0/', '/24', '192.0.2.0/33', '192.0.2.0/024', '192.0.2.0/-1', '192.0.2.0/24/24', '192.0.2/24', '192.0.02.0/24', '256.0.0.0/8',
  '2001:db8::/129', '2001:db8::1::/64', 'fe80::%eth0/10', '::ffff:192.0.2.0/120', 'example.com/24', ' 192.0.2.0/24', '192.0.2.0/24 ',
])('%p is no range', (cidr) => {
  for (const property of ['deniedCidrs', 'exemptCidrs'] as const) {
    expect(() => Firewall.managed({ [property]: [cidr] })).toThrow(new Error(
      `got ${JSON.stringify(cidr)} in ${property}, expected a range of addresses: write it like 192.0.2.0/24 or 2001:db8::/32, one address as 192.0.2.1/32`,
    ));
  }
});

test.each(['0.0.0.0/0', '::/0'])('%s is too large a range', (cidr) => {
  expect(() => Firewall.managed({ exemptCidrs: [cidr] })).toThrow(new Error(
    `got "${cidr}" in exemptCidrs, which is every address, and AWS WAF takes no such range: name smaller ones`,
  ));
});

test.each([
  ['192.0.2.1/24', 24, 32], ['2001:db8::1/64', 64, 128],
])('%s is told how to be mended', (cidr, prefix, width) => {
  expect(() => Firewall.managed({ deniedCidrs: [cidr] })).toThrow(new Error(
    `got "${cidr}" in deniedCidrs, whose address has bits set after the first ${prefix}: write the range's first address, or /${width} for this one alone`,
  ));
});
