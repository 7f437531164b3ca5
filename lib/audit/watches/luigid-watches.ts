import { Duration } from 'aws-cdk-lib';
import type { AlarmThresholds } from '../alarm-thresholds';
import type { LuigiMetrics } from '../luigi-metrics';
import { count, seconds } from '../threshold-checks';
import { EVER, FIVE_MINUTES, type Watch } from './watch';

/**
 * luigid's starts and its state.
 *
 * @throws Error if a threshold is out of its range
 */
export function luigidWatches(metrics: LuigiMetrics, thresholds: AlarmThresholds): Watch[] {
  return [
    {
      name: 'LuigidRestarts',
      metric: metrics.metricLuigidStarts({ period: Duration.hours(1) }),
      threshold: count('luigidStarts', thresholds.luigidStarts, 3),
      what: 'luigid starts again and again',
      todo: 'look at the lines before each "listening" in the application log, and at stopped tasks in ECS: out of memory, or a health check that fails',
    },
    {
      name: 'StateTooOld',
      metric: metrics.metricStateUnsaved(FIVE_MINUTES),
      threshold: seconds('stateUnsaved', thresholds.stateUnsaved, 900, 60, 86_400),
      what: 'luigid\'s state on disk is old: a crash now loses all since',
      todo: 'look for "state-not-saved" in the application log and at the file system\'s throughput; do not deploy until it is over',
    },
    {
      name: 'StateNotSaved',
      metric: metrics.metricStateNotSaved(FIVE_MINUTES),
      threshold: count('failedDumps', thresholds.failedDumps, 5),
      what: 'luigid can not save its state; it tries again',
      todo: 'look for "state-not-saved" in the application log: the reason is the disk\'s own',
    },
    {
      name: 'StateLost',
      metric: metrics.metricStateLost(EVER),
      threshold: 1,
      what: 'luigid\'s state was lost, wholly or since the last dump',
      todo: 'look for "state-corrupt", "stopped-unsaved", "superseded" or "predecessor-passed-by" in the application log; run pipelines again: finished tasks are found finished',
    },
  ];
}
