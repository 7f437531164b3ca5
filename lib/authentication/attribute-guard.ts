import { Stack } from 'aws-cdk-lib';
import { CfnUserPoolClient, type IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

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
      .filter((node) => CfnUserPoolClient.isCfnUserPoolClient(node) && node.userPoolId === userPool.userPoolId)
      .flatMap((client) => findings(client as CfnUserPoolClient, attribute)),
  });
}

function findings(client: CfnUserPoolClient, attribute: string): string[] {
  const resolved = (value: unknown): unknown => Stack.of(client).resolve(value);
  const writable = resolved(client.writeAttributes);
  if (Array.isArray(writable) && !writable.includes(attribute)) return [];
  const ways: string[] = [];
  const scopes = resolved(client.allowedOAuthScopes);
  if (Array.isArray(scopes) && scopes.includes(USER_ADMIN)) ways.push(`the scope ${USER_ADMIN}`);
  const flows = resolved(client.explicitAuthFlows);
  // Where none is named, Cognito allows SRP and custom flows.
  if (!Array.isArray(flows)) ways.push('sign-in by API, as no authFlows are named');
  else if (flows.some((flow) => flow !== HARMLESS_FLOW)) ways.push(`sign-in by API (${flows.filter((flow) => flow !== HARMLESS_FLOW).join(', ')})`);
  if (ways.length === 0) return [];
  return [`app client ${client.node.path} has ${ways.join(' and ')}, and may write ${attribute}: people could put themselves into groups; `
    + `leave these out (authFlows: { userSrp: false }, scopes without COGNITO_ADMIN), or give it writeAttributes without ${attribute}`];
}
