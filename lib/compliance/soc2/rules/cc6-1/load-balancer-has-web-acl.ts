import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { anyOpenEnded } from '../support/open-ended';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const ASSOCIATIONS = ['AWS::WAFv2::WebACLAssociation', 'AWS::WAFRegional::WebACLAssociation'];

/**
 * An application load balancer that the internet reaches stands behind a web ACL, of whichever stack.
 *
 * Internal ones are left out: they are reached from within the boundary only, and what filters them often stands before them, at a
 * distribution or an API.
 */
export const LOAD_BALANCER_HAS_WEB_ACL: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  alsoServes: [TrustServicesCriterion.CC6_6],
  name: 'LoadBalancerHasWebAcl',
  info: 'The internet-facing application load balancer has no web ACL.',
  explanation: 'A web ACL turns away known attacks and floods before they reach a login or an application (CC6.1, CC6.6). Associate one by AWS::WAFv2::WebACLAssociation, in any stack of the app.',
  sources: [CDK_NAG_RULES, cloudFormation('AWS::WAFv2::WebACLAssociation'), cloudFormation(LOAD_BALANCER)],
  resourceTypes: [LOAD_BALANCER],
  check: (balancer, { estate }) => {
    const type = balancer.get('Type') ?? 'application';
    const scheme = balancer.get('Scheme') ?? 'internet-facing';
    if (![undefined, 'application'].includes(text(type)?.toLowerCase()) || text(scheme)?.toLowerCase() === 'internal') return NOT_APPLICABLE;
    if (estate.referringTo(balancer, ...ASSOCIATIONS).length > 0) return COMPLIANT;
    if (text(type) === undefined) return unresolved('Type');
    if (text(scheme) === undefined) return unresolved('Scheme');
    return ASSOCIATIONS.some((association) => anyOpenEnded(estate, association, 'ResourceArn')) ? unresolved('WebACLAssociation') : NON_COMPLIANT;
  },
};
