import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { RUN_TABLE, type RecordedState, type RunRecord } from '../../../../../lib/contract/run-table';
import { isObject } from '../../json/json-object';
import type { ParameterValues } from '../description/job';
import type { ParameterValue } from '../runs/run';

/** An item as DynamoDB gives it. */
export type Item = Record<string, AttributeValue>;

const STATES: ReadonlySet<string> = new Set<RecordedState>(['running', 'succeeded', 'failed', 'timed-out', 'refused']);

/** The record that an item holds; undefined where it is something else, or lacks what every record has. */
export function recordOf(item: Item): RunRecord | undefined {
  const text = (name: string): string | undefined => item[name]?.S;
  const number = (name: string): number | undefined => (item[name]?.N === undefined ? undefined : Number(item[name].N));
  const [job, key, id, state, startedAt] = [RUN_TABLE.partitionKey, RUN_TABLE.sortKey, 'id', 'state', RUN_TABLE.startedAt].map(text);
  if (job === undefined || id === undefined || state === undefined || startedAt === undefined) return undefined;
  if (key !== RUN_TABLE.runPrefix + id || !STATES.has(state)) return undefined;
  const optional = {
    mapping: text('mapping'), reason: text('reason'), endedAt: text('endedAt'), exitCode: number('exitCode'), cause: text('cause'),
    taskArn: text('taskArn'), logStream: text('logStream'),
  };
  return {
    job, item: key, kind: RUN_TABLE.runKind, id, state: state as RecordedState, parameters: text('parameters') ?? '{}',
    requestedBy: text('requestedBy') ?? 'unknown', startedAt,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)), expiresAt: number(RUN_TABLE.timeToLive) ?? 0,
  };
}

/** Parameters from JSON that somebody else has written: what can't be one is left out. */
export function parametersOf(json: string | undefined): ParameterValues {
  const found = Object.create(null) as Record<string, ParameterValue>;
  for (const [name, value] of Object.entries(objectOf(json))) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') found[name] = value;
  }
  return found;
}

/** The object that a text holds in JSON; an empty one where it holds none. */
export function objectOf(json: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
