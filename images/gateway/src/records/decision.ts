import type { Session } from '../identity/caller';
import type { TaskStatus } from '../jobs/tasks/run-tasks';
import type { Lane } from '../lane';

/**
 * One decision, as the request path states it. What is kept is a `KeptRecord`.
 * Only facts that an auditor needs: never a token, a header but the user agent, a query string, or a parameter's value
 * (but for what Luigi itself puts into a task's id). Free text may be of any length: it is cut when kept.
 */
export interface DecisionRecord {
  readonly version: 1;
  /** `decision`: what was decided, before it was done. `result`: how a change that was allowed ended. */
  readonly event: 'decision' | 'result';
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** Id of the request, also in the response (X-Request-Id), in problem documents and in the access log. */
  readonly requestId: string;
  readonly lane: Lane;
  readonly outcome: 'allow' | 'deny';
  /** Stable code: why. Of a problem, its code; else `mapping`, `signed-in`, `worker-credential` or `worker-role`. */
  readonly reason: string;
  /** What kind of thing was asked for. */
  readonly action: 'view' | 'operate' | 'run' | 'work' | 'explain' | 'page' | 'unknown';
  /** Whether it alters the scheduler's state, or that of a run. */
  readonly change: boolean;
  /** null as long as identity is not proved. */
  readonly principal: string | null;
  readonly principalKind: 'person' | 'machine' | 'worker' | null;
  /**
   * How the caller proved who they are.
   * @default - not recorded: identity is not proved
   */
  readonly session?: Session;
  /**
   * Name of the role's session: of an ECS task's role, the task's id.
   * @default - they proved it in another way
   */
  readonly roleSession?: string;
  /**
   * Short name of the issuer whose token proved it.
   * @default - `session` is not `bearer`
   */
  readonly issuer?: string;
  /** The mapping that granted it; null where none did or none is needed. */
  readonly mapping: string | null;
  /** The RPC method or the route, from our own list; null where the request named none that exists. */
  readonly method: string | null;
  readonly taskId?: string;
  /** The state that the worker reports of that task, or RUNNING where the answer hands the task out. */
  readonly taskStatus?: TaskStatus;
  readonly family?: string;
  readonly worker?: string;
  readonly resource?: string;
  /** Name of the job: asked for, or whose run the worker is of. */
  readonly job?: string;
  /** Id of the job's run: asked for, or that the worker is of. */
  readonly run?: string;
  /** Why the caller asked, in their own words. */
  readonly statedReason?: string;
  /** HTTP status: of a refusal, or of a result. Required in both. */
  readonly status?: number;
  /** Address of the client as the load balancer saw it. */
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
}

/**
 * A record as it is kept: one line of JSON, described in lib/contract/decision-record.schema.json, which the tests hold it to.
 * `instance` and `sequence` together are a record's identity: a doubled pair is a repeated write, a gap a lost one.
 */
export interface KeptRecord extends DecisionRecord {
  /** Name of the Luigi service. */
  readonly service: string;
  /** Stands for one run of the gateway's process: 16 random hexadecimal digits. */
  readonly instance: string;
  /** Counts the instance's records from 1, in the order that they were taken. */
  readonly sequence: number;
}

/** A kept record, ready to be written. */
export interface RecordLine {
  /** When it was decided, in milliseconds since the epoch. */
  readonly timestamp: number;
  /** A KeptRecord as JSON, without the newline. */
  readonly line: string;
  /** Bytes of the line in UTF-8. */
  readonly bytes: number;
}

/** Where decisions are kept for good. */
export interface DecisionSink {
  /**
   * Keeps the lines, in order. Resolves only once they are safe: on disk, or acknowledged by CloudWatch Logs.
   * Rejects when they may not be, also when some are: they are then written again, all of them, so that a line may stand twice.
   * Must settle in bounded time, and is not called again before it has.
   */
  write(lines: readonly RecordLine[]): Promise<void>;
  /** Lets go of what it holds. Called once, when no write is under way or the wait for it was given up. */
  close(): Promise<void>;
}

/** What is told of a decision log. */
export interface DecisionLogHealth {
  /** Whether records are taken and the last write succeeded. */
  readonly ok: boolean;
  /** Records that are not safe yet. */
  readonly buffered: number;
  /** Calls that were refused since the start because their record could not be taken or was not safe in time. */
  readonly refused: number;
  /**
   * When the last failure was and of which kind, such as `2026-01-31T09:30:00.000Z AccessDeniedException`. Stays after recovery.
   * @default - nothing ever failed
   */
  readonly lastFailure?: string;
}

/** Takes decisions as they are made; batches them into a sink. */
export interface DecisionLog {
  /**
   * Resolves once the record is safe: a change waits for this, and is not done where it rejects.
   * After a rejection by timeout the record may still be written; the log then adds a `result` record with status 503 by itself.
   * @throws Problem 503 `record-unavailable`
   */
  recordBefore(record: DecisionRecord): Promise<void>;
  /**
   * Takes the record to be written just behind. The result of a change is taken longer than decisions are, since the change has been done.
   * @throws Problem 503 `record-unavailable` at once when the buffer is full, or records have not been safe for longer than allowed
   */
  recordBehind(record: DecisionRecord): void;
  /** Writes what is left, within a deadline. Called on a graceful stop. */
  close(): Promise<void>;
  /** For /healthz and metrics. */
  readonly health: DecisionLogHealth;
}
