import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LOG_METRICS, type LogMetric } from '../../../../lib/audit/log-metrics';
import type { LuigiMetrics } from '../../../../lib/audit/luigi-metrics';
import { GATEWAY_METRICS } from '../../../../lib/contract/gateway-metrics';
import { auditedStack, EVERYTHING } from '../../../support/lib/audited-stack';

interface Filter {
  readonly FilterPattern: string;
  readonly LogGroupName: { readonly Ref: string };
  readonly MetricTransformations: Array<Record<string, unknown>>;
}

const filters = (props: Parameters<typeof auditedStack>[0] = {}): Filter[] => (
  Object.values(auditedStack(props).template().findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties as Filter)
);

describe('the metrics of a service', () => {
  const { stack, metrics } = auditedStack(EVERYTHING);
  const told = (metric: Metric): unknown => [metric.namespace, metric.metricName, metric.statistic, stack.resolve(metric.dimensions)];
  const balancer = { LoadBalancer: 'app/luigi/50dc6c495c0c9188' };
  const ecs = { ClusterName: 'cluster', ServiceName: 'service' };

  test.each<[keyof LuigiMetrics, string, string, string, Record<string, unknown>?]>([
    ['metricAllowed', 'Luigi/etl', 'Allowed', 'Sum'],
    ['metricDenied', 'Luigi/etl', 'Denied', 'Sum'],
    ['metricChanges', 'Luigi/etl', 'Changes', 'Sum'],
    ['metricRunsStarted', 'Luigi/etl', 'RunsStarted', 'Sum'],
    ['metricTasksFailed', 'Luigi/etl', 'TasksFailed', 'Sum'],
    ['metricBreakGlassUse', 'Luigi/etl', 'BreakGlassUse', 'Sum'],
    ['metricMappingsAge', 'Luigi/etl', 'MappingsAge', 'Maximum'],
    ['metricMappingsInvalid', 'Luigi/etl', 'MappingsInvalid', 'Maximum'],
    ['metricRevocationsNotRead', 'Luigi/etl', 'RevocationsNotRead', 'Sum'],
    ['metricDecisionRecordsNotKept', 'Luigi/etl', 'DecisionRecordsNotKept', 'Sum'],
    ['metricLuigidStarts', 'Luigi/etl', 'LuigidStarts', 'Sum'],
    ['metricStateUnsaved', 'Luigi/etl', 'StateUnsaved', 'Maximum'],
    ['metricStateNotSaved', 'Luigi/etl', 'StateNotSaved', 'Sum'],
    ['metricStateLost', 'Luigi/etl', 'StateLost', 'Sum'],
    ['metricWorkerErrors', 'Luigi/etl', 'WorkerErrors', 'Sum'],
    ['metricViewTime', 'Luigi/etl', 'ViewTime', 'p99'],
    ['metricOperateTime', 'Luigi/etl', 'OperateTime', 'p99'],
    ['metricWorkerTime', 'Luigi/etl', 'WorkerTime', 'p99'],
    ['metricPortalTime', 'Luigi/etl', 'PortalTime', 'p99'],
    ['metricViewsAsked', 'Luigi/etl', 'ViewsAsked', 'Sum'],
    ['metricViewsShared', 'Luigi/etl', 'ViewsShared', 'Sum'],
    ['metricViewsUnchanged', 'Luigi/etl', 'ViewsUnchanged', 'Sum'],
    ['metricWorkersWait', 'Luigi/etl', 'WorkersWait', 'p99'],
    ['metricViewersWait', 'Luigi/etl', 'ViewersWait', 'p99'],
    ['metricWorkersTurnedAway', 'Luigi/etl', 'WorkersTurnedAway', 'Sum'],
    ['metricViewersTurnedAway', 'Luigi/etl', 'ViewersTurnedAway', 'Sum'],
    ['metricViewersUnanswered', 'Luigi/etl', 'ViewersUnanswered', 'Sum'],
    ['metricIssuersWithoutKeys', 'Luigi/etl', 'IssuersWithoutKeys', 'Maximum'],
    ['metricWorkersInLine', 'Luigi/etl', 'WorkersInLine', 'Maximum'],
    ['metricViewersInLine', 'Luigi/etl', 'ViewersInLine', 'Maximum'],
    ['metricLuigidLoopDelay', 'Luigi/etl', 'LuigidLoopDelay', 'Maximum'],
    ['metricLuigidLoopHeld', 'Luigi/etl', 'LuigidLoopHeld', 'Maximum'],
    ['metricLuigidTasks', 'Luigi/etl', 'LuigidTasks', 'Maximum'],
    ['metricLuigidWorkers', 'Luigi/etl', 'LuigidWorkers', 'Maximum'],
    ['metricDumpAge', 'Luigi/etl', 'DumpAge', 'Maximum'],
    ['metricDumpSize', 'Luigi/etl', 'DumpSize', 'Maximum'],
    ['metricDumpTime', 'Luigi/etl', 'DumpTime', 'Maximum'],
    ['metricDumpHeld', 'Luigi/etl', 'DumpHeld', 'Maximum'],
    ['metricGatewayLoopDelay', 'Luigi/etl', 'GatewayLoopDelay', 'p99'],
    ['metricGatewayMemory', 'Luigi/etl', 'GatewayMemory', 'Maximum'],
    ['metricTarget5xx', 'AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'Sum', balancer],
    ['metricElb5xx', 'AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', 'Sum', balancer],
    ['metricRequests', 'AWS/ApplicationELB', 'RequestCount', 'Sum', balancer],
    ['metricResponseTime', 'AWS/ApplicationELB', 'TargetResponseTime', 'p99', balancer],
    ['metricAuthErrors', 'AWS/ApplicationELB', 'ELBAuthError', 'Sum', balancer],
    ['metricAuthFailures', 'AWS/ApplicationELB', 'ELBAuthFailure', 'Sum', balancer],
    ['metricClaimsTooLarge', 'AWS/ApplicationELB', 'ELBAuthUserClaimsSizeExceeded', 'Sum', balancer],
    ['metricHealthyHosts', 'AWS/ApplicationELB', 'HealthyHostCount', 'Maximum', { ...balancer, TargetGroup: 'targetgroup/people/73e2d6bc24d8a067' }],
    ['metricUnhealthyHosts', 'AWS/ApplicationELB', 'UnHealthyHostCount', 'Maximum', { ...balancer, TargetGroup: 'targetgroup/people/73e2d6bc24d8a067' }],
    ['metricRunningTasks', 'ECS/ContainerInsights', 'RunningTaskCount', 'Average', ecs],
    ['metricCpuUtilization', 'AWS/ECS', 'CPUUtilization', 'Average', ecs],
    ['metricMemoryUtilization', 'AWS/ECS', 'MemoryUtilization', 'Average', ecs],
    ['metricBlockedRequests', 'AWS/WAFV2', 'BlockedRequests', 'Sum', { WebACL: 'luigi-etl', Region: { Ref: 'AWS::Region' }, Rule: 'ALL' }],
    ['metricUndeliveredStarts', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', { QueueName: 'starts' }],
  ])('%s is %s %s, %s; options win', (method, namespace, metricName, statistic, ...[dimensions]) => {
    const factory = (metrics[method] as (props?: object) => Metric).bind(metrics);

    expect(told(factory())).toEqual([namespace, metricName, statistic, dimensions]);
    expect(factory({ statistic: 'p42', period: Duration.seconds(10), label: 'mine' })).toMatchObject({
      statistic: 'p42', period: Duration.seconds(10), label: 'mine',
    });
  });

  test('server errors are those of service, load balancer and worker lane; failed logins those of either kind; options win', () => {
    expect([metrics.metric5xx(), metrics.metricLoginErrors()].map(({ expression, usingMetrics }) => (
      [expression, Object.entries(usingMetrics).map(([id, metric]) => [id, (metric as Metric).metricName])]
    ))).toEqual([
      ['FILL(service, 0) + FILL(balancer, 0) + IF(FILL(workers, 0) > 0, FILL(workers, 0), 0)', [['service', 'HTTPCode_Target_5XX_Count'], ['balancer', 'HTTPCode_ELB_5XX_Count'], ['workers', 'WorkerErrors']]],
      ['FILL(errors, 0) + FILL(failures, 0)', [['errors', 'ELBAuthError'], ['failures', 'ELBAuthFailure']]],
    ]);
    expect(metrics.metric5xx({ period: Duration.minutes(1), label: 'mine' })).toMatchObject({ label: 'mine', period: Duration.minutes(1) });
    expect(metrics.metricLoginErrors({ label: 'mine' }).label).toBe('mine');
  });

  test('there is a method for each metric that the gateway writes, and no metric filter beside it, which would bill it twice', () => {
    const written = Object.values(GATEWAY_METRICS).map(({ name }) => name);

    expect(written.filter((name) => !(`metric${name}` in metrics))).toEqual([]);
    expect(written.filter((name) => Object.values(LOG_METRICS).some((metric: LogMetric) => metric.name === name))).toEqual([]);
  });

  test('views that luigid was not asked for are a share of all; nobody\'s looking is no share; options win', () => {
    const rate = metrics.metricSharedAnswerRate({ period: Duration.minutes(1), label: 'mine' });

    expect(rate).toMatchObject({ label: 'mine', period: Duration.minutes(1) });
    expect([rate.expression, Object.entries(rate.usingMetrics).map(([id, metric]) => [id, (metric as Metric).metricName])]).toEqual([
      '100 * (FILL(shared, 0) + FILL(unchanged, 0)) / (FILL(asked, 0) + FILL(shared, 0) + FILL(unchanged, 0))',
      [['asked', 'ViewsAsked'], ['shared', 'ViewsShared'], ['unchanged', 'ViewsUnchanged']],
    ]);
  });

  test('a load balancer and a target group of the same stack are named by their own attributes', () => {
    const named = auditedStack({ metrics: {
      loadBalancer: Object.assign(Object.create(metrics), { loadBalancerFullName: 'app/own/1' }) as never,
      targetGroup: Object.assign(Object.create(metrics), { targetGroupFullName: 'targetgroup/own/1' }) as never,
    } }).metrics;

    expect(named.metricHealthyHosts().dimensions).toEqual({ LoadBalancer: 'app/own/1', TargetGroup: 'targetgroup/own/1' });
  });
});

describe('the metric filters of a service', () => {
  test('there is one for each metric from logs, on the log that has its lines', () => {
    const told = filters(EVERYTHING).map(({ LogGroupName, MetricTransformations: [transformation] }) => (
      [transformation?.['MetricName'], /Decisions|Access|Application/.exec(LogGroupName.Ref)?.[0], transformation?.['MetricValue'], transformation?.['DefaultValue']]
    ));

    expect(told).toEqual([
      ['Allowed', 'Decisions', '1', 0],
      ['Denied', 'Decisions', '1', 0],
      ['Changes', 'Decisions', '1', 0],
      ['RunsStarted', 'Decisions', '1', 0],
      ['TasksFailed', 'Decisions', '1', 0],
      ['WorkerErrors', 'Access', '1', 0],
      ['MappingsAge', 'Application', '$.mappingsAgeSeconds', undefined],
      ['MappingsInvalid', 'Application', '$.mappingsInvalid', undefined],
      ['RevocationsNotRead', 'Application', '1', 0],
      ['DecisionRecordsNotKept', 'Application', '1', 0],
      ['LuigidStarts', 'Application', '1', 0],
      ['StateUnsaved', 'Application', '$.unsaved_seconds', undefined],
      ['StateNotSaved', 'Application', '1', 0],
      ['StateLost', 'Application', '1', 0],
      ['BreakGlassUse', 'Decisions', '1', 0],
    ]);
  });

  test('all write to the namespace of the service', () => {
    expect(new Set(filters(EVERYTHING).map(({ MetricTransformations: [transformation] }) => transformation?.['MetricNamespace']))).toEqual(new Set(['Luigi/etl']));
  });

  test('use of a break-glass mapping is counted by its name', () => {
    expect(filters(EVERYTHING).at(-1)?.FilterPattern).toBe('{ ($.event = "decision") && ($.mapping = "break-glass") }');
  });

  test('without break-glass mapping, web ACL and queue there is nothing of them', () => {
    const { metrics } = auditedStack();

    expect(filters()).toHaveLength(14);
    expect(() => metrics.metricBreakGlassUse()).toThrow('got no break-glass mapping, expected one whose use can be counted: set breakGlassMapping');
    expect(() => metrics.metricBlockedRequests()).toThrow('got no metric name of a web ACL, expected one whose blocked requests can be counted: set webAclMetricName');
    expect(() => metrics.metricUndeliveredStarts()).toThrow('got no queue of starts that could not be delivered, expected one whose messages can be counted: set undeliveredStarts');
  });

  test.each(['', 'a b', 'a"', '*', 'a'.repeat(129)])('a break-glass mapping named "%s" is refused', (breakGlassMapping) => {
    expect(() => auditedStack({ metrics: { breakGlassMapping } })).toThrow(
      `got break-glass mapping ${JSON.stringify(breakGlassMapping)}, expected the name of an access mapping: 1 to 128 letters, digits and _ . -`,
    );
  });
});
