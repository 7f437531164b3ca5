import { at, completeList, flag, isAbsent, list, number, object, objects, reference, text } from '../../../lib/cloudformation/read';
import { refersTo, waitsFor } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import { Unknown, type Value } from '../../../lib/cloudformation/value';
import { type Check, resourceCheck } from '../check';
import { containerNames, containersOf, isFargate, SERVICE, taskDefinitionOf } from './task-definition';

/** What a service says about its task definition, balancer, names and deployments. */
export const SERVICE_CHECKS: readonly Check[] = [
  resourceCheck('ecs-service-container', [SERVICE], (service, found) => {
    const task = taskDefinitionOf(service);
    const names = task && containerNames(task);
    if (task === undefined || names === undefined) return;
    for (const property of ['LoadBalancers', 'ServiceRegistries']) {
      objects(service.get(property)).forEach((entry, index) => {
        const name = text(entry.ContainerName);
        const port = number(entry.ContainerPort);
        const where = `${property}.${index}`;
        if (name === undefined) return;
        const container = containersOf(task).find(({ Name }) => Name === name);
        if (container === undefined) {
          found(`container ${name} is not in task definition ${task.logicalId}: expected one of ${names.join(', ')}; correct ContainerName`, where);
          return;
        }
        const mappings = container.PortMappings === undefined ? [] : completeList(container.PortMappings);
        const ports = mappings?.map((mapping) => number(at(mapping, 'ContainerPort')));
        const ranges = mappings?.some((mapping) => at(mapping, 'ContainerPortRange') !== undefined);
        if (port === undefined || ports === undefined || ranges || ports.includes(undefined) || ports.includes(port)) return;
        found(`container ${name} does not map port ${port}: expected ${ports.length === 0 ? 'a port mapping, it has none' : `one of ${ports.join(', ')}`}; correct ContainerPort or add the mapping`, where);
      });
    }
  }),

  resourceCheck('ecs-service-target-group', [SERVICE], (service, found, assembly) => {
    const task = taskDefinitionOf(service);
    const isAwsvpc = task !== undefined && text(task.get('NetworkMode')) === 'awsvpc';
    objects(service.get('LoadBalancers')).forEach((entry, index) => {
      const group = target(reference(entry.TargetGroupArn));
      const where = `LoadBalancers.${index}.TargetGroupArn`;
      if (group?.type !== 'AWS::ElasticLoadBalancingV2::TargetGroup') return;
      const kind = group.get('TargetType') === undefined ? 'instance' : text(group.get('TargetType'));
      if (isAwsvpc && kind !== undefined && kind !== 'ip') {
        found(`target group ${group.logicalId} has targets of type ${kind}, and the tasks have addresses of their own (awsvpc): expected TargetType ip; set it`, where);
      }
      const routes = assembly.ofType('AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule')
        .filter((route) => forwardsTo(route, group));
      if (routes.length === 0) {
        if (!mayBeRouted(group, assembly)) found(`target group ${group.logicalId} belongs to no listener: expected one that forwards to it, or ECS refuses the service; add a listener or a rule`, where);
        return;
      }
      const here = routes.filter(({ template }) => template === service.template);
      if (here.length === routes.length && !here.some((route) => waitsFor(service, route))) {
        found(`the service may be made before ${here.map(({ logicalId }) => logicalId).join(', ')}, and then target group ${group.logicalId} has no balancer yet: expected DependsOn; add it`, where);
      }
    });
  }),

  resourceCheck('ecs-service-connect', [SERVICE], (service, found) => {
    const task = taskDefinitionOf(service);
    if (task === undefined || containerNames(task) === undefined) return;
    const mappings = containersOf(task).map(({ PortMappings }) => PortMappings === undefined ? [] : completeList(PortMappings));
    const names = mappings.flatMap((all) => (all ?? []).map((mapping) => at(mapping, 'Name') === undefined ? '' : text(at(mapping, 'Name'))));
    if (mappings.includes(undefined) || names.includes(undefined)) return;
    objects(service.get('ServiceConnectConfiguration', 'Services')).forEach(({ PortName }, index) => {
      const name = text(PortName);
      if (name === undefined || names.includes(name)) return;
      found(`port ${name} is no port mapping of task definition ${task.logicalId}: expected ${names.filter(Boolean).join(', ') || 'a port mapping with a Name'}; correct PortName`, `ServiceConnectConfiguration.Services.${index}`);
    });
  }),

  resourceCheck('ecs-service-connect-namespace', [SERVICE], (service, found) => {
    const cluster = target(reference(service.get('Cluster')));
    if (flag(service.get('ServiceConnectConfiguration', 'Enabled')) !== true || cluster?.type !== 'AWS::ECS::Cluster') return;
    if (service.get('ServiceConnectConfiguration', 'Namespace') === undefined && cluster.get('ServiceConnectDefaults') === undefined) {
      found(`Service Connect without a namespace, and cluster ${cluster.logicalId} has no default: expected Namespace; add it`, 'ServiceConnectConfiguration');
    }
  }),

  resourceCheck('ecs-cluster', ['AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations'], (cluster, found, assembly) => {
    const known = cluster.get('CapacityProviders') === undefined ? [] : completeList(cluster.get('CapacityProviders'));
    const associated = assembly.ofType('AWS::ECS::ClusterCapacityProviderAssociations').some((one) => refersTo(one.get('Cluster'), cluster));
    objects(cluster.get('DefaultCapacityProviderStrategy')).forEach(({ CapacityProvider }, index) => {
      const name = text(CapacityProvider);
      if (name !== undefined && known !== undefined && !associated && !known.includes(name)) found(`default capacity provider ${name}: expected one of CapacityProviders (${known.map((one) => text(one) ?? '?').join(', ')}); add it there`, `DefaultCapacityProviderStrategy.${index}`);
    });
    for (const { Name, Value } of objects(cluster.get('ClusterSettings'))) {
      const value = text(Value);
      if (text(Name) === 'containerInsights' && value !== undefined && !['enabled', 'enhanced', 'disabled'].includes(value)) found(`containerInsights ${value}: expected enabled, enhanced or disabled; correct it`, 'ClusterSettings');
    }
  }),

  resourceCheck('ecs-scaling', ['AWS::ApplicationAutoScaling::ScalableTarget'], (scaling, found) => {
    const [least, most] = [number(scaling.get('MinCapacity')), number(scaling.get('MaxCapacity'))];
    if (least !== undefined && most !== undefined && least > most) found(`capacity from ${least} to ${most}: expected the lower one first; swap them`, 'MinCapacity');
    const [namespace, dimension, id] = [text(scaling.get('ServiceNamespace')), text(scaling.get('ScalableDimension')), text(scaling.get('ResourceId'))];
    if (namespace !== undefined && dimension !== undefined && dimension.split(':')[0] !== namespace && namespace !== 'custom-resource') found(`dimension ${dimension} of namespace ${namespace}: expected one that begins with ${namespace}:; correct it`, 'ScalableDimension');
    if (namespace === 'ecs' && id !== undefined && !/^service\/[^/]+\/[^/]+$/.test(id)) found(`resource ${id}: expected service/<cluster>/<service>; correct it`, 'ResourceId');
  }),

  resourceCheck('ecs-service-registry', [SERVICE], (service, found) => {
    const task = taskDefinitionOf(service);
    const registries = objects(service.get('ServiceRegistries'));
    if (registries.length > 1) found(`${registries.length} service registries: expected one at most; remove the others`, 'ServiceRegistries');
    registries.forEach((entry, index) => {
      const names = target(reference(entry.RegistryArn));
      if (names?.type !== 'AWS::ServiceDiscovery::Service' || task === undefined) return;
      const types = objects(names.get('DnsConfig', 'DnsRecords')).map(({ Type }) => text(Type));
      const where = `ServiceRegistries.${index}`;
      const mode = task.get('NetworkMode') === undefined ? 'bridge' : text(task.get('NetworkMode'));
      if (types.includes('SRV') && isAbsent(entry.ContainerPort) && isAbsent(entry.Port)) {
        found('an SRV record without a port: expected ContainerName and ContainerPort, or Port; add them', where);
      }
      if (mode !== undefined && mode !== 'awsvpc' && types.length > 0 && !types.includes('SRV')) {
        found(`records of type ${types.join(', ')} for tasks in network mode ${mode}: expected SRV; change DnsRecords or use awsvpc`, where);
      }
    });
  }),

  resourceCheck('ecs-service-deployment', [SERVICE], (service, found) => {
    const [least, most] = [number(service.get('DeploymentConfiguration', 'MinimumHealthyPercent')), number(service.get('DeploymentConfiguration', 'MaximumPercent'))];
    const isDaemon = text(service.get('SchedulingStrategy')) === 'DAEMON';
    if (least !== undefined && most !== undefined && least >= most) {
      found(`deployments keep at least ${least} % and at most ${most} % of the tasks: expected room between the two; lower MinimumHealthyPercent or raise MaximumPercent`, 'DeploymentConfiguration');
    }
    const rebalancing = text(service.get('AvailabilityZoneRebalancing'));
    if (rebalancing === 'ENABLED' && most !== undefined && most <= 100) {
      found(`AvailabilityZoneRebalancing with a MaximumPercent of ${most}: expected more than 100; raise it or disable rebalancing`, 'AvailabilityZoneRebalancing');
    }
    if (rebalancing === 'ENABLED' && isDaemon) found('AvailabilityZoneRebalancing of a DAEMON service: expected DISABLED; a daemon runs everywhere', 'AvailabilityZoneRebalancing');
    if (isDaemon && !isAbsent(service.get('DesiredCount'))) found('DesiredCount of a DAEMON service: expected none; a daemon runs once on each instance', 'DesiredCount');
  }),

  resourceCheck('ecs-service-settings', [SERVICE], (service, found) => {
    const strategy = list(service.get('CapacityProviderStrategy')) ?? [];
    const launch = text(service.get('LaunchType'));
    const task = taskDefinitionOf(service);
    if (strategy.length > 0 && launch !== undefined) found(`LaunchType ${launch} with a CapacityProviderStrategy: expected one of them; remove the other`, 'LaunchType');
    if (launch === 'FARGATE') {
      if ((list(service.get('PlacementStrategies')) ?? []).length > 0) found('placement strategies on Fargate: expected none; remove them', 'PlacementStrategies');
      if ((list(service.get('PlacementConstraints')) ?? []).length > 0) found('placement constraints on Fargate: expected none; remove them', 'PlacementConstraints');
    }
    if (launch === 'EC2' && !isAbsent(service.get('PlatformVersion'))) found('PlatformVersion with LaunchType EC2: expected none; it is for Fargate', 'PlatformVersion');
    if (!isAbsent(service.get('HealthCheckGracePeriodSeconds')) && service.get('LoadBalancers') === undefined && !service.get('VpcLatticeConfigurations')) {
      found('a health check grace period without a load balancer: expected LoadBalancers; remove the period', 'HealthCheckGracePeriodSeconds');
    }
    const count = number(service.get('DesiredCount'));
    if (count !== undefined && count < 0) found(`DesiredCount ${count}: expected 0 at least; raise it`, 'DesiredCount');
    const compatible = task && completeList(task.get('RequiresCompatibilities'));
    if (launch !== undefined && compatible !== undefined && compatible.length > 0 && !compatible.includes(launch)) {
      found(`LaunchType ${launch}, and task definition ${task?.logicalId} is for ${compatible.map((one) => text(one)).join(', ')}: expected it there too; change one`, 'LaunchType');
    }
    const version = text(service.get('PlatformVersion'));
    if (version !== undefined && !/^(LATEST|1\.[0-4]\.0)$/.test(version)) found(`platform version ${version}: expected LATEST or 1.4.0; correct it`, 'PlatformVersion');
    for (const [key, least, most] of [['Subnets', 1, 16], ['SecurityGroups', 0, 5]] as const) {
      const members = completeList(service.get('NetworkConfiguration', 'AwsvpcConfiguration', key));
      if (members !== undefined && (members.length < least || members.length > most)) found(`${members.length} ${key}: expected ${least} to ${most}; change them`, `NetworkConfiguration.AwsvpcConfiguration.${key}`);
    }
    const controller = text(service.get('DeploymentController', 'Type'));
    const breaker = service.get('DeploymentConfiguration', 'DeploymentCircuitBreaker', 'Enable');
    if (controller !== undefined && controller !== 'ECS' && flag(breaker) === true) found(`a circuit breaker with deployment controller ${controller}: expected ECS; remove one`, 'DeploymentConfiguration');
    if (task !== undefined && isFargate(task) && !isAbsent(service.get('Role'))) found('Role of a service whose tasks are in awsvpc mode: expected none; a service-linked role is used', 'Role');
    if ((list(service.get('LoadBalancers')) ?? []).length > 5) found('more than 5 target groups: expected 5 at most; split the service', 'LoadBalancers');
  }),

  resourceCheck('ecs-capacity-provider', [SERVICE], (service, found, assembly) => {
    const cluster = target(reference(service.get('Cluster')));
    if (cluster?.type !== 'AWS::ECS::Cluster') return;
    const associated = assembly.ofType('AWS::ECS::ClusterCapacityProviderAssociations').some((one) => refersTo(one.get('Cluster'), cluster) || reference(one.get('Cluster')) === undefined);
    const known = cluster.get('CapacityProviders') === undefined ? [] : completeList(cluster.get('CapacityProviders'));
    if (associated || known === undefined) return;
    objects(service.get('CapacityProviderStrategy')).forEach(({ CapacityProvider }, index) => {
      const name = text(CapacityProvider);
      if (name === undefined || known.includes(name)) return;
      found(`capacity provider ${name} is not of cluster ${cluster.logicalId}: expected ${known.join(', ') || 'some, it has none'}; add it to CapacityProviders of the cluster`, `CapacityProviderStrategy.${index}`);
    });
  }),
];

/** A listener that isn't known to its last action may forward to any group. */
function mayBeRouted(group: Parameters<typeof refersTo>[1], assembly: Parameters<Check['find']>[0]): boolean {
  const routes = assembly.ofType('AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule');
  return assembly.ofType('AWS::CodeDeploy::DeploymentGroup').length > 0 || routes.some((route) => isOpen(route.get('DefaultActions')) || isOpen(route.get('Actions')))
    || assembly.ofType('AWS::VpcLattice::Listener').some((listener) => refersTo(listener.properties, group));
}

function forwardsTo(route: Resource, group: Resource): boolean {
  return refersTo(route.get('DefaultActions'), group) || refersTo(route.get('Actions'), group);
}

/** Whether some part of it is not known. */
function isOpen(value: Value | undefined): boolean {
  return value instanceof Unknown || [...list(value) ?? [], ...Object.values(object(value) ?? {})].some(isOpen);
}
