import { UserPoolIdentityProviderSamlMetadata } from 'aws-cdk-lib/aws-cognito';
import { Authentication, LuigiState, type SamlAuthentication } from '../lib/index';
import { COGNITO_PAGES } from './support/cognito-pages';
import { runPublicCase } from './support/public-case';
import { SAML_METADATA, SAML_SIGN_ON } from './support/saml-metadata';
import { yearlyBackupPlan } from './support/yearly-backup-plan';

/** A user pool that knows people from a SAML provider only, and leads on to it; state in a backup plan that is brought. */
const authentication: SamlAuthentication = Authentication.saml({
  metadata: UserPoolIdentityProviderSamlMetadata.file(SAML_METADATA), groupsAttribute: 'groups',
});

runPublicCase('saml', {
  service: (stack) => ({
    authentication,
    loadBalancer: { internetFacing: true },
    state: LuigiState.persistent({ backupPlan: yearlyBackupPlan(stack, stack.encryptionKey) }),
  }),
  provider: `${COGNITO_PAGES}/oauth2/authorize\\?`,
  also: (checks) => [checks.isLedOn(loginUrl(checks.hostName), `^${SAML_SIGN_ON.replaceAll('.', '\\.')}\\?.*SAMLRequest=`)],
});

/** Where the load balancer sends people, without its state. Not `signInUrl`, whose condition stands in the service's stack. */
function loginUrl(hostName: string): string {
  const { userPoolDomain, userPoolClient } = authentication;
  const callback = encodeURIComponent(`https://${hostName}/oauth2/idpresponse`);
  return `${userPoolDomain.baseUrl()}/oauth2/authorize?client_id=${userPoolClient.userPoolClientId}&response_type=code&scope=openid&redirect_uri=${callback}&identity_provider=saml`;
}
