import type { RunFacts } from '../../../../../lib/contract/run-facts';
import type { RecordedState } from '../../../../../lib/contract/run-table';

/** How far a run is. `refused`: its own first step found a twin, or the job's limit of concurrent runs reached. */
export type RunState = RecordedState | 'starting' | 'stopped';

/** A value of a job's parameter; of a date or interval as text. */
export type ParameterValue = string | number | boolean;

/** One run of a job. */
export interface Run extends RunFacts {
  readonly state: RunState;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** Whether a run has come to an end: nothing more becomes of it by itself. */
export function hasEnded({ state }: Pick<Run, 'state'>): boolean {
  return state !== 'starting' && state !== 'running';
}

/** Where a run stands, on the people lane. */
export function addressOf({ job, id }: Pick<Run, 'job' | 'id'>): string {
  return `/jobs/${job}/runs/${id}`;
}
