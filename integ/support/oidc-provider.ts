import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import type { CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledgeInPacks } from '../../lib/compliance/acknowledge';
import type { OidcOptions } from '../../lib/index';
import type { IntegStack } from './integ-stack';
import { IntegUserPool } from './integ-user-pool';

/** A user pool as any OpenID Connect provider: the case needs nobody's account, and its login could be gone through by hand. */
export function oidcProvider(stack: IntegStack): OidcOptions {
  const { pool, pages, client } = new IntegUserPool(stack, 'Provider', { caseName: 'oidc', hostName: stack.hostName });
  return {
    issuer: pool.userPoolProviderUrl,
    authorizationEndpoint: `${pages.baseUrl()}/oauth2/authorize`,
    tokenEndpoint: `${pages.baseUrl()}/oauth2/token`,
    userInfoEndpoint: `${pages.baseUrl()}/oauth2/userInfo`,
    clientId: client.userPoolClientId,
    clientSecret: secretOf(stack, client.node.defaultChild as CfnUserPoolClient),
  };
}

function secretOf(stack: IntegStack, client: CfnUserPoolClient): ISecret {
  const secret = new Secret(stack, 'ClientSecret', {
    secretStringValue: SecretValue.resourceAttribute(client.attrClientSecret),
    encryptionKey: stack.encryptionKey,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const reason = 'The provider\'s own secret for its client, of a test that takes both down again';
  Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason });
  acknowledgeInPacks(secret, 'SecretsManagerRotationEnabled', reason);
  return secret;
}
