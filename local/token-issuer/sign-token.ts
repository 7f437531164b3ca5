import { sign } from 'node:crypto';
import type { TokenKey } from './token-keys';

/**
 * Signs whatever is given, well-formed or not: tests forge with it.
 * @param header members besides `alg`, `typ` and `kid`, or in their place
 */
export function signToken(claims: Readonly<Record<string, unknown>>, key: TokenKey, header: Readonly<Record<string, unknown>> = {}): string {
  const signed = [{ alg: key.algorithm, typ: 'JWT', kid: key.kid, ...header }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = key.algorithm === 'RS256'
    ? sign('sha256', Buffer.from(signed), key.privateKey)
    : sign('sha384', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
