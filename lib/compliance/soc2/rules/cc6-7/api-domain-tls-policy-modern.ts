import { asList } from '../../../../cloudformation/policy';
import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

/** Where the policy stands: `TLS_1_2`, or an enhanced one that begins with the oldest TLS that it allows. */
const PLACES: Readonly<Record<string, (domain: Resource) => readonly Place[]>> = {
  'AWS::ApiGateway::DomainName': (domain) => [{ path: 'SecurityPolicy', policy: domain.get('SecurityPolicy') }],
  'AWS::ApiGateway::DomainNameV2': (domain) => [{ path: 'SecurityPolicy', policy: domain.get('SecurityPolicy') }],
  'AWS::ApiGatewayV2::DomainName': (domain) => asList(domain.get('DomainNameConfigurations')).map((configuration, index) => ({
    path: `DomainNameConfigurations.${index}.SecurityPolicy`, policy: look(configuration, 'SecurityPolicy'),
  })),
};

interface Place { readonly path: string; readonly policy: Value | undefined }

/** An API's own domain speaks TLS 1.2 or newer. */
export const API_DOMAIN_TLS_POLICY_MODERN: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'ApiDomainTlsPolicyModern',
  info: 'The domain of the API accepts TLS older than 1.2.',
  explanation: 'TLS 1.0 and 1.1 have known weaknesses (CC6.7). Set SecurityPolicy to TLS_1_2, or to one whose name begins with SecurityPolicy_TLS12 or SecurityPolicy_TLS13. Left out it counts as TLS_1_2, which is what CDK says that API Gateway takes then.',
  sources: [
    cloudFormation('AWS::ApiGateway::DomainName'), cloudFormation('AWS::ApiGatewayV2::DomainName'),
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html',
    'https://docs.aws.amazon.com/config/latest/developerguide/apigateway-domain-name-tls-check.html',
  ],
  resourceTypes: Object.keys(PLACES),
  check: (domain) => (PLACES[domain.type]?.(domain) ?? []).flatMap(({ path, policy }) => {
    if (isAbsent(policy)) return COMPLIANT;
    const name = text(policy);
    return name === undefined ? unresolved(path) : compliantIf(/^(TLS_1_[2-9]$|SecurityPolicy_TLS1[23]_)/i.test(name), path);
  }),
};
