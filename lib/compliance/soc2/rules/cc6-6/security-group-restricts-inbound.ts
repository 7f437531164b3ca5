import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { groupOf, INGRESS, ingressOf, isOfLoadBalancer, portsOf, SECURITY_GROUP, sourceOf, type Ingress } from '../support/security-groups';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const WEB = [80, 443];

/** From everywhere one reaches load balancers, and those only as web servers. */
export const SECURITY_GROUP_RESTRICTS_INBOUND: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'SecurityGroupRestrictsInbound',
  info: 'A rule of the security group lets in from everywhere, on other than port 443 or 80 of a load balancer.',
  explanation: 'Whatever listens there can be tried by anyone on the internet, beside the load balancer and its firewall (CC6.6). Name the address ranges or security groups that need it. A range wider than /8 counts as everywhere.',
  sources: [cloudFormation(SECURITY_GROUP), cloudFormation(INGRESS), securityHub('ec2'), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [SECURITY_GROUP, INGRESS],
  check: (resource, { estate }) => {
    const rules = ingressOf(resource);
    return rules.length === 0 ? NOT_APPLICABLE : rules.flatMap((rule) => checkRule(rule, resource, estate));
  },
};

function checkRule({ path, rule }: Ingress, resource: Resource, estate: Estate): readonly string[] {
  if (rule === undefined) return unresolved(path);
  const source = sourceOf(rule);
  if (source === 'range' || source === 'named') return COMPLIANT;
  const ports = portsOf(rule);
  const isWeb = ports === undefined ? undefined : ports.from === ports.to && WEB.includes(ports.from);
  const group = groupOf(resource);
  const isBalancers = group === undefined ? undefined : isOfLoadBalancer(group, estate);
  if (isWeb === true && isBalancers === true) return COMPLIANT;
  const isCertain = source === 'world' && (isWeb === false || isBalancers === false);
  return isCertain ? [path] : unresolved(source === 'unknown' ? `${path}${path === '' ? '' : '.'}Cidr` : path || 'GroupId');
}
