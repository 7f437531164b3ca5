import type { IncomingMessage } from 'node:http';
import { ISSUER_HEADER, type TokenIssuer } from '../../../lib/contract/token-issuer';

/** One listener rule that validates tokens: the real one knows one issuer and one key set a rule. */
export interface BearerRule {
  /** What X-Luigi-Issuer must be; the first rule needs none. */
  readonly name: string;
  readonly issuer: string;
  readonly keysUrl: string;
  /** Claims that must be there, as exactly this string. */
  readonly claims: Readonly<Record<string, string>>;
}

/** The rule that a listener has for the issuer. */
export function bearerRuleOf(trusted: TokenIssuer): BearerRule {
  const { name, issuer, keysUrl, audience, clientClaim, clients = [], requiredClaims } = trusted;
  const [client, ...others] = clients;
  return {
    name, issuer, keysUrl, claims: {
      ...requiredClaims,
      ...(audience === undefined ? {} : { aud: audience }),
      // A rule compares a claim with one value: one of several clients is for the gateway to see.
      ...(clientClaim === undefined || client === undefined || others.length > 0 ? {} : { [clientClaim]: client }),
    },
  };
}

/**
 * The rule that takes the request: of those that bring `Authorization: Bearer …`, by the issuer's name, else the first.
 * Conditions of a listener do not look at case, and take any one of a header's values.
 */
export function bearerRuleFor(request: IncomingMessage, rules: readonly BearerRule[]): BearerRule | undefined {
  if (!valuesOf(request, 'authorization').some((value) => /^bearer(?: |$)/i.test(value))) return undefined;
  const named = valuesOf(request, ISSUER_HEADER).map((value) => value.toLowerCase());
  return rules.slice(1).find(({ name }) => named.includes(name)) ?? rules[0];
}

/** What follows `Bearer`, of each such header. */
export function bearerTokens(request: IncomingMessage): readonly string[] {
  return valuesOf(request, 'authorization').flatMap((value) => /^bearer +(\S+)$/i.exec(value)?.[1] ?? []);
}

function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name).map((value) => value.trim());
}
