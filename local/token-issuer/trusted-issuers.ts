import type { TokenIssuer } from '../../lib/contract/token-issuer';
import { ROLES_LET_IN } from './demo-roles';
import { type IssuerName, issuerUrl, keysUrl } from './token-issuers';

/**
 * The issuers that the service on one machine trusts: what GATEWAY_TOKEN_ISSUERS is set to. The first one needs no X-Luigi-Issuer.
 * @param url where they listen
 * @param audience whom tokens must be for: the service's own address
 */
export function trustedIssuers(url: string, audience: string): readonly TokenIssuer[] {
  const signs = (name: IssuerName) => ({ name, issuer: issuerUrl(url, name), keysUrl: keysUrl(url, name), audience });
  return [
    { ...signs('aws'), kind: 'aws-iam', roles: ROLES_LET_IN.aws },
    { ...signs('partner'), kind: 'aws-iam', roles: ROLES_LET_IN.partner },
    // GitHub signs for every repository of the world: whose it is must be asked.
    { ...signs('github'), kind: 'jwt', requiredClaims: { repository_owner: 'acme' }, principalClaims: ['repository', 'job_workflow_ref'] },
  ];
}
