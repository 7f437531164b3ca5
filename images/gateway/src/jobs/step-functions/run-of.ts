import { RUN_REFUSALS } from '../../../../../lib/contract/run-refusals';
import type { RunRecord } from '../../../../../lib/contract/run-table';
import type { Run, RunState } from '../runs/run';
import { STOPPED, type Execution } from './executions';
import { objectOf, parametersOf } from './run-record';

const LONGEST_CAUSE = 1_000;
const FORGOTTEN = 'how and when it ended is not known any more';
const STOPPED_ELSEWHERE = 'stopped in Step Functions, not through this service';

/** The run as its record alone tells of it. */
export function runOfRecord(record: RunRecord): Run {
  const { id, job, state, requestedBy, mapping, reason, startedAt, endedAt, exitCode, cause } = record;
  return {
    id, job, state, parameters: parametersOf(record.parameters), requestedBy,
    ...(mapping === undefined ? {} : { mapping }), ...(reason === undefined ? {} : { reason }),
    startedAt, ...(endedAt === undefined ? {} : { endedAt }), ...(exitCode === undefined ? {} : { exitCode }),
    ...(cause === undefined ? {} : { cause: shortened(cause) }),
  };
}

/** The run whose record doesn't say how it ended, with what Step Functions knows of it; undefined: it knows nothing any more. */
export function runOfBoth(record: RunRecord, execution: Execution | undefined): Run {
  const { endedAt: _end, exitCode: _code, cause: _cause, ...begun } = runOfRecord(record);
  if (execution === undefined) return { ...begun, state: 'failed', endedAt: record.startedAt, cause: FORGOTTEN };
  return { ...begun, state: 'running', ...endOf(execution) };
}

/** The run that has no record: it has just been started, or its own first step refused it. */
export function runOfExecution(job: string, id: string, execution: Execution): Run {
  const { parameters, requestedBy, mapping, reason } = objectOf(execution.input);
  return {
    id, job, state: 'starting', parameters: parametersOf(JSON.stringify(parameters)), requestedBy: typeof requestedBy === 'string' ? requestedBy : 'unknown',
    ...(typeof mapping === 'string' ? { mapping } : {}), ...(typeof reason === 'string' ? { reason } : {}),
    startedAt: execution.startedAt.toISOString(), ...endOf(execution),
  };
}

function endOf({ status, endedAt, output, error, cause }: Execution): Partial<Run> {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return {};
  const { exitCode } = objectOf(output);
  const why = causeOf(status, error, cause);
  return {
    state: stateOf(status, error), ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    ...(typeof exitCode === 'number' ? { exitCode } : {}), ...(why === undefined ? {} : { cause: shortened(why) }),
  };
}

/** Errors of executions that never got to run their task. */
export const REFUSALS: ReadonlySet<string> = new Set(Object.values(RUN_REFUSALS));

function stateOf(status: Execution['status'], error: string | undefined): RunState {
  switch (status) {
    case 'SUCCEEDED': return 'succeeded';
    case 'TIMED_OUT': return 'timed-out';
    case 'ABORTED': return 'stopped';
    default: return error !== undefined && REFUSALS.has(error) ? 'refused' : 'failed';
  }
}

function causeOf(status: Execution['status'], error: string | undefined, cause: string | undefined): string | undefined {
  if (status === 'SUCCEEDED') return undefined;
  if (status === 'ABORTED') return error === STOPPED && cause !== undefined ? cause : STOPPED_ELSEWHERE;
  if (status === 'TIMED_OUT') return cause ?? 'it ran longer than the job may';
  // ECS's description of a task is for machines
  if (cause === undefined || cause.startsWith('{')) return error ?? 'it failed';
  return cause;
}

function shortened(cause: string): string {
  const text = cause.replace(/\p{C}+/gu, ' ');
  return text.length > LONGEST_CAUSE ? `${text.slice(0, LONGEST_CAUSE - 1)}…` : text;
}
