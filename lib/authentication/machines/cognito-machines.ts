import { Reference, Token, Tokenization } from 'aws-cdk-lib';
import { CfnUserPoolClient, type IUserPool, type IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../../cloudformation/rendered';
import { quoted } from '../../messages/quoted';
import type { CognitoMachineOptions } from '../cognito-machine-options';
import { JwtMachines } from './jwt-machines';

/** Ways of signing in that no person has. */
const MACHINES_OWN = 'ALLOW_CLIENT_TOKEN_AUTH';
const HARMLESS = [MACHINES_OWN, 'ALLOW_REFRESH_TOKEN_AUTH'];
/** As Cognito has it where none is named. */
const WHEN_NONE = ['ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];
/** RFC 6749, section 3.3, of a resource server: tokens by client credentials have no others. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+\/[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Access tokens by client credentials have no `aud`: `client_id` says who asked for them, `token_use` that they are no ID tokens.
 * @throws Error where a setting is malformed, or where people can log in by one of the clients
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function cognitoMachines({ userPool, clients, scope, name = 'cognito' }: CognitoMachineOptions): JwtMachines {
  if (scope !== undefined && !Token.isUnresolved(scope) && !SCOPE.test(scope)) {
    throw new Error(`scope is ${quoted(scope)}, expected one scope with its resource server before it, such as https://luigi.example.com/call: tokens of machines have no others`);
  }
  for (const client of clients) checkClient(client, userPool, scope);
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
function checkClient(client: IUserPoolClient, userPool: IUserPool, scope: string | undefined): void {
  // By its id, too, where it was made in this app and brought elsewhere in it. Those of other apps can't be looked at.
  const made = client.node.defaultChild ?? madeHere(client.userPoolClientId);
  if (made === undefined || !CfnUserPoolClient.isCfnUserPoolClient(made)) return;
  const { path } = client.node;
  checkPool(path, made, userPool);
  const { AllowedOAuthFlows: oAuth, ExplicitAuthFlows: explicit } = renderedProperties(made);
  const [byPages, byApi] = [known(oAuth), Array.isArray(explicit) && explicit.length > 0 ? known(explicit) : WHEN_NONE];
  const isMachines = byPages.length === 1 ? byPages[0] === 'client_credentials' : byPages.length === 0 && byApi.includes(MACHINES_OWN);
  if (!isMachines) {
    throw new Error(`app client ${path} has the OAuth flows ${byPages.length === 0 ? 'none' : byPages.join(', ')}, expected client_credentials alone: people's access tokens name their client too; make a client for machines only (oAuth: { flows: { clientCredentials: true } }, authFlows: { userSrp: false })`);
  }
  // With a scope, tokens of people are told apart: signing in by API gives none of a resource server.
  const people = byApi.filter((flow) => !HARMLESS.includes(flow));
  if (people.length === 0 || scope !== undefined) return;
  throw new Error(`app client ${path} lets people sign in by API (${people.join(', ')}), and no scope is given, expected one or the other: their access tokens name their client too; give it authFlows: { userSrp: false }, or give scope`);
}

/** An issuer signs for its own clients: one of another pool could never call, and would look as if it could. */
function checkPool(path: string, { userPoolId }: CfnUserPoolClient, userPool: IUserPool): void {
  if (typeof userPoolId !== 'string') return;
  const [its, expected] = [userPoolId, userPool.userPoolId].map((id) => Token.isUnresolved(id) ? madeHere(id) : id);
  // What is made here and what is brought by an id may be one: only two of a kind can be compared.
  if (its === undefined || its === expected || typeof its !== typeof expected) return;
  throw new Error(`app client ${path} is of another user pool than ${userPool.node.path}, expected one of that pool: give another MachineAuthentication.cognitoClientCredentials for each pool`);
}

/** What an id stands for that is known at deployment only. */
function madeHere(id: string): IConstruct | undefined {
  const [token, ...others] = Tokenization.reverseString(id).tokens;
  return others.length === 0 && Reference.isReference(token) ? token.target : undefined;
}

function known(flows: unknown): readonly string[] {
  return Array.isArray(flows) ? flows.map((flow: unknown) => typeof flow === 'string' ? flow : 'known at deployment only') : [];
}
