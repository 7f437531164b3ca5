import type { RunFacts } from './run-facts';

/**
 * The service's DynamoDB table of runs: written by the jobs' state machines, read by the gateway. All keys are strings.
 *
 * Two kinds of items stand below a job's name. `turns` says which of its executions may run now: `holders` is the set of their names,
 * and an attribute `twin-<hash of the parameters>` holds the name of the one that has those parameters. `run#<name>` is a {@link RunRecord}.
 */
export const RUN_TABLE = {
  /** Partition key: name of the job. */
  partitionKey: 'job',
  /** Sort key: `turns`, or `run#` and the execution's name. */
  sortKey: 'item',
  /** When DynamoDB may forget an item, in seconds since the epoch. */
  timeToLive: 'expiresAt',
  /** Local index of a job's runs by `startedAt`. */
  byStart: 'by-start',
  /** Global index of all jobs' runs: partition key `kind`, sort key `startedAt`. */
  recent: 'recent',
  kind: 'kind',
  startedAt: 'startedAt',
  turns: 'turns',
  runPrefix: 'run#',
  holders: 'holders',
  twinPrefix: 'twin-',
  /** `kind` of a record. */
  runKind: 'run',
} as const;

/** How far a run is, as its state machine has written it: one that was stopped or forgotten stays `running`, and Step Functions knows better. */
export type RecordedState = 'running' | 'succeeded' | 'failed' | 'timed-out' | 'refused';

/** A run as it is kept. */
export interface RunRecord extends RunFacts {
  readonly item: string;
  readonly kind: 'run';
  readonly state: RecordedState;
  /** JSON of an object: what runs, with defaults. */
  readonly parameters: string;
  /** ARN of the ECS task, the last one where it was tried again. */
  readonly taskArn?: string;
  /** Its stream in the job's log group. */
  readonly logStream?: string;
  readonly expiresAt: number;
}
