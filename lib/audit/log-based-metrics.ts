import { Token } from 'aws-cdk-lib';
import { Metric, Stats, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_MAPPING_NAME } from '../contract/access-mapping-limits';
import { metricNamespace } from '../contract/gateway-metrics';
import { LOG_METRICS, useOfMapping, type LogMetric } from './log-metrics';
import type { ServiceLogs } from './service-logs';

/** What a service's metrics from logs are read from. */
export interface LogBasedMetricsProps {
  /** Name of the service. */
  readonly serviceName: string;
  /** Its logs. They must be of the Standard class: no other has metric filters and embedded metrics. */
  readonly logs: ServiceLogs;
  /**
   * Name of the access mapping for the day on which the identity provider is down: each use of it is counted.
   * @default - no such mapping
   */
  readonly breakGlassMapping?: string;
}

/** What is measured of a service by counting lines of its logs, or by reading a value out of them: one metric filter for each metric. */
export abstract class LogBasedMetrics extends Construct {
  /** Where the service's own metrics are: `Luigi/<service>`. */
  public readonly namespace: string;
  /** Access mapping whose use is counted, where there is one. */
  public readonly breakGlassMapping?: string;

  /** @throws Error if `breakGlassMapping` can't be the name of a mapping */
  protected constructor(scope: Construct, id: string, props: LogBasedMetricsProps) {
    super(scope, id);
    this.namespace = metricNamespace(props.serviceName);
    this.breakGlassMapping = props.breakGlassMapping;
    for (const metric of Object.values(LOG_METRICS)) this.filter(props.logs, metric);
    if (props.breakGlassMapping !== undefined) this.filter(props.logs, useOfMapping(mappingName(props.breakGlassMapping)));
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

  /** Signs that the document of who is shut out is invalid or can't be read: one when it is found invalid, one a minute while it lasts. */
  public metricRevocationsNotRead(props?: MetricOptions): Metric {
    return this.counted(LOG_METRICS.revocationsNotRead, props);
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

  private filter(logs: ServiceLogs, { name, log, pattern, value }: LogMetric): void {
    new MetricFilter(this, name, {
      logGroup: logs[log],
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
}

function mappingName(name: string): string {
  if (!Token.isUnresolved(name) && !ACCESS_MAPPING_NAME.test(name)) {
    throw new Error(`got break-glass mapping ${JSON.stringify(name)}, expected the name of an access mapping: 1 to 128 letters, digits and _ . -`);
  }
  return name;
}
