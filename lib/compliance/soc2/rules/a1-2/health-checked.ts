import { isAbsent, list, object, objects, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { cloudFormation } from '../support/sources';

const SERVICE = 'AWS::ECS::Service';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

/** What others call is replaced when it answers no more. */
export const HEALTH_CHECKED: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  name: 'HealthChecked',
  info: 'Nothing checks whether what takes calls still answers them.',
  explanation: 'A program that hangs is then never replaced (A1.2). Give the containers of a service that has ports but no load balancer a HealthCheck; let an Auto Scaling group behind a load balancer use its checks (HealthCheckType ELB).',
  sources: [cloudFormation('AWS::ECS::TaskDefinition'), cloudFormation(GROUP), 'https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html'],
  resourceTypes: [SERVICE, GROUP],
  check: (resource) => resource.type === GROUP ? groupChecked(resource) : serviceChecked(resource),
};

function groupChecked(group: Resource): typeof NOT_APPLICABLE | readonly string[] {
  if ([group.get('TargetGroupARNs'), group.get('LoadBalancerNames')].every((members) => isAbsent(members) || list(members)?.length === 0)) return NOT_APPLICABLE;
  const type = group.get('HealthCheckType');
  if (isAbsent(type)) return [''];
  return text(type) === undefined ? unresolved('HealthCheckType') : compliantIf(text(type)?.split(/\s*,\s*/).includes('ELB') === true);
}

function serviceChecked(service: Resource): typeof NOT_APPLICABLE | readonly string[] {
  const task = resourcesIn(service.get('TaskDefinition')).find(({ type }) => type === 'AWS::ECS::TaskDefinition');
  const containers = objects(task?.get('ContainerDefinitions'));
  // Target groups always check. What has no ports answers nobody.
  const hasBalancer = !isAbsent(service.get('LoadBalancers')) && list(service.get('LoadBalancers'))?.length !== 0;
  if (hasBalancer || !containers.some(({ PortMappings: ports }) => hasMembers(ports))) return NOT_APPLICABLE;
  return containers.some(({ HealthCheck: check }) => object(check) !== undefined) ? COMPLIANT : [''];
}

function hasMembers(value: Value | undefined): boolean {
  return (list(value)?.length ?? 0) > 0;
}
