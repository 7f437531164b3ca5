import { RUN_NAME } from '../../../../../lib/contract/run-worker';
import { Problem } from '../../problem';
import { JOB_NAME } from '../description/parse-job';
import type { RecordPlace } from './run-table';

/** Where a log goes on. */
export interface LogPlace {
  readonly stream: string;
  /** CloudWatch Logs' own token. @default - from the beginning */
  readonly token?: string;
}

const TIME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z$/;
const STREAM = /^[^:*\p{C}]{0,512}$/u;
const LOGS_TOKEN = /^[A-Za-z0-9\/+=_-]{1,256}$/;
const LONGEST = 2_048;

/** The token of a place in a list; `list` is the job's name, or `*` for the list of all. */
export function tokenOfPlace(list: string, { job, id, startedAt }: RecordPlace): string {
  return written(['runs', list, job, id, startedAt]);
}

/**
 * The place that a token stands for.
 * @throws Problem 400 `bad-token` where it is none of this list: it names nothing outside of it
 */
export function placeOfToken(list: string, token: string | undefined): RecordPlace | undefined {
  if (token === undefined) return undefined;
  const [kind, of, job = '', id = '', startedAt = '', ...more] = read(token);
  const isOfList = kind === 'runs' && of === list && more.length === 0 && (list === '*' ? JOB_NAME.test(job) : job === list);
  if (!isOfList || !RUN_NAME.test(id) || !TIME.test(startedAt)) throw badToken();
  return { job, id, startedAt };
}

/** The token of a place in a run's log. */
export function tokenOfLog(job: string, id: string, { stream, token }: LogPlace): string {
  return written(['log', job, id, stream, ...(token === undefined ? [] : [token])]);
}

/** @throws Problem 400 `bad-token` where it is none of this run's log */
export function logPlaceOfToken(job: string, id: string, text: string | undefined): LogPlace | undefined {
  if (text === undefined) return undefined;
  const [kind, ofJob, ofRun, stream = '', token, ...more] = read(text);
  const isOfLog = kind === 'log' && ofJob === job && ofRun === id && more.length === 0;
  if (!isOfLog || !STREAM.test(stream) || (token !== undefined && !LOGS_TOKEN.test(token))) throw badToken();
  return { stream, ...(token === undefined ? {} : { token }) };
}

/** The problem of a token that nobody gave. */
export function badToken(cause?: unknown): Problem {
  return new Problem(400, 'bad-token', 'got a token that no page of this list has given, expected the next of an earlier page; begin without one', {},
    cause === undefined ? undefined : { cause });
}

function written(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function read(token: string): readonly string[] {
  if (token.length > LONGEST) throw badToken();
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    // Written in one way only: nothing that merely reads the same is taken.
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string') && written(parts) === token) return parts;
  } catch (error) {
    throw badToken(error);
  }
  throw badToken();
}
