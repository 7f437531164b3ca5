import { rules } from 'cdk-nag';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { NagRule } from '../../nag-rule';

const { CC6_6 } = TrustServicesCriterion;

/** The rules of cdk-nag that fit as they are. */
export const NAG_RULES: readonly NagRule[] = [
  {
    criterion: CC6_6,
    name: 'ALBHttpDropInvalidHeaderEnabled',
    info: 'The load balancer passes on headers that are no valid HTTP.',
    explanation: 'Programs behind it may read such headers differently than it does, which lets requests be smuggled past its checks. Set routing.http.drop_invalid_header_fields.enabled to true.',
    sources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html'],
    rule: rules.elb.ALBHttpDropInvalidHeaderEnabled,
  },
];
