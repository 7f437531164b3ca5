import { Duration } from 'aws-cdk-lib';
import { UserPoolIdentityProviderSamlMetadata } from 'aws-cdk-lib/aws-cognito';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Authentication } from '../../lib/index';
import type { ExampleSettings, LoginSettings } from './settings';

/** The one group of the break-glass pool. No group at the usual provider may be called so: docs/break-glass.md. */
export const BREAK_GLASS_GROUP = 'luigi-break-glass';

/** How people log in, with the break-glass way beside it where that is wanted. */
export function authenticationOf(scope: Construct, { login, breakGlass }: Pick<ExampleSettings, 'login' | 'breakGlass'>): Authentication {
  const usual = usualOf(scope, login);
  if (breakGlass === 'none') return usual;
  return Authentication.withBreakGlass({
    usual,
    breakGlass: Authentication.cognitoUserPool({ groups: [BREAK_GLASS_GROUP], sessionTimeout: Duration.hours(1) }),
    active: breakGlass === 'active',
  });
}

function usualOf(scope: Construct, login: LoginSettings): Authentication {
  switch (login.kind) {
    // Groups as the example's two mappings name them.
    case 'userPool': return Authentication.cognitoUserPool({ groups: ['data-engineers', 'analysts'] });
    case 'okta': return Authentication.okta({
      domain: login.domain,
      clientId: login.clientId,
      clientSecret: Secret.fromSecretCompleteArn(scope, 'ClientSecret', login.clientSecretArn),
    });
    case 'oidc': {
      const { kind: _, clientSecretArn, scopes, ...options } = login;
      return Authentication.oidc({
        ...options,
        scopes: scopes === undefined ? undefined : [...scopes],
        clientSecret: Secret.fromSecretCompleteArn(scope, 'ClientSecret', clientSecretArn),
      });
    }
    case 'saml': return Authentication.saml({
      metadata: UserPoolIdentityProviderSamlMetadata.url(login.metadataUrl),
      groupsAttribute: login.groupsAttribute,
      emailAttribute: login.emailAttribute,
    });
  }
}
