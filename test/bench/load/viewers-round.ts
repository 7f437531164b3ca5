import { Connection, tasksIn, type Answer } from './connection';
import { NewLines } from './records';
import { settled, type Scene, type Side } from './scene';
import { ACCEPT_ENCODING, ALL_TASKS } from './visualiser';
import { wrk, type WrkResult } from './wrk';

/** So many have the visualiser open. */
export const VIEWERS = 32;

/** The same load on every side before it counts: what is measured is people who are looking, not the moment at which all of them come. */
const WARM_UP_SECONDS = 2;

/** Viewers in a closed loop on one side, and what proves that they were served. */
export interface ViewersRound extends WrkResult {
  readonly side: Side['name'];
  /** How many answers a client that decodes them has looked at meanwhile. */
  readonly checked: number;
  /** Tasks in each of those: always as many as there are to see. */
  readonly tasks: number;
  /** Compressed, of the last of those. */
  readonly bytesEach: number;
  /** Records of calls that were let through; undefined where nothing keeps records. */
  readonly records?: number;
  /** Answers by status, as the access log has them. */
  readonly statuses?: Readonly<Record<string, number>>;
}

/** What is asked for, and by whom. */
export interface ViewersLoad {
  readonly seconds: number;
  readonly groups: readonly string[];
  /** Tasks that a member of each group sees. */
  readonly expected: (group: string) => number;
  /** More headers by group: a validator. */
  readonly headersOf?: (group: string) => Readonly<Record<string, string>>;
  /** @default gzip, deflate, br: as browsers do */
  readonly acceptEncoding?: string;
}

/**
 * One round, after a warm-up: wrk asks for the whole list on 32 connections, a client takes an answer each half second, which is looked
 * into afterwards; records are counted.
 * @throws Error where an answer was refused or broken, lacked a task, or has no record
 */
export async function viewersRound(scene: Scene, side: Side, load: ViewersLoad): Promise<ViewersRound> {
  const asked = load.acceptEncoding === undefined ? ACCEPT_ENCODING : { 'accept-encoding': load.acceptEncoding };
  // As many people as connections: each has a share of its own of calls at once.
  const headers = Array.from({ length: VIEWERS }, (_, member) => {
    const group = load.groups[member % load.groups.length] as string;
    return { ...side.headersOf(group, String(member)), ...asked, ...load.headersOf?.(group) };
  });
  const viewers = { url: `${side.url}${ALL_TASKS}`, connections: VIEWERS, headers };
  const kept = side.name === 'service';
  await settled(scene);
  const records = new NewLines(scene.front.service.decisionLog);
  const access = new NewLines(scene.front.service.accessLog);
  const warmUp = await wrk({ ...viewers, seconds: WARM_UP_SECONDS });
  await settled(scene);
  let running = true;
  const check = lookInto(side, load, asked, () => running);
  // A failure is met when it is awaited, after the load has ended.
  check.catch(() => undefined);
  const result = await wrk({ ...viewers, seconds: load.seconds }).finally(() => { running = false; });
  const checked = await check;
  if (result.refused > 0 || result.broken > 0) {
    throw new Error(`${side.name}: ${result.refused} of ${result.requests} answers were refusals, ${result.broken} connections broke, expected none`);
  }
  const round = { side: side.name, ...result, ...checked };
  if (!kept) return round;
  const recorded = (await records.count(({ event, method, outcome }) => `${String(event)} ${String(method)} ${String(outcome)}`))['decision task_list allow'] ?? 0;
  const answered = warmUp.requests + result.requests + checked.checked;
  if (recorded < answered) {
    throw new Error(`got ${recorded} records of ${answered} answers, expected one of each`);
  }
  return { ...round, records: recorded, statuses: await access.count(({ status }) => String(status)) };
}

async function lookInto(
  side: Side, load: ViewersLoad, asked: Readonly<Record<string, string>>, running: () => boolean,
): Promise<{ readonly checked: number; readonly tasks: number; readonly bytesEach: number }> {
  const clients = load.groups.map((group) => ({ group, connection: new Connection(side.url, { ...side.headersOf(group), ...asked }) }));
  const answers: Array<{ readonly group: string; readonly answer: Answer }> = [];
  try {
    do {
      const { group, connection } = clients[answers.length % clients.length] as (typeof clients)[number];
      answers.push({ group, answer: await connection.get(ALL_TASKS) });
      await new Promise((resolve) => setTimeout(resolve, 500));
    } while (running());
  } finally {
    for (const { connection } of clients) connection.close();
  }
  // Only now: decoding takes tens of milliseconds of the processors that the viewers wait for
  let [tasks, bytesEach] = [0, 0];
  for (const { group, answer } of answers) {
    tasks = tasksIn(answer);
    const expected = load.expected(group);
    if (tasks !== expected) throw new Error(`${side.name}: got ${tasks} tasks for ${group}, expected ${expected}`);
    bytesEach = answer.body.length;
  }
  return { checked: answers.length, tasks, bytesEach };
}
