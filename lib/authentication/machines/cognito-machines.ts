import { CfnUserPoolClient, type IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { renderedProperties } from '../../cloudformation/rendered';
import type { CognitoMachineOptions } from '../cognito-machine-options';
import { JwtMachines } from './jwt-machines';

/**
 * Access tokens by client credentials have no `aud`: `client_id` says who asked for them, `token_use` that they are no ID tokens.
 * @throws Error where a setting is malformed, or where people can log in by one of the clients
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function cognitoMachines({ userPool, clients, scope, name = 'cognito' }: CognitoMachineOptions): JwtMachines {
  for (const client of clients) checkClient(client);
  return new JwtMachines({
    name,
    issuer: `https://${userPool.userPoolProviderName}`,
    withoutAudience: true,
    clientClaim: 'client_id',
    clients: clients.map(({ userPoolClientId }) => userPoolClientId),
    requiredClaims: { token_use: 'access', ...(scope === undefined ? {} : { scope }) },
  });
}

/** A person's access token names its client too: a client of both kinds would let every person of the pool call as the machine. */
function checkClient({ node }: IUserPoolClient): void {
  const { defaultChild: made } = node;
  // Those that are brought can't be looked at.
  if (made === undefined || !CfnUserPoolClient.isCfnUserPoolClient(made)) return;
  const { AllowedOAuthFlows: flows } = renderedProperties(made);
  const known: readonly unknown[] = Array.isArray(flows) ? flows : [];
  if (known.length === 1 && known[0] === 'client_credentials') return;
  throw new Error(`app client ${node.path} has the OAuth flows ${known.length === 0 ? 'none' : known.join(', ')}, expected client_credentials alone: people's access tokens name their client too; make a client for machines only (oAuth: { flows: { clientCredentials: true } })`);
}
