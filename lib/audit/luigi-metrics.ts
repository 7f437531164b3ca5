import { Duration, Stack, Token } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, type MathExpressionOptions, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ACCESS_MAPPING_NAME } from '../contract/access-mapping-limits';
import { balancerName, targetGroupName } from './load-balancer-names';
import { LOG_METRICS, useOfMapping, type LogMetric } from './log-metrics';
import type { ServiceLogs } from './service-logs';

/** What a service's metrics are read from. */
export interface LuigiMetricsProps {
  /** Name of the service. */
  readonly serviceName: string;
  /** Its logs. They must be of the Standard class. */
  readonly logs: ServiceLogs;
  /** Its load balancer. */
  readonly loadBalancer: IApplicationLoadBalancer;
  /** The people lane behind it. */
  readonly targetGroup: IApplicationTargetGroup;
  /** Name of the ECS cluster that it runs in. */
  readonly clusterName: string;
  /** Name of its ECS service. */
  readonly ecsServiceName: string;
  /**
   * Metric name of the web ACL before the load balancer, which must be regional.
   * @default - no metrics of a web ACL
   */
  readonly webAclMetricName?: string;
  /**
   * Name of the access mapping for the day on which the identity provider is down: each use of it is counted.
   * @default - no such mapping
   */
  readonly breakGlassMapping?: string;
  /**
   * Where starts of jobs by schedule go that could not be delivered.
   * @default - no such queue
   */
  readonly undeliveredStarts?: IQueue;
}

/**
 * What is measured of a service: from its logs by metric filters, from load balancer, ECS and web ACL by their own metrics.
 *
 * Each `metricX()` takes the options of CDK's metrics; those given here win. The metrics from logs are in the namespace
 * `Luigi/<service>`. Counts are sums over 5 minutes, states the maximum.
 */
export class LuigiMetrics extends Construct {
  /** Where the metrics from logs are: `Luigi/<service>`. */
  public readonly namespace: string;
  /** Metric name of the web ACL, where it is known. */
  public readonly webAclMetricName?: string;
  /** Access mapping whose use is counted, where there is one. */
  public readonly breakGlassMapping?: string;
  /** Where starts go that could not be delivered, where it is known. */
  public readonly undeliveredStarts?: IQueue;

  /** @throws Error if `breakGlassMapping` can't be the name of a mapping */
  public constructor(scope: Construct, id: string, private readonly props: LuigiMetricsProps) {
    super(scope, id);
    this.namespace = `Luigi/${props.serviceName}`;
    this.webAclMetricName = props.webAclMetricName;
    this.breakGlassMapping = props.breakGlassMapping;
    this.undeliveredStarts = props.undeliveredStarts;
    for (const metric of Object.values(LOG_METRICS)) this.filter(metric);
    if (props.breakGlassMapping !== undefined) this.filter(useOfMapping(mappingName(props.breakGlassMapping)));
  }

