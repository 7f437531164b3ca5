import type { TokenIssuer } from '../../../../lib/contract/token-issuer';

/** What says who can call, beside those whom the identity provider knows. */
export interface CallersSetting {
  readonly tokenIssuers: readonly TokenIssuer[];
  readonly workerCredentials: readonly string[];
}

/**
 * Says of a principal whether somebody could call by it, as far as settings tell: people, groups and roles are others' to know.
 * Whoever is shut out by a name that nobody can have is not out.
 */
export function couldCall({ tokenIssuers, workerCredentials }: CallersSetting): (principal: string) => boolean {
  const workers = new Set(workerCredentials.map((credential) => `worker:${credential.slice(0, credential.indexOf(':'))}`));
  const byName = new Map(tokenIssuers.map((issuer) => [issuer.name, issuer]));
  return (principal) => {
    if (principal.startsWith('worker:')) return workers.has(principal);
    const [, kind, name = '', rest = ''] = /^(client|claim):([^/]*)\/(.*)$/su.exec(principal) ?? [];
    if (kind === undefined) return true;
    const { clientClaim, clients, principalClaims = [] } = byName.get(name) ?? { clientClaim: undefined };
    if (kind === 'client') return clientClaim !== undefined && clients?.includes(rest) !== false;
    const claim = rest.slice(0, rest.indexOf('='));
    return principalClaims.includes(claim) || (claim === 'sub' && clientClaim === undefined && byName.get(name)?.kind === 'jwt');
  };
}
