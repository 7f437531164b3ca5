import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnUserPool, CfnUserPoolClient, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { renderedProperties } from '../cloudformation/rendered';

const USER_ADMIN = 'aws.cognito.signin.user.admin';

/** The one flow whose tokens have no more scopes than were granted at first; tokens of all others have `aws.cognito.signin.user.admin`. */
const HARMLESS_FLOW = 'ALLOW_REFRESH_TOKEN_AUTH';

/**
 * Refuses, at synthesis, app clients of a pool by which people could edit an attribute of their own that grants them something.
 *
 * An access token with the scope `aws.cognito.signin.user.admin` may call UpdateUserAttributes for each attribute that its
 * client may write. Hosted pages give that scope to clients that list it; sign-in by Cognito's API always gives it.
 * Clients outside of this app are not seen.
 *
 * @param scope whose validation it becomes
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function guardAttribute(scope: Construct, userPool: IUserPool, attribute: string): void {
  scope.node.addValidation({
    validate: () => scope.node.root.node.findAll()
      .filter((node) => CfnResource.isCfnResource(node) && node.cfnResourceType === CfnUserPoolClient.CFN_RESOURCE_TYPE_NAME)
      .flatMap((node) => findings(node as CfnResource, userPool, attribute)),
  });
}

function findings(client: CfnResource, userPool: IUserPool, attribute: string): string[] {
  const { UserPoolId: id, WriteAttributes: writable, AllowedOAuthScopes: scopes, ExplicitAuthFlows: flows } = renderedProperties(client);
  if (!isOf(userPool, client, id)) return [];
  if (isKnownList(writable) && !writable.includes(attribute)) return [];
  const ways: string[] = [];
  if (isKnownList(scopes) ? scopes.includes(USER_ADMIN) : scopes !== undefined) ways.push(`the scope ${USER_ADMIN}`);
  // Where none is named, Cognito allows SRP and custom flows.
  if (!Array.isArray(flows)) ways.push('sign-in by API, as no authFlows are named');
  else if (flows.some((flow) => flow !== HARMLESS_FLOW)) ways.push(`sign-in by API (${flows.filter((flow) => flow !== HARMLESS_FLOW).map((flow) => typeof flow === 'string' ? flow : 'known at deployment only').join(', ')})`);
  if (ways.length === 0) return [];
  return [`app client ${client.node.path} has ${ways.join(' and ')}, and may write ${attribute}: people could put themselves into groups; `
    + `leave these out (authFlows: { userSrp: false }, scopes without COGNITO_ADMIN), or give it writeAttributes without ${attribute}`];
}

/** What is only known at deployment may be anything. */
function isKnownList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string');
}

/** Whether a client is one of the pool, however it names it: the same words, or anything made of the pool that this app makes, its ARN too. */
function isOf(userPool: IUserPool, client: CfnResource, id: unknown): boolean {
  if (CfnUserPoolClient.isCfnUserPoolClient(client) && client.userPoolId === userPool.userPoolId) return true;
  const text = JSON.stringify(id);
  if (text === JSON.stringify(Stack.of(userPool).resolve(userPool.userPoolId))) return true;
  const { defaultChild: pool } = userPool.node;
  if (pool === undefined || !CfnUserPool.isCfnUserPool(pool)) return false;
  const logicalId = Stack.of(pool).resolve(pool.logicalId) as string;
  // Exports are named after what they export.
  return new RegExp(`["{]${logicalId}["}.]|ExportsOutput(?:Ref|FnGetAtt)${logicalId}`).test(text);
}