  /** Calls that were allowed, of people and workers. */
  public metricAllowed(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.allowed, props);
  }

  /** Calls that were refused, of people and workers. */
  public metricDenied(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.denied, props);
  }

  /** Changes that people and scripts made. */
  public metricChanges(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.changes, props);
  }

  /** Starts of runs that people and scripts asked for and got. Those of schedules are metrics of Step Functions and EventBridge Scheduler. */
  public metricRunsStarted(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.runsStarted, props);
  }

  /** Luigi tasks that workers reported as failed; each try counts. */
  public metricTasksFailed(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.tasksFailed, props);
  }

  /**
   * Calls that were granted by the break-glass mapping.
   * @throws Error if the service has none
   */
  public metricBreakGlassUse(props?: MetricOptions): Metric {
    if (this.breakGlassMapping === undefined) throw new Error('got no break-glass mapping, expected one whose use can be counted: set breakGlassMapping');
    return this.counted(useOfMapping(this.breakGlassMapping), props);
  }

  /** Seconds since the access mappings were last read with success, or since the gateway's start. */
  public metricMappingsAge(props?: MetricOptions): Metric {
    return this.state(LOG_METRICS.mappingsAge, props);
  }

  /** Access mappings that are left out because their documents are invalid. */
  public metricMappingsInvalid(props?: MetricOptions): Metric {
    return this.state(LOG_METRICS.mappingsInvalid, props);
  }

  /** Signs that decision records can't be kept: one when it begins, one a minute while it lasts, one for records that were lost. */
  public metricDecisionRecordsNotKept(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.recordsNotKept, props);
  }

  /** Starts of luigid. A deployment is one. */
  public metricLuigidStarts(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.luigidStarts, props);
  }

  /** Seconds for which the disk has not had all of luigid's state. */
  public metricStateUnsaved(props?: MetricOptions): Metric {
    return this.state(LOG_METRICS.stateUnsaved, props);
  }

  /** Dumps of luigid's state that failed or took too long; they are tried again. */
  public metricStateNotSaved(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.stateNotSaved, props);
  }

  /** Times that state of luigid was lost, or may have been: a corrupt file, a stop without a last dump, a predecessor that did not end. */
  public metricStateLost(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.stateLost, props);
  }

  /** Server errors that workers got: their lane does not pass the load balancer. */
  public metricWorkerErrors(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.workerErrors, props);
  }

  /** Server errors that people got, from the service or from the load balancer, and those that workers got. */
  public metric5xx(props?: MathExpressionOptions): MathExpression {
    return new MathExpression({
      label: 'server errors',
      ...props,
      // Never below zero: whoever may put metrics could make up for the load balancer's errors by the workers', which are no metric of AWS's own.
      expression: 'FILL(service, 0) + FILL(balancer, 0) + IF(FILL(workers, 0) > 0, FILL(workers, 0), 0)',
      usingMetrics: { service: this.metricTarget5xx(), balancer: this.metricElb5xx(), workers: this.metricWorkerErrors() },
    });
  }

  /** Server errors that the service answered to people. */
  public metricTarget5xx(props?: MetricOptions): Metric {
    return this.ofBalancer('HTTPCode_Target_5XX_Count', Stats.SUM, props);
  }

  /** Server errors of the load balancer's own: no healthy task, a time-out, a login that failed at the provider. */
  public metricElb5xx(props?: MetricOptions): Metric {
    return this.ofBalancer('HTTPCode_ELB_5XX_Count', Stats.SUM, props);
  }

  /** Requests of people. */
  public metricRequests(props?: MetricOptions): Metric {
    return this.ofBalancer('RequestCount', Stats.SUM, props);
  }

  /** Seconds that the service took to answer people: the 99th percentile. */
  public metricResponseTime(props?: MetricOptions): Metric {
    return this.ofBalancer('TargetResponseTime', Stats.percentile(99), props);
  }

  /** Tasks that the load balancer finds healthy, as the node sees it that sees most. */
  public metricHealthyHosts(props?: MetricOptions): Metric {
    return this.ofTargets('HealthyHostCount', props);
  }

  /** Tasks that the load balancer finds unhealthy. */
  public metricUnhealthyHosts(props?: MetricOptions): Metric {
    return this.ofTargets('UnHealthyHostCount', props);
  }

  /** Logins that failed: the provider refused them (`ELBAuthFailure`), or it or the load balancer erred (`ELBAuthError`). */
  public metricLoginErrors(props?: MathExpressionOptions): MathExpression {
    return new MathExpression({
      label: 'failed logins',
      ...props,
      expression: 'FILL(errors, 0) + FILL(failures, 0)',
      usingMetrics: { errors: this.metricAuthErrors(), failures: this.metricAuthFailures() },
    });
  }

  /** Logins that failed because of the provider's answer or an error within: `ELBAuthError`. */
  public metricAuthErrors(props?: MetricOptions): Metric {
    return this.ofBalancer('ELBAuthError', Stats.SUM, props);
  }

  /** Logins that the provider refused, or that came twice: `ELBAuthFailure`. */
  public metricAuthFailures(props?: MetricOptions): Metric {
    return this.ofBalancer('ELBAuthFailure', Stats.SUM, props);
  }

  /** People whose claims are above the load balancer's 11 KB: they can't log in. */
  public metricClaimsTooLarge(props?: MetricOptions): Metric {
    return this.ofBalancer('ELBAuthUserClaimsSizeExceeded', Stats.SUM, props);
  }

  /** Tasks that run. Needs Container Insights. */
  public metricRunningTasks(props?: MetricOptions): Metric {
    return this.ofEcs('ECS/ContainerInsights', 'RunningTaskCount', props);
  }

  /** Percent of the task's processors in use. */
  public metricCpuUtilization(props?: MetricOptions): Metric {
    return this.ofEcs('AWS/ECS', 'CPUUtilization', props);
  }

  /** Percent of the task's memory in use. */
  public metricMemoryUtilization(props?: MetricOptions): Metric {
    return this.ofEcs('AWS/ECS', 'MemoryUtilization', props);
  }

  /**
   * Requests that the web ACL blocked.
   * @throws Error if its metric name is not known
   */
  public metricBlockedRequests(props?: MetricOptions): Metric {
    if (this.webAclMetricName === undefined) throw new Error('got no metric name of a web ACL, expected one whose blocked requests can be counted: set webAclMetricName');
    return new Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensionsMap: { WebACL: this.webAclMetricName, Region: Stack.of(this).region, Rule: 'ALL' },
      statistic: Stats.SUM,
      ...props,
    });
  }

  /**
   * Starts of jobs by schedule that could not be delivered and that nobody has taken from their queue.
   * @throws Error if the queue is not known
   */
  public metricUndeliveredStarts(props?: MetricOptions): Metric {
    if (this.undeliveredStarts === undefined) throw new Error('got no queue of starts that could not be delivered, expected one whose messages can be counted: set undeliveredStarts');
    return this.undeliveredStarts.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, ...props });
  }

  private filter({ name, log, pattern, value }: LogMetric): void {
    new MetricFilter(this, name, {
      logGroup: this.props.logs[log],
      filterPattern: FilterPattern.literal(pattern.logPatternString),
      metricNamespace: this.namespace,
      metricName: name,
      ...(value === undefined ? { metricValue: '1', defaultValue: 0 } : { metricValue: value }),
    });
  }

  private counted({ name }: LogMetric, props?: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: name, statistic: Stats.SUM, ...props });
  }

  private state({ name }: LogMetric, props?: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: name, statistic: Stats.MAXIMUM, ...props });
  }

  private ofBalancer(metricName: string, statistic: string, props?: MetricOptions): Metric {
    const dimensionsMap = { LoadBalancer: balancerName(this.props.loadBalancer) };
    return new Metric({ namespace: 'AWS/ApplicationELB', metricName, dimensionsMap, statistic, ...props });
  }

  private ofTargets(metricName: string, props?: MetricOptions): Metric {
    const dimensionsMap = { LoadBalancer: balancerName(this.props.loadBalancer), TargetGroup: targetGroupName(this.props.targetGroup) };
    // Each node of the balancer counts for itself: a sum would count one task as often as there are zones.
    return new Metric({ namespace: 'AWS/ApplicationELB', metricName, dimensionsMap, statistic: Stats.MAXIMUM, period: Duration.minutes(1), ...props });
  }

  private ofEcs(namespace: string, metricName: string, props?: MetricOptions): Metric {
    const dimensionsMap = { ClusterName: this.props.clusterName, ServiceName: this.props.ecsServiceName };
    return new Metric({ namespace, metricName, dimensionsMap, statistic: Stats.AVERAGE, ...props });
  }
}

function mappingName(name: string): string {
  if (!Token.isUnresolved(name) && !ACCESS_MAPPING_NAME.test(name)) {
    throw new Error(`got break-glass mapping ${JSON.stringify(name)}, expected the name of an access mapping: 1 to 128 letters, digits and _ . -`);
  }
  return name;
}
