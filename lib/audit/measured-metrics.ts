import { MathExpression, Metric, Stats, type MathExpressionOptions, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { GATEWAY_METRICS, type GatewayMetric } from '../contract/gateway-metrics';
import { LogBasedMetrics } from './log-based-metrics';

/**
 * What the gateway measures while it works: its calls, its two lines to luigid, luigid and itself. It writes them each minute to the
 * application log, in CloudWatch's embedded metric format: nothing has to be made for them, they are there with the first line.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export abstract class MeasuredMetrics extends LogBasedMetrics {
  /** Milliseconds that people's viewing calls and Luigi's pages took, in the gateway: the 99th percentile. */
  public metricViewTime(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewTime, Stats.percentile(99), props);
  }

  /** Milliseconds that people's changing calls took: the 99th percentile. */
  public metricOperateTime(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.operateTime, Stats.percentile(99), props);
  }

  /** Milliseconds that workers' calls took, with their wait for luigid: the 99th percentile. Its sample count is their number. */
  public metricWorkerTime(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.workerTime, Stats.percentile(99), props);
  }

  /** Milliseconds that jobs, runs and the service's own pages took: the 99th percentile. */
  public metricPortalTime(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.portalTime, Stats.percentile(99), props);
  }

  /** Views for which luigid was asked. */
  public metricViewsAsked(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewsAsked, Stats.SUM, props);
  }

  /** Views whose answer was at hand, or on its way for somebody else. */
  public metricViewsShared(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewsShared, Stats.SUM, props);
  }

  /** Views that were the same as what the caller had: 304. */
  public metricViewsUnchanged(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewsUnchanged, Stats.SUM, props);
  }

  /** Percent of views for which luigid was not asked. Nothing where nobody looked. */
  public metricSharedAnswerRate(props?: MathExpressionOptions): MathExpression {
    return new MathExpression({
      label: 'percent shared',
      ...props,
      expression: '100 * (FILL(shared, 0) + FILL(unchanged, 0)) / (FILL(asked, 0) + FILL(shared, 0) + FILL(unchanged, 0))',
      usingMetrics: { asked: this.metricViewsAsked(), shared: this.metricViewsShared(), unchanged: this.metricViewsUnchanged() },
    });
  }

  /** Milliseconds that calls of workers, and people's changes, stood in line for luigid: the 99th percentile. */
  public metricWorkersWait(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.workersWait, Stats.percentile(99), props);
  }

  /** Milliseconds that views stood in line for luigid: the 99th percentile. */
  public metricViewersWait(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewersWait, Stats.percentile(99), props);
  }

  /** Calls of workers, and people's changes, that were turned away: their line was full, or they had waited too long. */
  public metricWorkersTurnedAway(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.workersTurnedAway, Stats.SUM, props);
  }

  /** Views that were turned away, with 503 `scheduler-busy`: their line was full, or they had waited too long. */
  public metricViewersTurnedAway(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewersTurnedAway, Stats.SUM, props);
  }

  /**
   * Views that were told, with 503 `scheduler-unavailable`, that luigid does not answer: it hangs, starts again or is away. One question of
   * many viewers counts once.
   */
  public metricViewersUnanswered(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewersUnanswered, Stats.SUM, props);
  }

  /** The most calls of workers, and people's changes, that stood in line for luigid at once. */
  public metricWorkersInLine(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.workersInLine, Stats.MAXIMUM, props);
  }

  /** The most views that stood in line for luigid at once. */
  public metricViewersInLine(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.viewersInLine, Stats.MAXIMUM, props);
  }

  /** Milliseconds for which luigid's event loop kept callers waiting: the 99th percentile of a minute, the highest of all minutes. */
  public metricLuigidLoopDelay(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.luigidLoopDelay, Stats.MAXIMUM, props);
  }

  /** Milliseconds for which luigid's event loop was held at the longest. */
  public metricLuigidLoopHeld(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.luigidLoopHeld, Stats.MAXIMUM, props);
  }

  /** Tasks that luigid holds. */
  public metricLuigidTasks(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.luigidTasks, Stats.MAXIMUM, props);
  }

  /** Workers that luigid knows. */
  public metricLuigidWorkers(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.luigidWorkers, Stats.MAXIMUM, props);
  }

  /** Seconds since luigid's last dump. Of a state that does not change it may be old: `metricStateUnsaved` tells what the disk lacks. */
  public metricDumpAge(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.dumpAge, Stats.MAXIMUM, props);
  }

  /** Bytes of luigid's last dump. */
  public metricDumpSize(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.dumpSize, Stats.MAXIMUM, props);
  }

  /** Milliseconds that luigid's last dump took, most of them beside its work. */
  public metricDumpTime(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.dumpTime, Stats.MAXIMUM, props);
  }

  /** Milliseconds for which luigid's last dump held its event loop. */
  public metricDumpHeld(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.dumpHeld, Stats.MAXIMUM, props);
  }

  /** Issuers of bearer tokens whose keys can't be had: never since the gateway's start, or not for ten minutes. */
  public metricIssuersWithoutKeys(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.issuersWithoutKeys, Stats.MAXIMUM, props);
  }

  /** Milliseconds for which the gateway's own event loop kept its work waiting: the 99th percentile. */
  public metricGatewayLoopDelay(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.gatewayLoopDelay, Stats.percentile(99), props);
  }

  /** Bytes of memory that the gateway takes. */
  public metricGatewayMemory(props?: MetricOptions): Metric {
    return this.measured(GATEWAY_METRICS.gatewayMemory, Stats.MAXIMUM, props);
  }

  private measured({ name }: GatewayMetric, statistic: string, props?: MetricOptions): Metric {
    return new Metric({ namespace: this.namespace, metricName: name, statistic, ...props });
  }
}
