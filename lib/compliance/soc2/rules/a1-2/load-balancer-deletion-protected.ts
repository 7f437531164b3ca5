import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { unresolved } from '../../verdict';
import { attributeOf, LOAD_BALANCER } from '../support/load-balancing';
import { checkFlag } from '../support/look';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** Nobody deletes the way in by mistake. */
export const LOAD_BALANCER_DELETION_PROTECTED: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  name: 'LoadBalancerDeletionProtected',
  info: 'The load balancer can be deleted in one step.',
  explanation: 'One wrong call then takes the service away, and its address with it (A1.2). Set deletion_protection.enabled to true.',
  sources: [cloudFormation(LOAD_BALANCER), CDK_NAG_RULES],
  resourceTypes: [LOAD_BALANCER],
  check: (balancer) => {
    const value = attributeOf(balancer, 'deletion_protection.enabled');
    return value === 'unknown' ? unresolved('LoadBalancerAttributes') : checkFlag({ Value: value }, ['Value'], { whenAbsent: false });
  },
};
