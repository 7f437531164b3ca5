import { completeList, isAbsent, number, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import { assemblyCheck, type Check, resourceCheck } from '../check';
import { groupsOf } from './actions';

const GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** Where requests go, and who counts as healthy. */
export const TARGET_GROUP_CHECKS: readonly Check[] = [
  resourceCheck('elb-target-group-health', [GROUP], (group, found) => {
    const interval = number(group.get('HealthCheckIntervalSeconds'));
    const timeout = number(group.get('HealthCheckTimeoutSeconds'));
    if (interval !== undefined && timeout !== undefined && timeout >= interval && isHttp(group)) {
      found(`health check time-out of ${timeout} s at an interval of ${interval} s: expected less; lower HealthCheckTimeoutSeconds`, 'HealthCheckTimeoutSeconds');
    }
    for (const [key, least, most] of [['HealthCheckIntervalSeconds', 5, 300], ['HealthCheckTimeoutSeconds', 2, 120], ['HealthyThresholdCount', 2, 10], ['UnhealthyThresholdCount', 2, 10]] as const) {
      const value = number(group.get(key));
      if (value !== undefined && (value < least || value > most)) found(`${key} ${value}: expected ${least} to ${most}; change it`, key);
    }
    const path = text(group.get('HealthCheckPath'));
    if (path !== undefined && !path.startsWith('/')) found(`health check path ${path}: expected it to begin with "/"; add it`, 'HealthCheckPath');
    const codes = text(group.get('Matcher', 'HttpCode'));
    if (codes !== undefined && !/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(codes)) found(`healthy codes ${codes}: expected such as 200, 200,302 or 200-299; correct it`, 'Matcher');
    else if (codes !== undefined && isHttp(group) && codes.split(/[,-]/).some((code) => Number(code) < 200 || Number(code) > 599)) found(`healthy codes ${codes}: expected 200 to 499; correct it`, 'Matcher');
  }),

  resourceCheck('elb-target-group-vpc', [GROUP], (group, found) => {
    if (!(['lambda', undefined] as unknown[]).includes(group.get('TargetType') === undefined ? 'instance' : text(group.get('TargetType'))) && isAbsent(group.get('VpcId'))) found('a target group without VpcId: expected one unless its target is a function; add it', 'VpcId');
  }),

  resourceCheck('elb-attributes', [GROUP, 'AWS::ElasticLoadBalancingV2::LoadBalancer'], (resource, found) => {
    const property = resource.type === GROUP ? 'TargetGroupAttributes' : 'LoadBalancerAttributes';
    const seen = new Set<string>();
    objects(resource.get(property)).forEach(({ Key, Value }, index) => {
      const key = text(Key);
      const value = text(Value);
      if (key === undefined) return;
      const where = `${property}.${index}`;
      if (seen.has(key)) found(`attribute ${key} twice: expected once; remove one`, where);
      seen.add(key);
      const allowed = ATTRIBUTES[property][key];
      if (allowed === undefined) found(`attribute ${key}: expected one of ${Object.keys(ATTRIBUTES[property]).join(', ')}; correct it`, where);
      else if (value !== undefined && value !== '' && !allowed(value)) found(`attribute ${key} of ${value}: not a value that it can have; correct it`, where);
    });
  }),

  resourceCheck('elb-names', [GROUP, 'AWS::ElasticLoadBalancingV2::LoadBalancer'], (resource, found) => {
    const name = text(resource.get('Name'));
    if (name !== undefined && !/^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
      found(`name ${name}: expected at most 32 letters, digits and "-", none of these first or last, and no "internal-" in front; rename it`, 'Name');
    }
  }),

  assemblyCheck('elb-target-group-one-balancer', (assembly, found) => {
    const balancers = new Map<Resource, string>();
    for (const route of assembly.ofType('AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule')) {
      const listener = route.type.endsWith('Rule') ? target(reference(route.get('ListenerArn'))) : route;
      const balancer = listener && shown(listener.get('LoadBalancerArn'));
      if (balancer === undefined || listener === undefined) continue;
      for (const group of groupsOf(route)) {
        const other = balancers.get(group);
        if (other === undefined) { balancers.set(group, balancer); } else if (other !== balancer && listener.template === group.template) {
          found({ template: group.template, resource: group, message: `two load balancers forward to this target group: expected one, ${other} or ${balancer}; make a group for each` });
        }
      }
    }
  }),

  resourceCheck('elb-target-group-targets', [GROUP], (group, found) => {
    const type = text(group.get('TargetType'));
    const targets = completeList(group.get('Targets'));
    if (type === 'lambda' && targets !== undefined && targets.length > 1) found(`${targets.length} functions in a target group: expected one; make a group for each`, 'Targets');
    if (type === 'ip') {
      for (const member of objects(group.get('Targets'))) {
        const id = text(member.Id);
        if (id !== undefined && !/^[\d.]+$|:/.test(id)) found(`target ${id} in a group of type ip: expected an address; change it or TargetType`, 'Targets');
      }
    }
  }),
];

function isHttp(group: Resource): boolean {
  const protocol = text(group.get('HealthCheckProtocol')) ?? text(group.get('Protocol'));
  return protocol === 'HTTP' || protocol === 'HTTPS';
}

const flag = (value: string) => value === 'true' || value === 'false';
const within = (least: number, most: number) => (value: string) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
const among = (...values: readonly string[]) => (value: string) => values.includes(value);
const any = () => true;

const ATTRIBUTES: Readonly<Record<'TargetGroupAttributes' | 'LoadBalancerAttributes', Readonly<Record<string, (value: string) => boolean>>>> = {
  TargetGroupAttributes: {
    'deregistration_delay.timeout_seconds': within(0, 3600), 'deregistration_delay.connection_termination.enabled': flag,
    'stickiness.enabled': flag, 'stickiness.type': among('lb_cookie', 'app_cookie', 'source_ip', 'source_ip_dest_ip', 'source_ip_dest_ip_proto'),
    'stickiness.lb_cookie.duration_seconds': within(1, 604800), 'stickiness.app_cookie.cookie_name': any, 'stickiness.app_cookie.duration_seconds': within(1, 604800),
    'load_balancing.algorithm.type': among('round_robin', 'least_outstanding_requests', 'weighted_random'), 'load_balancing.algorithm.anomaly_mitigation': among('on', 'off'),
    'load_balancing.cross_zone.enabled': among('true', 'false', 'use_load_balancer_configuration'), 'slow_start.duration_seconds': (value) => value === '0' || within(30, 900)(value),
    'target_group_health.dns_failover.minimum_healthy_targets.count': any, 'target_group_health.dns_failover.minimum_healthy_targets.percentage': any,
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': any, 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': any,
    'lambda.multi_value_headers.enabled': flag, 'preserve_client_ip.enabled': flag, 'proxy_protocol_v2.enabled': flag,
    'target_health_state.unhealthy.connection_termination.enabled': flag, 'target_health_state.unhealthy.draining_interval_seconds': within(0, 360000),
    'target_failover.on_deregistration': among('rebalance', 'no_rebalance'), 'target_failover.on_unhealthy': among('rebalance', 'no_rebalance'),
  },
  LoadBalancerAttributes: {
    'deletion_protection.enabled': flag, 'load_balancing.cross_zone.enabled': flag, 'access_logs.s3.enabled': flag, 'access_logs.s3.bucket': any, 'access_logs.s3.prefix': any,
    'ipv6.deny_all_igw_traffic': flag, 'idle_timeout.timeout_seconds': within(1, 4000), 'client_keep_alive.seconds': within(60, 604800),
    'connection_logs.s3.enabled': flag, 'connection_logs.s3.bucket': any, 'connection_logs.s3.prefix': any,
    'health_check_logs.s3.enabled': flag, 'health_check_logs.s3.bucket': any, 'health_check_logs.s3.prefix': any,
    'routing.http.desync_mitigation_mode': among('monitor', 'defensive', 'strictest'), 'routing.http.drop_invalid_header_fields.enabled': flag,
    'routing.http.preserve_host_header.enabled': flag, 'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': flag, 'routing.http.xff_client_port.enabled': flag,
    'routing.http.xff_header_processing.mode': among('append', 'preserve', 'remove'), 'routing.http2.enabled': flag, 'waf.fail_open.enabled': flag,
    'zonal_shift.config.enabled': flag, 'dns_record.client_routing_policy': among('availability_zone_affinity', 'partial_availability_zone_affinity', 'any_availability_zone'),
    'secondary_ips.auto_assigned.per_subnet': within(0, 7), 'load_balancing.capacity_unit.minimum': any,
  },
};
