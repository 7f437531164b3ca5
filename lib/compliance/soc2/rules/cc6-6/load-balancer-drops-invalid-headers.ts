import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkAttribute } from '../support/attribute-verdict';
import { LOAD_BALANCER } from '../support/load-balancing';
import { securityHub } from '../support/security-hub';

/** Header fields that are no valid HTTP are removed. */
export const LOAD_BALANCER_DROPS_INVALID_HEADERS: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'LoadBalancerDropsInvalidHeaders',
  info: 'The load balancer passes on headers that are no valid HTTP.',
  explanation: 'Programs behind it may read such headers differently than it does, which lets requests be smuggled past its checks (CC6.6). Set routing.http.drop_invalid_header_fields.enabled to true.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-loadbalancer-loadbalancerattribute.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
    securityHub('elb'),
  ],
  resourceTypes: [LOAD_BALANCER],
  check: (resource) => checkAttribute(resource, 'routing.http.drop_invalid_header_fields.enabled', 'true', 'false'),
};
