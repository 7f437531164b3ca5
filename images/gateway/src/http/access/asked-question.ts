import type { Question } from '../../access/question';
import { isObject } from '../../json/json-object';
import { parseStrictJson } from '../../json/strict-json';
import { decodeField, fieldsOf } from '../../luigi/calls/form';
import { Problem } from '../../problem';
import { FIELD_LIMITS } from '../../records/kept-record';

/** What stands in the query, decoded: also what a form shows again. A field that is empty says nothing. */
export interface AskedFields {
  readonly action?: string;
  readonly family?: string;
  readonly job?: string;
  readonly parameters?: string;
}

const FIELDS = ['action', 'family', 'job', 'parameters'] as const;
/** What no name of a family has: it would break records and pages. */
const UNUSABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The fields of the query.
 * @throws Problem 400 `malformed-encoding`, `unknown-field`, `doubled-data`
 */
export function askedFields(rawQuery: string): AskedFields {
  const raw = fieldsOf(rawQuery, FIELDS);
  return Object.fromEntries(FIELDS.map((name) => [name, decodeField(raw.get(name))] as const).filter(([, value]) => value !== ''));
}

/**
 * The question that the fields ask. The same is told of it whatever mappings and jobs there are.
 * @throws Problem 400 `bad-question`, `not-an-object` and what `parseStrictJson` throws
 */
export function questionOf({ action, family, job, parameters }: AskedFields): Question {
  switch (action) {
    case 'view':
    case 'operate':
      if (job !== undefined || parameters !== undefined) throw bad(`got a job or parameters with the action ${action}, expected only family; leave them out, or ask with the action run`);
      if (family !== undefined && (family.length > FIELD_LIMITS.family || UNUSABLE.test(family))) {
        throw bad('got a family that is none, expected one such as etl.Report, a namespace such as etl.*, or * for all');
      }
      return { action, ...(family === undefined ? {} : { family }) };
    case 'run':
      if (family !== undefined) throw bad('got a family with the action run, expected job; to ask about tasks, use the action view or operate');
      if (job === undefined) throw bad('got the action run without a job, expected its name in job; /jobs lists those that you may run');
      return { action, job, ...(parameters === undefined ? {} : { parameters: objectIn(parameters) }) };
    default:
      throw bad('got no action, or one that is none, expected action=view, action=operate or action=run');
  }
}

function objectIn(json: string): Readonly<Record<string, unknown>> {
  const value = parseStrictJson(json);
  if (isObject(value)) return value;
  throw new Problem(400, 'not-an-object', 'got parameters that are no object, expected {"name": value}, as a start takes them');
}

function bad(detail: string): Problem {
  return new Problem(400, 'bad-question', detail);
}
