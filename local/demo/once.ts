import { readFileSync } from 'node:fs';
import { PEOPLE } from '../identity-provider/people';
import { PersonClient } from '../person-client';
import { LUIGI_ENDED, SamplePipeline, taskOf } from '../sample-pipeline/pipeline';
import type { Service } from '../service';

/** What `npm run demo -- --once` prints. Field names are contracts. */
export interface OnceSummary {
  /** Whether all went as it should. */
  readonly ok: boolean;
  /** What did not, in words. */
  readonly problems: readonly string[];
  readonly day: string;
  /** Exit codes of the two runs of `luigi`: the first fails on a bad file. */
  readonly exitCodes: readonly number[];
  /** The task that failed, was mended and re-enabled. */
  readonly reEnabled: string | null;
  /** What the operator sees at the end: how many tasks by status. */
  readonly tasks: Readonly<Record<string, number>>;
  /** Task families that each person sees, or the status that refuses them. */
  readonly seenBy: Readonly<Record<string, readonly string[] | number>>;
  /** The report's first line. */
  readonly report: string | null;
  /** Records in the decision log. */
  readonly decisions: number;
  readonly seconds: number;
}

const STATUSES = ['PENDING', 'RUNNING', 'DONE', 'FAILED', 'DISABLED'];
type TaskList = Record<string, { readonly name: string }>;

/** Runs the sample pipeline through the front door: fails, is mended, re-enabled by the operator, finishes, is read back. */
export async function runOnce(service: Service, progress: (line: string) => void): Promise<OnceSummary> {
  const startedAt = Date.now();
  const day = new Date().toISOString().slice(0, 10);
  const problems: string[] = [];
  const expect = (holds: boolean, otherwise: string) => { if (!holds) problems.push(otherwise); };
  const pipeline = new SamplePipeline(service);

  progress('1 of 4  an unmodified luigi works on a day with a bad file: a task fails');
  await pipeline.deliver(day, 'spoiled');
  const first = await pipeline.work(day);
  expect(first === LUIGI_ENDED.taskFailed, `luigi ended with ${first} on a bad file, expected ${LUIGI_ENDED.taskFailed} (log: ${pipeline.log})`);

  progress('2 of 4  the file is mended; ada signs in and re-enables the task');
  const ada = await signIn(service, 'ada');
  const failed = taskOf(await tasksOf(ada, 'DISABLED'), 'etl.CleanOrders', day);
  expect(failed !== undefined, 'the operator sees no disabled etl.CleanOrders, expected one');
  await pipeline.mend(day);
  if (failed !== undefined) await ada.call('re_enable_task', { task_id: failed });

  progress('3 of 4  luigi goes on, to the end');
  const second = await pipeline.work(day);
  expect(second === LUIGI_ENDED.ok, `luigi ended with ${second} on good files, expected ${LUIGI_ENDED.ok} (log: ${pipeline.log})`);

  progress('4 of 4  ada, grace and alan look at the result through the front door');
  const tasks: Record<string, number> = {};
  for (const status of STATUSES) {
    const count = Object.keys(await tasksOf(ada, status)).length;
    if (count > 0) tasks[status] = count;
  }
  expect(tasks.DONE !== undefined && Object.keys(tasks).length === 1, `tasks are ${JSON.stringify(tasks)}, expected all to be DONE`);
  const seenBy: Record<string, string[] | number> = {};
  for (const { username } of PEOPLE) {
    const answer = await (username === 'ada' ? ada : await signIn(service, username)).rpc('task_list', { status: 'DONE', upstream_status: '' });
    seenBy[username] = answer.status === 200
      ? [...new Set(Object.values((JSON.parse(answer.body) as { response: TaskList }).response).map(({ name }) => name))].sort() : answer.status;
  }
  const families = (username: string) => (Array.isArray(seenBy[username]) ? seenBy[username] as string[] : []);
  expect(families('ada').includes('etl.CleanOrders'), 'ada does not see etl.CleanOrders, expected her to see all');
  expect(families('grace').length > 0 && families('grace').every((name) => name.startsWith('report.')), 'grace sees something other than report.*');
  expect(seenBy.alan === 403, `alan is answered with ${JSON.stringify(seenBy.alan)}, expected 403`);
  const report = firstLine(pipeline.report(day));
  expect(report?.startsWith(`# ${day}`) === true, 'there is no report of the day');
  const decisions = readFileSync(service.decisionLog, 'utf8').split('\n').filter(Boolean).length;
  expect(decisions > 0, 'the decision log is empty');
  return {
    ok: problems.length === 0, problems, day, exitCodes: [first, second], reEnabled: failed ?? null, tasks, seenBy, report, decisions,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  };
}

async function signIn(service: Service, username: string): Promise<PersonClient> {
  const client = new PersonClient(service.url);
  await client.login(username, PEOPLE.find((person) => person.username === username)?.password ?? '');
  return client;
}

async function tasksOf(client: PersonClient, status: string): Promise<TaskList> {
  return await client.call('task_list', { status, upstream_status: '' }) as TaskList;
}

function firstLine(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').split('\n')[0] ?? null;
  } catch {
    return null;
  }
}
