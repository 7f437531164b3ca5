import { isObject } from '../../json/json-object';

/** What luigid takes as the value of an argument. */
export interface ArgumentType {
  /** What is expected, to end the sentence "expected ...". */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

/** One argument of an RPC method. */
export interface ArgumentSpec {
  readonly type: ArgumentType;
  readonly required: boolean;
}

/** Longest identifier (task id, worker, family, resource) taken, in UTF-16 units. */
const LONGEST_ID = 4096;
const CONTROL = /[\u0000-\u001f\u007f]/;
/** With the u flag only a surrogate without its other half matches. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Names a thing: a task, worker, family, resource or message. Never empty, no control characters, sound Unicode. */
export const identifier: ArgumentType = {
  expected: `a string of 1 to ${LONGEST_ID} characters without control characters`,
  accepts: (value) => typeof value === 'string' && value.length > 0 && value.length <= LONGEST_ID
    && !CONTROL.test(value) && !LONE_SURROGATE.test(value),
};

/** Text that people type: no NUL, sound Unicode. */
export const text: ArgumentType = {
  expected: 'a string without NUL',
  accepts: (value) => typeof value === 'string' && !value.includes('\0') && !LONE_SURROGATE.test(value),
};

const LONGEST_SEARCH = 500;
const MOST_WORDS = 10;
/** Between words, for Python and for JavaScript. */
const SPACE = /[\s\u001c-\u001f\u0085]+/;

/**
 * Words to look for. luigid looks for each in every task, writes the task out anew for each, and does nothing else meanwhile:
 * the thousands of words that a call can hold would keep it from its workers for minutes.
 */
export const searchWords: ArgumentType = {
  expected: `a string of ${LONGEST_SEARCH} characters and ${MOST_WORDS} words at most, without NUL`,
  accepts: (value) => text.accepts(value) && (value as string).length <= LONGEST_SEARCH
    && (value as string).split(SPACE).filter(Boolean).length <= MOST_WORDS,
};

/** Text that programs make, such as a stack trace: whatever it holds, it must not end a pipeline. */
export const freeText: ArgumentType = { expected: 'a string', accepts: (value) => typeof value === 'string' };

/** true or false. */
export const flag: ArgumentType = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };

/** A finite number. */
export const number: ArgumentType = { expected: 'a number', accepts: (value) => typeof value === 'number' };

/** A whole number from `least` up. */
export function integer(least: number): ArgumentType {
  return { expected: `a whole number of at least ${least}`, accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least };
}

/** Any JSON. */
export const anything: ArgumentType = { expected: 'any JSON', accepts: () => true };

/** One of the strings. */
export function oneOf(...values: readonly string[]): ArgumentType {
  return {
    expected: `one of ${values.map((value) => (value === '' ? '"" (any)' : value)).join(', ')}`,
    accepts: (value) => typeof value === 'string' && values.includes(value),
  };
}

/** The type, or null. */
export function orNull(type: ArgumentType): ArgumentType {
  return { expected: `${type.expected}, or null`, accepts: (value) => value === null || type.accepts(value) };
}

/** A list whose items are of the type. */
export function listOf(type: ArgumentType): ArgumentType {
  return { expected: `a list, each item ${type.expected}`, accepts: (value) => Array.isArray(value) && value.every(type.accepts) };
}

/** An object whose values are of the type. @param names the member names allowed; default any */
export function mapOf(type: ArgumentType, names?: readonly string[]): ArgumentType {
  return {
    expected: `an object${names ? ` of ${names.join(', ')}` : ''}, each value ${type.expected}`,
    accepts: (value) => isObject(value)
      && Object.entries(value).every(([name, member]) => (names === undefined || names.includes(name)) && type.accepts(member)),
  };
}

/** Members that luigid itself puts beside a worker's own in worker_list: sent by a worker, they would break that call for everyone. */
const WORKER_LIST_MEMBERS = new Set(['name', 'last_active', 'started', 'state', 'first_task_display_name', 'num_unread_rpc_messages']);

/**
 * What a worker tells of itself: an object, or a list of [name, value] pairs (what stock workers send).
 * Known members have the types that luigid's later calls rely on.
 */
export const workerInfo: ArgumentType = {
  expected: 'an object or a list of [name, value] pairs; workers a number, first_task a string, none of worker_list\'s own members',
  accepts: (value) => {
    const pairs: unknown[] | undefined = Array.isArray(value) ? value : isObject(value) ? Object.entries(value) : undefined;
    return pairs !== undefined && pairs.every((pair) => {
      if (!Array.isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string' || WORKER_LIST_MEMBERS.has(pair[0])) return false;
      if (pair[0] === 'workers') return typeof pair[1] === 'number';
      if (pair[0] === 'first_task') return pair[1] === null || typeof pair[1] === 'string';
      return true;
    });
  },
};
