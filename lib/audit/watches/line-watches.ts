import type { AlarmThresholds } from '../alarm-thresholds';
import type { LuigiMetrics } from '../luigi-metrics';
import { count, seconds } from '../threshold-checks';
import { EVER, FIVE_MINUTES, type Watch } from './watch';

/** Who has stood in line for 10 s is turned away, and counted there. */
const LONGEST_WAIT_SECONDS = 9;

/**
 * luigid's one thread, and the two lines before it.
 *
 * @throws Error if a threshold is out of its range
 */
export function lineWatches(metrics: LuigiMetrics, thresholds: AlarmThresholds): Watch[] {
  return [
    {
      name: 'LuigidBusy',
      metric: metrics.metricLuigidLoopDelay(FIVE_MINUTES),
      threshold: 1000 * seconds('luigidDelay', thresholds.luigidDelay, 1, 0.001, 60),
      periods: 3,
      what: 'luigid keeps everybody waiting: its one thread has more to do than it can',
      todo: 'on the dashboard, see how many tasks and workers it holds and who waits: fewer tasks ([scheduler] remove_delay), slower pings ([worker] ping_interval), or a service for each team',
    },
    {
      name: 'LuigidHeld',
      metric: metrics.metricLuigidLoopHeld(FIVE_MINUTES),
      threshold: 1000 * seconds('luigidHeld', thresholds.luigidHeld, 10, 0.1, 300),
      what: 'one thing held luigid for long: nobody was answered meanwhile',
      todo: 'on the dashboard, compare with "held by a dump": a dump points to memory or processor that the task lacks; else see in the decision log which views or changes came at that minute',
    },
    {
      name: 'WorkersWait',
      metric: metrics.metricWorkersWait(FIVE_MINUTES),
      threshold: 1000 * seconds('workersWait', thresholds.workersWait, 5, 0.001, LONGEST_WAIT_SECONDS),
      periods: 3,
      what: 'calls of workers stand in line for luigid: pipelines go slower',
      todo: 'if luigid is busy as well, do what LuigidBusy says; if it is not, look for a restart of luigid, or for one worker that adds very many tasks',
    },
    {
      name: 'WorkersTurnedAway',
      // Of a minute, not of five: what is most can't be made less by whoever may put metrics.
      metric: metrics.metricWorkersTurnedAway(EVER),
      threshold: count('workersTurnedAway', thresholds.workersTurnedAway, 1),
      what: 'calls of workers were turned away: workers try again, and give up after 5 min',
      todo: 'look at luigid first (NoHealthyTask, LuigidRestarts, LuigidBusy); then start pipelines again that gave up: finished tasks are found finished',
    },
    {
      name: 'ViewersTurnedAway',
      metric: metrics.metricViewersTurnedAway(FIVE_MINUTES),
      threshold: count('viewersTurnedAway', thresholds.viewersTurnedAway, 100),
      what: 'people get 503 scheduler-busy: workers leave luigid no time for views',
      todo: 'see who asks most (decision log, by principal): a script that asks for everything may ask for less; if luigid is busy as well, do what LuigidBusy says',
    },
  ];
}
