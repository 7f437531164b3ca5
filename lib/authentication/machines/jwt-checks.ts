import { Token } from 'aws-cdk-lib';
import { TOKEN_ISSUER_RULES as RULES } from '../../contract/token-issuer';
import { checkClaim, checkCount, checkText } from './checks';

/** @throws Error where they could not be looked for, or are none */
export function checkClients(clientClaim: string | undefined, clients: readonly string[] | undefined): void {
  if (clientClaim !== undefined) checkClaim('clientClaim', clientClaim);
  if (clients === undefined) return;
  if (clientClaim === undefined) throw new Error('got clients without clientClaim, expected the claim that names them, such as client_id, cid or azp: give clientClaim');
  if (Token.isUnresolved(clients)) throw new Error('clients is a list that is known at deployment only, expected clients one by one: each may be a token');
  checkCount('clients', clients, RULES.maxClients);
  for (const client of clients) checkText('clients', client);
}

/** @throws Error where they are none, too many, or could not be compared */
export function checkRequired(claims: { readonly [name: string]: string }, clientClaim: string | undefined): void {
  const names = Object.keys(claims);
  checkCount('requiredClaims', names, RULES.maxRequiredClaims);
  for (const name of names) {
    checkClaim('requiredClaims', name);
    if (name === clientClaim) throw new Error(`requiredClaims holds ${name}, which is the clientClaim, expected clients to say its values: leave it out of requiredClaims`);
    checkText(`requiredClaims.${name}`, claims[name] ?? '');
  }
}

/** @throws Error where they are none, or too many */
export function checkPrincipalClaims(names: readonly string[]): void {
  checkCount('principalClaims', names, RULES.maxPrincipalClaims);
  for (const name of names) checkClaim('principalClaims', name);
}
