import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, NOT_APPLICABLE, unresolved } from '../../verdict';
import { eachOfType, LISTENER_TYPES } from '../support/listener-actions';
import { isOpen, look, readFlag } from '../support/look';
import { checkSecret } from '../support/plain-secret';
import { cloudFormation } from '../support/sources';

const PROVIDER = 'AWS::Cognito::UserPoolIdentityProvider';

/** The client secret of a login stands in no template. */
export const OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'OidcClientSecretIsDynamicReference',
  info: 'The client secret of the login is not a dynamic reference to a secret.',
  explanation: 'What stands in a template, in a plain parameter or in the history of stacks is read by many; whoever has the client secret can log in as the service does (CC6.1). Keep it in Secrets Manager and write {{resolve:secretsmanager:...}}.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    cloudFormation('AWS::ElasticLoadBalancingV2::Listener'), cloudFormation(PROVIDER),
  ],
  resourceTypes: [...LISTENER_TYPES, PROVIDER],
  check: (resource) => {
    if (resource.type === PROVIDER) {
      const secret = look(resource.get('ProviderDetails'), 'client_secret');
      return isAbsent(secret) ? NOT_APPLICABLE : checkSecret(secret, 'ProviderDetails.client_secret', resource);
    }
    return joined([eachOfType(resource, 'authenticate-oidc', 'AuthenticateOidcConfig', (settings, path) => {
      if (isOpen(settings)) return unresolved(path);
      const secret = look(settings, 'ClientSecret');
      if (isAbsent(secret) && readFlag(look(settings, 'UseExistingClientSecret')) === true) return COMPLIANT;
      return isAbsent(secret) ? unresolved(`${path}.ClientSecret`) : checkSecret(secret, `${path}.ClientSecret`, resource);
    })]);
  },
};
