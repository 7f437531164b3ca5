import { setTimeout as pause } from 'node:timers/promises';
import { BenchClient } from '../client';
import { taskOf } from '../load/tasks';

/** What tasks go through: each change is one call of a worker. */
const STEPS = ['PENDING', 'RUNNING', 'DONE'] as const;

/**
 * Changes the status of one task after the other until a moment has come, at a fixed rate, whatever the answers take.
 * @returns how many changes were answered
 */
export async function keepBusy(url: string, tasks: number, perSecond: number, until: number): Promise<number> {
  const client = new BenchClient(url);
  const begun = Date.now();
  let answered = 0;
  try {
    for (let change = 0; Date.now() < until; change += 1) {
      const due = begun + change * 1000 / perSecond;
      if (due > Date.now()) await pause(due - Date.now());
      // A stride that meets all tasks, a step further each time round.
      const task = taskOf(Math.floor(change / STEPS.length) * 7919 % tasks);
      await client.post('add_task', { worker: 'pipeline-0', ...task, status: STEPS[change % STEPS.length] });
      answered += 1;
    }
  } finally {
    client.close();
  }
  return answered;
}
