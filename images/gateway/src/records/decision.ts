/** One decision, as the decision log keeps it. Described in lib/contract/decision-record.schema.json, which the tests hold it to. */
export interface DecisionRecord {
  readonly version: 1;
  /** `decision`: what was decided, before it was done. `result`: how a change that was allowed ended. */
  readonly event: 'decision' | 'result';
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  /** Id of the request, also in the response (X-Request-Id), in problem documents and in the access log. */
  readonly requestId: string;
  readonly lane: 'people' | 'workers';
  readonly outcome: 'allow' | 'deny';
  /** Stable code: why. Of a problem, its code; else `mapping`, `signed-in` or `worker-credential`. */
  readonly reason: string;
  /** What kind of thing was asked for. */
  readonly action: 'view' | 'operate' | 'work' | 'page' | 'unknown';
  /** Whether it alters the scheduler's state. */
  readonly change: boolean;
  /** null as long as identity is not proved. */
  readonly principal: string | null;
  readonly principalKind: 'person' | 'machine' | 'worker' | null;
  /** The mapping that granted it; null where none did or none is needed. */
  readonly mapping: string | null;
  /** The RPC method or the route, from our own list; null where the request named none that exists. */
  readonly method: string | null;
  readonly taskId?: string;
  readonly family?: string;
  readonly worker?: string;
  readonly resource?: string;
  /** HTTP status: of a refusal, or of a result. */
  readonly status?: number;
  /** Address of the client as the load balancer saw it. */
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
}

/** Where decisions are kept for good. */
export interface DecisionSink {
  /**
   * Keeps the records, in order. Resolves only once they are safe: on disk, or acknowledged by CloudWatch Logs.
   * Rejects when they may not be.
   */
  write(records: readonly DecisionRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** Takes decisions as they are made; batches them into a sink. */
export interface DecisionLog {
  /**
   * Resolves once the record is safe: a change waits for this.
   * @throws Problem 503 `record-unavailable`
   */
  recordBefore(record: DecisionRecord): Promise<void>;
  /**
   * Takes the record to be written just behind.
   * @throws Problem 503 `record-unavailable` at once when the buffer is full, or the sink has failed for longer than allowed
   */
  recordBehind(record: DecisionRecord): void;
  /** Writes what is left. Called on a graceful stop. */
  close(): Promise<void>;
  /** For /healthz and metrics. */
  readonly health: { readonly ok: boolean; readonly buffered: number; readonly lastFailure?: string };
}
