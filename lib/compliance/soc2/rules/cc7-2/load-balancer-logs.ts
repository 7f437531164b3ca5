import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { NOT_APPLICABLE, unresolved } from '../../verdict';
import { attributeOf, kindOf, listenersOf, LOAD_BALANCER } from '../support/load-balancing';
import { checkFlag } from '../support/look';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const CLASSIC = 'AWS::ElasticLoadBalancing::LoadBalancer';

/** Every request leaves a trace. cdk-nag's rule also asks it of gateway load balancers, which have no such log. */
export const LOAD_BALANCER_LOGS: Rule = {
  criterion: TrustServicesCriterion.CC7_2,
  alsoServes: [TrustServicesCriterion.CC7_3],
  name: 'LoadBalancerAccessLogsEnabled',
  info: 'The load balancer keeps no access log.',
  explanation: 'Who called what, and what was refused before it reached the application, can then not be seen (CC7.2) nor looked into afterwards (CC7.3). Set access_logs.s3.enabled to true and name a bucket.',
  sources: [cloudFormation(LOAD_BALANCER), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [LOAD_BALANCER, CLASSIC],
  check: (balancer, { estate }) => {
    if (balancer.type === CLASSIC) return checkFlag(balancer.properties, ['AccessLoggingPolicy', 'Enabled'], { whenAbsent: false });
    const kind = kindOf(balancer);
    if (kind === 'gateway') return NOT_APPLICABLE;
    // Network load balancers write of TLS connections only.
    if (kind === 'network' && !listenersOf(balancer, estate).some((listener) => isAbsent(listener.get('Protocol')) || ['TLS', undefined].includes(text(listener.get('Protocol'))))) return NOT_APPLICABLE;
    const enabled = attributeOf(balancer, 'access_logs.s3.enabled');
    return enabled === 'unknown' ? unresolved('LoadBalancerAttributes') : checkFlag({ Value: enabled }, ['Value'], { whenAbsent: false });
  },
};
