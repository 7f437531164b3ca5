import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkAttribute } from '../support/attribute-verdict';
import { LOAD_BALANCER } from '../support/load-balancing';
import { securityHub } from '../support/security-hub';

/** What the firewall could not judge does not pass. */
export const LOAD_BALANCER_FAILS_CLOSED: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'LoadBalancerFailsClosed',
  info: 'The load balancer passes requests on when its firewall does not answer.',
  explanation: 'An attack that makes the firewall slow then also makes it pointless (CC6.6). Leave waf.fail_open.enabled at false.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-loadbalancer-loadbalancerattribute.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
    securityHub('elb'),
  ],
  resourceTypes: [LOAD_BALANCER],
  check: (resource) => checkAttribute(resource, 'waf.fail_open.enabled', 'false', 'false'),
};
