import type { TokenIssuer } from '../../../../../lib/contract/token-issuer';
import { member } from '../../json/json-object';
import { seenClaims, type Evidence } from '../evidence';
import { isPrincipalText } from './principal-text';

/** What a token said whose signature holds, by the rules of its issuer that say which claims count. */
export function bearerEvidence(issuer: TokenIssuer, claims: Readonly<Record<string, unknown>>): Evidence {
  const { audience, clientClaim, requiredClaims = {}, principalClaims = [] } = issuer;
  const wanted = [...new Set([
    'sub', ...(audience === undefined ? [] : ['aud']), ...(clientClaim === undefined ? [] : [clientClaim]), ...Object.keys(requiredClaims), ...principalClaims,
  ])];
  const values = [clientClaim ?? 'sub', ...principalClaims].flatMap((name) => {
    const value = member(claims, name);
    return isPrincipalText(value) ? [[name, value] as const] : [];
  });
  return {
    source: 'bearer',
    claims: seenClaims(claims, ['iss', 'exp', 'nbf', 'iat', ...wanted], Object.fromEntries(values)),
    missing: wanted.filter((name) => [undefined, null, ''].includes(member(claims, name) as null | undefined | string)),
  };
}
