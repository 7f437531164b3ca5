/** luigid's answer, as bytes: passed on unread where the caller may see everything. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** How a call is made. */
export interface CallOptions {
  /**
   * Aborted once nobody waits for the answer any more. Until luigid has been asked, the call leaves the line. After that, one that
   * changes nothing is given up; a change is finished, and its answer told, whoever waits for it.
   * @default - somebody always waits
   */
  readonly signal?: AbortSignal;
  /**
   * Whether a call that views goes with the workers: for what somebody's change is judged by. Changes always do.
   * @default false
   */
  readonly urgent?: boolean;
  /**
   * Told when the call leaves the line, so that its answer is no older than that; anew each time that it has to be made again.
   * @default - nobody wants to know
   */
  readonly onAsked?: () => void;
}

/** The one way to luigid. */
export interface Luigid {
  /**
   * One canonical call: POST /api/<method> with the arguments as the only form field.
   * @throws Problem 503 `scheduler-unavailable` (not reached, or no answer in time), 503 `scheduler-busy` (the line is full, or moves too
   * slowly), 502 `scheduler-failed` (answered with an error, or with more than is passed on), 499 `caller-gone` (given up by the signal:
   * a change was then not done)
   */
  call(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<UpstreamAnswer>;
  /** A page of luigid's own (/history..., /tasklist..., /metrics), by GET. Throws as `call` does. */
  page(path: string, options?: CallOptions): Promise<UpstreamAnswer>;
  /** The `response` member of a call's answer, parsed. Throws as `call` does. */
  ask(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<unknown>;
  /**
   * The family of a task, asked from luigid (fetch_error): never parsed from the id.
   * undefined where luigid doesn't know the task, or knows no family of it. Throws as `call` does.
   */
  familyOf(taskId: string, options?: CallOptions): Promise<string | undefined>;
  /** Whether luigid answers (HEAD /). */
  isAlive(): Promise<boolean>;
  /** Closes the connections to luigid: both lanes share them. */
  close(): Promise<void>;
}
