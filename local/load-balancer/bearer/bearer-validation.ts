import { type KeyObject, verify } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type BearerRule, bearerRuleFor, bearerTokens } from './bearer-rule';
import { RemoteKeySet } from './key-set';

/**
 * Validates bearer tokens as rules of the real listener do: RS256 alone, signature by the issuer's key set, `iss` and `exp` required,
 * `nbf` and `iat` where they are there, further claims as exact strings. Shares nothing with the gateway, which verifies once more.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html
 */
export class BearerValidation {
  private readonly keySets: ReadonlyMap<string, RemoteKeySet>;

  constructor(private readonly rules: readonly BearerRule[]) {
    this.keySets = new Map(rules.map(({ name, keysUrl }) => [name, new RemoteKeySet(keysUrl)]));
  }

  /** What becomes of the request: `none` where it brings no bearer token and other rules decide. */
  async verdict(request: IncomingMessage): Promise<'none' | 'valid' | 'invalid'> {
    const rule = bearerRuleFor(request, this.rules);
    if (rule === undefined) return 'none';
    // Which of two headers the real one looks at is not documented. The worst is assumed, and both go on: the target must cope.
    for (const token of bearerTokens(request)) if (await this.holds(token, rule)) return 'valid';
    return 'invalid';
  }

  private async holds(token: string, rule: BearerRule): Promise<boolean> {
    const parts = token.split('.');
    const [header, claims] = parts.slice(0, 2).map(decoded);
    if (parts.length !== 3 || header === undefined || claims === undefined) return false;
    if (header.alg !== 'RS256' || typeof header.kid !== 'string' || claims.iss !== rule.issuer) return false;
    const key = await this.keySets.get(rule.name)?.find(header.kid);
    return key !== undefined && isSigned(parts, key) && isCurrent(claims)
      && Object.entries(rule.claims).every(([name, value]) => claims[name] === value);
  }
}

function isSigned([header, claims, signature]: readonly string[], key: KeyObject): boolean {
  return verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature ?? '', 'base64url'));
}

function isCurrent({ exp, nbf, iat }: Readonly<Record<string, unknown>>): boolean {
  const now = Math.floor(Date.now() / 1_000);
  const begun = (time: unknown): boolean => time === undefined || (typeof time === 'number' && time <= now);
  return typeof exp === 'number' && exp > now && begun(nbf) && begun(iat);
}

function decoded(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
