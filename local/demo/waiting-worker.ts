import { setTimeout as pause } from 'node:timers/promises';
import { LUIGI_ENDED, type SamplePipeline, taskOf } from '../sample-pipeline/pipeline';
import type { Service } from '../service';

/**
 * Runs `luigi` for the day once somebody has re-enabled its disabled task.
 * Looks at luigid itself, beside the gateway: a worker that waits is no caller, and leaves no record.
 */
export async function workOnceReEnabled(
  service: Service, pipeline: SamplePipeline, day: string, say: (line: string) => void, signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(1_000, undefined, { signal });
    if (await isDisabled(service, day) !== false) continue;
    say('  etl.CleanOrders was re-enabled: the worker goes on.');
    const status = await pipeline.work(day, signal);
    if (status === LUIGI_ENDED.ok) {
      say(`  The report of ${day} is made.`);
      return;
    }
    say(`  luigi ended with ${status} (log: ${pipeline.log}).`);
  }
}

/** Whether the task that failed is still disabled; undefined while luigid does not tell. */
async function isDisabled(service: Service, day: string): Promise<boolean | undefined> {
  const list = async (status: string) => {
    const data = encodeURIComponent(JSON.stringify({ status, upstream_status: '' }));
    const answer = await fetch(`http://127.0.0.1:${service.layout.ports.luigid}/api/task_list?data=${data}`, { signal: AbortSignal.timeout(3_000) });
    return (await answer.json() as { response: unknown }).response;
  };
  try {
    if (taskOf(await list('DISABLED'), 'etl.CleanOrders', day) !== undefined) return true;
    // Only a task that the scheduler knows as failed has been re-enabled: after a restart it may know none.
    return taskOf(await list('FAILED'), 'etl.CleanOrders', day) === undefined ? undefined : false;
  } catch {
    return undefined;
  }
}
