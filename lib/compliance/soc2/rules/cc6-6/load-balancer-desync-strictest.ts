import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkAttribute } from '../support/attribute-verdict';
import { LOAD_BALANCER } from '../support/load-balancing';
import { securityHub } from '../support/security-hub';

/** Only requests that everyone reads alike pass. */
export const LOAD_BALANCER_DESYNC_STRICTEST: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'LoadBalancerDesyncStrictest',
  info: 'The load balancer passes on requests that are not plainly as the standard has them.',
  explanation: 'Two programs that read such a request differently can be made to take a part of it for another person\'s request (CC6.6). Set routing.http.desync_mitigation_mode to strictest; the default, defensive, lets some pass.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-loadbalancer-loadbalancerattribute.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
    securityHub('elb'),
  ],
  resourceTypes: [LOAD_BALANCER],
  check: (resource) => checkAttribute(resource, 'routing.http.desync_mitigation_mode', 'strictest', 'defensive'),
};
