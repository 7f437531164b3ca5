/** An event of an execution, as GetExecutionHistory has it. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: Date;
  readonly type: string;
  /** Such as `taskSubmittedEventDetails`, by what GetExecutionHistory calls it. */
  readonly [details: string]: unknown;
}

/** What has happened in an execution, in order. */
export class History {
  readonly events: HistoryEvent[] = [];

  constructor(private readonly now: () => number) {}

  /** @returns the event's id */
  add(type: string, details: Readonly<Record<string, unknown>> = {}): number {
    const id = this.events.length + 1;
    this.events.push({ id, previousEventId: id - 1, timestamp: new Date(this.now()), type, ...details });
    return id;
  }
}
