import type { LuigiMetrics } from '../luigi-metrics';
import { FIVE_MINUTES, type Watch } from './watch';

/** Starts of jobs by their schedules. */
export function jobWatches(metrics: LuigiMetrics): Watch[] {
  if (metrics.undeliveredStarts === undefined) return [];
  return [
    {
      name: 'StartsUndelivered',
      metric: metrics.metricUndeliveredStarts(FIVE_MINUTES),
      threshold: 1,
      what: 'a job was not started by its schedule: Step Functions did not take the start',
      todo: 'read the message in the dead-letter queue: its attributes name the schedule and the error; mend that, start the job by hand, delete the message',
    },
  ];
}
