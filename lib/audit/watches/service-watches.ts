import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmThresholds } from '../alarm-thresholds';
import type { LuigiMetrics } from '../luigi-metrics';
import { count, minutes, seconds } from '../threshold-checks';
import { FIVE_MINUTES, ONE_MINUTE, type Watch } from './watch';

/**
 * Whether the service is there, and answers.
 *
 * @throws Error if a threshold is out of its range
 */
export function serviceWatches(metrics: LuigiMetrics, thresholds: AlarmThresholds): Watch[] {
  const withoutTask = minutes('withoutTask', thresholds.withoutTask, 5, 60);
  return [
    {
      name: 'NoHealthyTask',
      metric: metrics.metricHealthyHosts(ONE_MINUTE),
      threshold: 1,
      below: true,
      periods: withoutTask,
      missing: TreatMissingData.BREACHING,
      what: `no healthy task for ${withoutTask} min: Luigi is down, and after 5 min workers begin to give up`,
      todo: 'look at the events of the ECS service and the last lines of the application log; a container that ended with status 2 names a wrong setting',
    },
    {
      name: 'ServerErrors',
      metric: metrics.metric5xx(ONE_MINUTE),
      threshold: count('serverErrors', thresholds.serverErrors, 5),
      periods: 5,
      what: 'people or workers get server errors',
      todo: 'open the dashboard: errors of the balancer point to the task, of the service to "request failed" and "request refused" in the application log',
    },
    {
      name: 'SlowResponses',
      metric: metrics.metricResponseTime(FIVE_MINUTES),
      threshold: seconds('responseTime', thresholds.responseTime, 5, 0.001, 60),
      periods: 3,
      what: 'people wait long for answers',
      todo: 'luigid has one thread: look at the task\'s processor on the dashboard, and at how many tasks luigid holds',
    },
  ];
}
