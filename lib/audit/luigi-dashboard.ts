import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget, Dashboard, GraphWidget, LogQueryVisualizationType, LogQueryWidget, TextWidget, type IAlarm, type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { LuigiMetrics } from './luigi-metrics';
import { DENIED_BY_REASON } from './query-texts';
import type { ServiceLogs } from './service-logs';

/** What a service's dashboard shows. */
export interface LuigiDashboardProps {
  /** Name of the service: the dashboard is `luigi-<service>`. */
  readonly serviceName: string;
  /** What is measured. */
  readonly metrics: LuigiMetrics;
  /** Where refusals are looked up by reason. */
  readonly logs: ServiceLogs;
  /**
   * Alarms whose state it shows.
   * @default - none
   */
  readonly alarms?: IAlarm[];
}

const ROW = 6;

/** A page that says at a glance how a service is: alarms, calls, latency, the task, luigid and who waits for it, mappings and records. */
export class LuigiDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: Dashboard;

  public constructor(scope: Construct, id: string, props: LuigiDashboardProps) {
    super(scope, id);
    const { metrics, serviceName, alarms = [] } = props;
    this.dashboard = new Dashboard(this, 'Resource', { dashboardName: `luigi-${serviceName}`, defaultInterval: Duration.hours(12) });
    this.dashboard.addWidgets(new TextWidget({
      markdown: `# Luigi ${serviceName}\nSaved queries: Logs Insights, *luigi/${serviceName}/*. What to do when an alarm rings: docs/audit.md of cdk-lighttpd-luigi.`,
      width: 24,
      height: 2,
    }));
    if (alarms.length > 0) this.dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 4 }));
    this.dashboard.addWidgets(
      graph('Calls by outcome', [metrics.metricAllowed({ label: 'allowed' })], [metrics.metricDenied({ label: 'denied' })]),
      new LogQueryWidget({
        title: 'Refusals by reason',
        logGroupNames: [props.logs.decisions.logGroupName],
        queryString: DENIED_BY_REASON,
        view: LogQueryVisualizationType.TABLE,
        width: 8,
        height: ROW,
      }),
      graph('Changes by people', [metrics.metricChanges({ label: 'changes' }), ...breakGlass(metrics)]),
    );
    this.dashboard.addWidgets(
      graph('Seconds to answer people', [
        metrics.metricResponseTime({ statistic: 'p50', label: 'p50' }), metrics.metricResponseTime({ statistic: 'p90', label: 'p90' }), metrics.metricResponseTime({ label: 'p99' }),
      ]),
      graph('Server errors', [
        metrics.metricTarget5xx({ label: 'service' }), metrics.metricElb5xx({ label: 'load balancer' }), metrics.metricWorkerErrors({ label: 'to workers' }),
      ]),
      graph('Logins that failed', [
        metrics.metricAuthErrors({ label: 'errors' }), metrics.metricAuthFailures({ label: 'refused' }), metrics.metricClaimsTooLarge({ label: 'claims too large' }),
      ]),
    );
    this.dashboard.addWidgets(
      graph('Task', [
        metrics.metricHealthyHosts({ label: 'healthy' }), metrics.metricUnhealthyHosts({ label: 'unhealthy' }), metrics.metricRunningTasks({ label: 'running' }),
      ]),
      graph('Task: percent in use', [metrics.metricCpuUtilization({ label: 'processors' }), metrics.metricMemoryUtilization({ label: 'memory' })]),
      graph('luigid', [metrics.metricStateUnsaved({ label: 'seconds unsaved' })], [
        metrics.metricLuigidStarts({ label: 'starts' }), metrics.metricStateNotSaved({ label: 'failed dumps' }), metrics.metricStateLost({ label: 'state lost' }),
      ]),
    );
    this.dashboard.addWidgets(
      graph('Milliseconds in the gateway', [
        metrics.metricViewTime({ statistic: 'p50', label: 'views p50' }), metrics.metricViewTime({ label: 'views p99' }),
        metrics.metricWorkerTime({ statistic: 'p50', label: 'workers p50' }), metrics.metricWorkerTime({ label: 'workers p99' }),
        metrics.metricOperateTime({ label: 'changes p99' }), metrics.metricPortalTime({ label: 'jobs and pages p99' }),
      ]),
      graph('Views, and percent without luigid', [
        metrics.metricViewsAsked({ label: 'luigid asked' }), metrics.metricViewsShared({ label: 'shared' }), metrics.metricViewsUnchanged({ label: 'unchanged' }),
      ], [metrics.metricSharedAnswerRate()]),
      graph('In line for luigid, and turned away', [metrics.metricWorkersInLine({ label: 'workers' }), metrics.metricViewersInLine({ label: 'viewers' })], [
        metrics.metricWorkersTurnedAway({ label: 'workers turned away' }), metrics.metricViewersTurnedAway({ label: 'viewers turned away' }),
        metrics.metricViewersUnanswered({ label: 'viewers unanswered' }),
      ]),
    );
    this.dashboard.addWidgets(
      graph('Milliseconds that luigid was held', [metrics.metricLuigidLoopDelay({ label: 'p99' }), metrics.metricLuigidLoopHeld({ label: 'longest' }), metrics.metricDumpHeld({ label: 'by a dump' })]),
      graph('Milliseconds in line for luigid', [metrics.metricWorkersWait({ label: 'workers p99' }), metrics.metricViewersWait({ label: 'viewers p99' })]),
      graph('Tasks and workers of luigid', [metrics.metricLuigidTasks({ label: 'tasks' })], [metrics.metricLuigidWorkers({ label: 'workers' })]),
    );
    this.dashboard.addWidgets(
      graph('Dumps: seconds since the last, bytes', [metrics.metricDumpAge({ label: 'seconds' })], [metrics.metricDumpSize({ label: 'bytes' })]),
      graph('Dumps: milliseconds', [metrics.metricDumpTime({ label: 'in all' })]),
      graph('Gateway: milliseconds held, bytes', [
        metrics.metricGatewayLoopDelay({ label: 'p99' }), metrics.metricGatewayLoopDelay({ statistic: 'Maximum', label: 'longest' }),
      ], [metrics.metricGatewayMemory({ label: 'memory' })]),
    );
    this.dashboard.addWidgets(
      graph('Access mappings', [metrics.metricMappingsAge({ label: 'seconds since read' })], [
        metrics.metricMappingsInvalid({ label: 'invalid' }), ...(metrics.machines ? [metrics.metricIssuersWithoutKeys({ label: 'issuers without keys' })] : []),
      ]),
      graph('Decision records', [metrics.metricDecisionRecordsNotKept({ label: 'not kept' })]),
      ...(metrics.webAclMetricName === undefined ? [] : [graph('Web ACL', [metrics.metricBlockedRequests({ label: 'blocked' })], [metrics.metricRequests({ label: 'passed on' })])]),
      graph('Runs asked for, and tasks that failed', [metrics.metricRunsStarted({ label: 'runs' })], [metrics.metricTasksFailed({ label: 'failed tasks' })]),
    );
  }
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({
    title,
    left,
    ...(right.length === 0 ? {} : { right, rightYAxis: { min: 0 } }),
    leftYAxis: { min: 0 },
    width: 8,
    height: ROW,
  });
}

function breakGlass(metrics: LuigiMetrics): IMetric[] {
  return metrics.breakGlassMapping === undefined ? [] : [metrics.metricBreakGlassUse({ label: 'break-glass calls' })];
}
