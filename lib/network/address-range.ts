import { isIP } from 'node:net';

/** A range of addresses in CIDR notation, taken apart. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly address: string;
  /** How many of the first bits are the range's. */
  readonly prefix: number;
  /** How many bits an address has. */
  readonly width: 32 | 128;
}

/** Takes a range apart; undefined where it is none. No zone (%eth0), no IPv4 within IPv6, no leading zeros: not all who are told it know these. */
export function addressRange(cidr: string): AddressRange | undefined {
  const [, address = '', digits = ''] = /^([0-9a-f:]+|[0-9.]+)\/(0|[1-9]\d{0,2})$/i.exec(cidr) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const [prefix, width] = [Number(digits), version === 4 ? 32 : 128] as const;
  return prefix > width ? undefined : { version, address, prefix, width };
}
