import { Duration, Stack } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, type MathExpressionOptions, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { balancerName, targetGroupName } from './load-balancer-names';
import type { LogBasedMetricsProps } from './log-based-metrics';
import { MeasuredMetrics } from './measured-metrics';

/** What a service's metrics are read from. */
export interface LuigiMetricsProps extends LogBasedMetricsProps {
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
   * Where starts of jobs by schedule go that could not be delivered.
   * @default - no such queue
   */
  readonly undeliveredStarts?: IQueue;
  /**
   * Whether machines call with bearer tokens, by whose issuers' keys they are verified.
   * @default false
   */
  readonly machines?: boolean;
}

/**
 * What is measured of a service: by the gateway while it works, from its logs by metric filters, from load balancer, ECS and web ACL by
 * their own metrics.
 *
 * Each `metricX()` takes the options of CDK's metrics; those given here win. The gateway's metrics and those from logs are in the namespace
 * `Luigi/<service>`. Counts are sums over 5 minutes, states the maximum, times the 99th percentile.
 */
export class LuigiMetrics extends MeasuredMetrics {
  /** Metric name of the web ACL, where it is known. */
  public readonly webAclMetricName?: string;
  /** Where starts go that could not be delivered, where it is known. */
  public readonly undeliveredStarts?: IQueue;
  /** Whether machines call with bearer tokens. */
  public readonly machines: boolean;

  /** @throws Error if `breakGlassMapping` can't be the name of a mapping */
  public constructor(scope: Construct, id: string, private readonly props: LuigiMetricsProps) {
    super(scope, id, props);
    this.webAclMetricName = props.webAclMetricName;
    this.undeliveredStarts = props.undeliveredStarts;
    this.machines = props.machines ?? false;
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
