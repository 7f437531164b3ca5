import { createHash } from 'node:crypto';
import { Connection } from './connection';

/** Teams whose tasks are in the scheduler, each with a namespace of its own. */
export const TEAMS = 8;
const FAMILIES_EACH = 10;
const FILLERS = 4;

/** What luigid is told of a task, as a stock worker of Luigi 3.8.1 tells it. */
export interface ReportedTask extends Readonly<Record<string, unknown>> {
  readonly task_id: string;
  readonly family: string;
  readonly status: string;
}

/** The task of that number, in a state that stays: most are done, some wait, a few have failed. */
export function taskOf(number: number): ReportedTask {
  const status = statusOf(number);
  return reported(`team${number % TEAMS}.Step${Math.floor(number / TEAMS) % FAMILIES_EACH}`, String(number), status, number < TEAMS ? [] : [idOf(number - TEAMS)]);
}

/** A report of one task. */
export function reported(family: string, shard: string, status: string, deps: readonly string[] = []): ReportedTask {
  return {
    task_id: taskId(family, shard), status, runnable: true, deps, priority: 0, resources: {}, family, module: 'pipelines.daily',
    params: parametersOf(shard), param_visibilities: { date: 0, region: 0, shard: 0, source: 0 }, owners: [], batchable: false,
    retry_policy_dict: { retry_count: null, disable_hard_timeout: null, disable_window: null }, accepts_messages: false,
  };
}

/** Tasks among so many that are not of that team. */
export function countWithout(tasks: number, team: number): number {
  let count = 0;
  for (let number = 0; number < tasks; number += 1) if (number % TEAMS !== team) count += 1;
  return count;
}

/** Reports the tasks from one number up to another to a luigid that nothing stands before. */
export async function fill(luigidUrl: string, to: number, from = 0): Promise<void> {
  let next = from;
  await Promise.all(Array.from({ length: FILLERS }, async (_, filler) => {
    const connection = new Connection(luigidUrl);
    try {
      while (next < to) {
        const number = next++;
        const { status, body } = await connection.post('add_task', { worker: `pipeline-${filler}`, ...taskOf(number) });
        if (status !== 200) throw new Error(`add_task was answered with ${status}: ${body.toString('utf8').slice(0, 300)}`);
      }
    } finally {
      connection.close();
    }
  }));
}

function statusOf(number: number): string {
  // So that each team, and each family in time, has some of each.
  const ofTeam = Math.floor(number / TEAMS);
  const place = (ofTeam + Math.floor(ofTeam / FAMILIES_EACH)) % 20;
  return place < 16 ? 'DONE' : place < 19 ? 'PENDING' : 'FAILED';
}

function idOf(number: number): string {
  return taskOf(number).task_id;
}

function parametersOf(shard: string): Record<string, string> {
  return { date: '2026-11-23', region: 'eu-central', shard, source: `s3://example-data/raw/2026/11/23/part-${shard}.parquet` };
}

/** As luigi makes it: family, the first parameters' values, a hash of all. */
function taskId(family: string, shard: string): string {
  const hash = createHash('md5').update(JSON.stringify(parametersOf(shard))).digest('hex').slice(0, 10);
  return `${family}_2026_11_23_eu_central_${shard}_${hash}`;
}
