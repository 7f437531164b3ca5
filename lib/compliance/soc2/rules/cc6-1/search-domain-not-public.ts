import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** A search domain stands in a network. */
export const SEARCH_DOMAIN_NOT_PUBLIC: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  alsoServes: [TrustServicesCriterion.CC6_6],
  name: 'SearchDomainNotPublic',
  info: 'The search domain has an address that the internet reaches.',
  explanation: 'Then its access policy is all that is before it (CC6.1, CC6.6). Put it into a network by VPCOptions.',
  sources: [CDK_NAG_RULES, securityHub('opensearch'), cloudFormation('AWS::OpenSearchService::Domain')],
  resourceTypes: ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'],
  check: (domain) => compliantIf(!isAbsent(domain.get('VPCOptions'))),
};
