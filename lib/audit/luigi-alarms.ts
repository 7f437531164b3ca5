import { Alarm, ComparisonOperator, TreatMissingData, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds';
import type { LuigiMetrics } from './luigi-metrics';
import { accessWatches } from './watches/access-watches';
import { jobWatches } from './watches/job-watches';
import { lineWatches } from './watches/line-watches';
import { luigidWatches } from './watches/luigid-watches';
import { serviceWatches } from './watches/service-watches';
import type { Watch } from './watches/watch';

/** What a service's alarms watch, and whom they tell. */
export interface LuigiAlarmsProps {
  /** Name of the service, part of the alarms' names. */
  readonly serviceName: string;
  /** What is watched. */
  readonly metrics: LuigiMetrics;
  /** Who is told when an alarm rings, and when it is over. */
  readonly topic: ITopic;
  /**
   * When they ring.
   * @default - see each of them
   */
  readonly thresholds?: AlarmThresholds;
}

const RUNBOOK = 'https://github.com/cdk-lighttpd-luigi/cdk-lighttpd-luigi/blob/main/docs/audit.md';

/**
 * The alarms of a service, named `luigi-<service>-<what>`. Each says what to do first, and where the rest is told (docs/audit.md).
 *
 * They ring by what is, not by what happened once, wherever that can be: a ringing alarm that falls silent means that it is over.
 */
export class LuigiAlarms extends Construct {
  /** All of them, in the order of docs/audit.md. */
  public readonly alarms: Alarm[] = [];

  /** @throws Error if a threshold is out of its range */
  public constructor(scope: Construct, id: string, private readonly props: LuigiAlarmsProps) {
    super(scope, id);
    const { metrics, thresholds = {} } = props;
    for (const watch of [
      ...accessWatches(metrics, thresholds), ...serviceWatches(metrics, thresholds), ...luigidWatches(metrics, thresholds),
      ...lineWatches(metrics, thresholds), ...jobWatches(metrics),
    ]) this.watch(watch);
  }

  private watch(watch: Watch): void {
    const { name, metric, threshold, periods = 1, missing = TreatMissingData.NOT_BREACHING, below = false, what, todo } = watch;
    const alarm = new Alarm(this, name, {
      alarmName: `luigi-${this.props.serviceName}-${name}`,
      alarmDescription: `${what}. First: ${todo}. More: ${RUNBOOK}#${name.toLowerCase()}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing,
      // Percentiles of few samples are looked at too, CloudWatch's default: with `ignore` a p99 of less than a thousand neither rings nor ends.
    });
    const { topicArn } = this.props.topic;
    const tell: IAlarmAction = { bind: () => ({ alarmActionArn: topicArn }) };
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    this.alarms.push(alarm);
  }
}
