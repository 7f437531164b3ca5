/** luigid's answer, as bytes: passed on unread where the caller may see everything. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** The one way to luigid. */
export interface Luigid {
  /**
   * One canonical call: POST /api/<method> with the arguments as the only form field.
   * @throws Problem 503 `scheduler-unavailable` (not reached, or no answer in time), 503 `scheduler-busy` (too many calls wait already),
   * 502 `scheduler-failed` (answered with an error, or with more than is passed on)
   */
  call(method: string, args: Readonly<Record<string, unknown>>): Promise<UpstreamAnswer>;
  /** A page of luigid's own (/history..., /tasklist..., /metrics), by GET. */
  page(path: string): Promise<UpstreamAnswer>;
  /** The `response` member of a call's answer, parsed. */
  ask(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown>;
  /**
   * The family of a task, asked from luigid (fetch_error): never parsed from the id.
   * undefined where luigid doesn't know the task, or knows no family of it.
   */
  familyOf(taskId: string): Promise<string | undefined>;
  /** Whether luigid answers (HEAD /). */
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}
