import { Duration } from 'aws-cdk-lib';
import {
  Alarm, ComparisonOperator, Stats, TreatMissingData, type IAlarmAction, type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds';
import type { LuigiMetrics } from './luigi-metrics';
import { count, minutes, seconds } from './threshold-checks';

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

/** One alarm. */
interface Watch {
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default 1 */
  readonly periods?: number;
  /** @default - missing data is good */
  readonly missing?: TreatMissingData;
  /** @default false */
  readonly below?: boolean;
  /** What a percentile of few samples does. */
  readonly fewSamples?: 'ignore';
  /** What has happened. */
  readonly what: string;
  /** What to do first. */
  readonly todo: string;
}

const RUNBOOK = 'https://github.com/cdk-lighttpd-luigi/cdk-lighttpd-luigi/blob/main/docs/audit.md';
const FIVE_MINUTES = { period: Duration.minutes(5) };
/** Not how often, but whether: whoever may put metrics can add a count below zero to a sum, but take nothing away from what is most. */
const EVER = { ...FIVE_MINUTES, statistic: Stats.MAXIMUM };
const ONE_MINUTE = { period: Duration.minutes(1) };
/** Who has stood in line for 10 s is turned away, and counted there. */
const LONGEST_WAIT_SECONDS = 9;

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
    this.ofAccess(metrics, thresholds);
    this.ofService(metrics, thresholds);
    this.ofLuigid(metrics, thresholds);
    this.ofLines(metrics, thresholds);
    this.ofJobs(metrics);
  }

  private ofAccess(metrics: LuigiMetrics, thresholds: AlarmThresholds): void {
    this.watch('DeniedSpike', {
      metric: metrics.metricDenied(FIVE_MINUTES),
      threshold: count('deniedCalls', thresholds.deniedCalls, 100),
      what: 'many calls are refused',
      todo: 'run the saved query "what was denied and why": one principal is a person without a grant or a script gone wild, many at once a mapping or provider that was changed',
    });
    if (metrics.breakGlassMapping !== undefined) {
      this.watch('BreakGlassUsed', {
        metric: metrics.metricBreakGlassUse(EVER),
        threshold: 1,
        what: `the break-glass mapping ${metrics.breakGlassMapping} was used`,
        todo: 'ask who used it and why; if nobody should have, take its principals away at once, then run the saved query "who ran what"',
      });
    }
    this.watch('MappingsStale', {
      metric: metrics.metricMappingsAge(FIVE_MINUTES),
      threshold: seconds('mappingsAge', thresholds.mappingsAge, 600, 60, 3600),
      periods: 2,
      // A gateway that says nothing may be one whose log nobody keeps.
      missing: TreatMissingData.BREACHING,
      what: 'access mappings can not be read: changes of access have no effect, and after an hour nobody is let in',
      todo: 'look for "mappings-unreadable" in the application log: permission, throttling or the way to SSM; no data at all means that no application log arrives',
    });
    this.watch('MappingsInvalid', {
      metric: metrics.metricMappingsInvalid(FIVE_MINUTES),
      threshold: 1,
      what: 'an access mapping is invalid and grants nothing; the others hold',
      todo: 'look for "mapping-invalid" in the application log: it names the mapping and the fault; mend the parameter, or deploy again if it was changed by hand',
    });
    this.watch('DecisionRecordsNotKept', {
      metric: metrics.metricDecisionRecordsNotKept(EVER),
      threshold: 1,
      what: 'decision records can not be kept: changes are refused with 503, and soon all calls',
      todo: 'look for "decision records" in the application log: permission on the log group, its key, throttling or the way to CloudWatch Logs',
    });
    this.watch('LoginErrors', {
      metric: metrics.metricLoginErrors(FIVE_MINUTES),
      threshold: count('loginErrors', thresholds.loginErrors, 10),
      what: 'logins fail at the identity provider',
      todo: 'log in yourself: 561 is the provider, or a client secret that has run out; if the provider is down, follow the break-glass runbook',
    });
    this.watch('ClaimsTooLarge', {
      metric: metrics.metricClaimsTooLarge(FIVE_MINUTES),
      threshold: 1,
      what: 'somebody can not log in: claims and token are above the load balancer\'s 11 KB',
      todo: 'let the provider send fewer claims, and groups for Luigi only',
    });
    if (metrics.webAclMetricName !== undefined) {
      this.watch('FirewallBlocks', {
        metric: metrics.metricBlockedRequests(FIVE_MINUTES),
        threshold: count('blockedRequests', thresholds.blockedRequests, 500),
        what: 'the web ACL blocks many requests',
        todo: 'look at its log by rule and address: a scanner may be left to it; a rate rule that stops an office behind one address needs a higher limit',
      });
    }
  }

  private ofService(metrics: LuigiMetrics, thresholds: AlarmThresholds): void {
    const withoutTask = minutes('withoutTask', thresholds.withoutTask, 5, 60);
    this.watch('NoHealthyTask', {
      metric: metrics.metricHealthyHosts(ONE_MINUTE),
      threshold: 1,
      below: true,
      periods: withoutTask,
      missing: TreatMissingData.BREACHING,
      what: `no healthy task for ${withoutTask} min: Luigi is down, and after 5 min workers begin to give up`,
      todo: 'look at the events of the ECS service and the last lines of the application log; a container that ended with status 2 names a wrong setting',
    });
    this.watch('ServerErrors', {
      metric: metrics.metric5xx(ONE_MINUTE),
      threshold: count('serverErrors', thresholds.serverErrors, 5),
      periods: 5,
      what: 'people or workers get server errors',
      todo: 'open the dashboard: errors of the balancer point to the task, of the service to "request failed" and "request refused" in the application log',
    });
    this.watch('SlowResponses', {
      metric: metrics.metricResponseTime(FIVE_MINUTES),
      threshold: seconds('responseTime', thresholds.responseTime, 5, 0.001, 60),
      periods: 3,
      // One slow answer among three is no percentile.
      fewSamples: 'ignore',
      what: 'people wait long for answers',
      todo: 'luigid has one thread: look at the task\'s processor on the dashboard, and at how many tasks luigid holds',
    });
  }

  private ofLuigid(metrics: LuigiMetrics, thresholds: AlarmThresholds): void {
    this.watch('LuigidRestarts', {
      metric: metrics.metricLuigidStarts({ period: Duration.hours(1) }),
      threshold: count('luigidStarts', thresholds.luigidStarts, 3),
      what: 'luigid starts again and again',
      todo: 'look at the lines before each "listening" in the application log, and at stopped tasks in ECS: out of memory, or a health check that fails',
    });
    this.watch('StateTooOld', {
      metric: metrics.metricStateUnsaved(FIVE_MINUTES),
      threshold: seconds('stateUnsaved', thresholds.stateUnsaved, 900, 60, 86_400),
      what: 'luigid\'s state on disk is old: a crash now loses all since',
      todo: 'look for "state-not-saved" in the application log and at the file system\'s throughput; do not deploy until it is over',
    });
    this.watch('StateNotSaved', {
      metric: metrics.metricStateNotSaved(FIVE_MINUTES),
      threshold: count('failedDumps', thresholds.failedDumps, 5),
      what: 'luigid can not save its state; it tries again',
      todo: 'look for "state-not-saved" in the application log: the reason is the disk\'s own',
    });
    this.watch('StateLost', {
      metric: metrics.metricStateLost(EVER),
      threshold: 1,
      what: 'luigid\'s state was lost, wholly or since the last dump',
      todo: 'look for "state-corrupt", "stopped-unsaved", "superseded" or "predecessor-passed-by" in the application log; run pipelines again: finished tasks are found finished',
    });
  }

  private ofLines(metrics: LuigiMetrics, thresholds: AlarmThresholds): void {
    this.watch('LuigidBusy', {
      metric: metrics.metricLuigidLoopDelay(FIVE_MINUTES),
      threshold: 1000 * seconds('luigidDelay', thresholds.luigidDelay, 1, 0.001, 60),
      periods: 3,
      what: 'luigid keeps everybody waiting: its one thread has more to do than it can',
      todo: 'on the dashboard, see how many tasks and workers it holds and who waits: fewer tasks ([scheduler] remove_delay), slower pings ([core] worker-ping-interval), or a service for each team',
    });
    this.watch('LuigidHeld', {
      metric: metrics.metricLuigidLoopHeld(FIVE_MINUTES),
      threshold: 1000 * seconds('luigidHeld', thresholds.luigidHeld, 10, 0.1, 300),
      what: 'one thing held luigid for long: nobody was answered meanwhile',
      todo: 'on the dashboard, compare with "held by a dump": a dump points to memory or processor that the task lacks; else see in the decision log which views or changes came at that minute',
    });
    this.watch('WorkersWait', {
      // Also of few calls: workers who wait for each answer make the fewer the longer they wait, and a percentile needs a thousand.
      metric: metrics.metricWorkersWait(FIVE_MINUTES),
      threshold: 1000 * seconds('workersWait', thresholds.workersWait, 5, 0.001, LONGEST_WAIT_SECONDS),
      periods: 3,
      what: 'calls of workers stand in line for luigid: pipelines go slower',
      todo: 'if luigid is busy as well, do what LuigidBusy says; if it is not, look for a restart of luigid, or for one worker that adds very many tasks',
    });
    this.watch('WorkersTurnedAway', {
      // Of a minute, not of five: what is most can't be made less by whoever may put metrics.
      metric: metrics.metricWorkersTurnedAway(EVER),
      threshold: count('workersTurnedAway', thresholds.workersTurnedAway, 1),
      what: 'calls of workers were turned away: workers try again, and give up after 5 min',
      todo: 'look at luigid first (NoHealthyTask, LuigidRestarts, LuigidBusy); then start pipelines again that gave up: finished tasks are found finished',
    });
    this.watch('ViewersTurnedAway', {
      metric: metrics.metricViewersTurnedAway(FIVE_MINUTES),
      threshold: count('viewersTurnedAway', thresholds.viewersTurnedAway, 100),
      what: 'people get 503 scheduler-busy: workers leave luigid no time for views',
      todo: 'see who asks most (decision log, by principal): a script that asks for everything may ask for less; if luigid is busy as well, do what LuigidBusy says',
    });
  }

  private ofJobs(metrics: LuigiMetrics): void {
    if (metrics.undeliveredStarts === undefined) return;
    this.watch('StartsUndelivered', {
      metric: metrics.metricUndeliveredStarts(FIVE_MINUTES),
      threshold: 1,
      what: 'a job was not started by its schedule: Step Functions did not take the start',
      todo: 'read the message in the dead-letter queue: its attributes name the schedule and the error; mend that, start the job by hand, delete the message',
    });
  }

  private watch(name: string, watch: Watch): void {
    const { metric, threshold, periods = 1, missing = TreatMissingData.NOT_BREACHING, below = false, fewSamples, what, todo } = watch;
    const alarm = new Alarm(this, name, {
      alarmName: `luigi-${this.props.serviceName}-${name}`,
      alarmDescription: `${what}. First: ${todo}. More: ${RUNBOOK}#${name.toLowerCase()}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing,
      evaluateLowSampleCountPercentile: fewSamples,
    });
    const { topicArn } = this.props.topic;
    const tell: IAlarmAction = { bind: () => ({ alarmActionArn: topicArn }) };
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
    this.alarms.push(alarm);
  }
}
