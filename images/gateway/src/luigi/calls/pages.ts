import { isObject } from '../../json/json-object';
import { parseStrictJson } from '../../json/strict-json';
import { Problem } from '../../problem';
import type { CallOptions, Luigid, UpstreamAnswer } from '../client/upstream';
import { decodeField, fieldsOf } from './form';

/** Of luigid's own pages, what follows the name: nothing, a number, or one name. */
const PAGES: ReadonlyMap<string, RegExp | undefined> = new Map([
  ['/tasklist', undefined],
  ['/tasklist/', /^.+$/u],
  ['/history', undefined],
  ['/history/by_name/', /^.+$/u],
  ['/history/by_id/', /^[0-9]{1,18}$/],
  ['/history/by_task_id/', /^.+$/u],
  ['/history/by_params/', /^.+$/u],
  ['/metrics', undefined],
]);
/** Python would take these as luigid's own arguments of the search. */
const RESERVED = ['self', 'task_name', 'session'];
const LONGEST_NAME = 4096;

/** A page of luigid's own, found in order. */
export interface LuigiPage {
  /** As luigid is asked for it: encoded anew. */
  readonly upstreamPath: string;
  /** Which page, from our own list: for the record. */
  readonly name: string;
}

/**
 * Reads the address of one of luigid's pages, once; what luigid might read in another way is refused.
 *
 * @param path of the request target, undecoded, without the query
 * @param query undecoded
 * @throws Problem 404 `no-such-page`; 400 `malformed-encoding`, `unknown-field`, `doubled-data`, `bad-arguments` and those of parseStrictJson
 */
export function assertLuigiPage(path: string, query: string): LuigiPage {
  const { route, name } = routeOf(path);
  const data = fieldsOf(query, route === '/history/by_params/' ? ['data'] : []).get('data');
  const search = data === undefined ? '' : `?data=${encodeURIComponent(JSON.stringify(parametersIn(data)))}`;
  return { name: route, upstreamPath: `${route}${encodeURIComponent(name)}${search}` };
}

/**
 * Fetches a page. It tells of all tasks: only for callers who may view everything.
 * @throws Problem 404 `no-task-history` where luigid keeps none, `no-such-run`; and what luigid throws
 */
export async function fetchLuigiPage(page: LuigiPage, luigid: Luigid, options?: CallOptions): Promise<UpstreamAnswer> {
  if (page.name !== '/metrics' && (await luigid.ask('has_task_history', {}, options)) !== true) {
    throw new Problem(404, 'no-task-history', 'the scheduler keeps no task history; set LUIGID_TASK_HISTORY_URL to have one');
  }
  try {
    return await luigid.page(page.upstreamPath, options);
  } catch (error) {
    // luigid fails over a run that is not there
    const one = page.name === '/history/by_id/' || page.name === '/history/by_task_id/';
    if (one && error instanceof Problem && error.code === 'scheduler-failed') {
      throw new Problem(404, 'no-such-run', 'the task history could not show such a run; look it up in /history', {}, { cause: error });
    }
    throw error;
  }
}

function routeOf(path: string): { route: string; name: string } {
  if (PAGES.has(path) && PAGES.get(path) === undefined) return { route: path, name: '' };
  const slash = path.lastIndexOf('/') + 1;
  const route = path.slice(0, slash);
  const pattern = PAGES.get(route);
  const name = decodeField(path.slice(slash).replaceAll('+', '%2B'));
  // No name may act as a path: dots and slashes are read in too many ways
  if (!pattern?.test(name) || name.length > LONGEST_NAME || /[/\\\p{Cc}]/u.test(name) || name === '.' || name === '..') {
    throw new Problem(404, 'no-such-page', 'there is no such page; see /history, /tasklist and /metrics');
  }
  return { route, name };
}

function parametersIn(data: string): Record<string, unknown> {
  const text = decodeField(data);
  const parameters = text === '' ? {} : parseStrictJson(text);
  if (!isObject(parameters) || !Object.entries(parameters).every(([name, value]) => !RESERVED.includes(name) && typeof value === 'string')) {
    throw new Problem(400, 'bad-arguments', 'got data that is not task parameters; send a JSON object of strings by parameter name');
  }
  return parameters;
}
