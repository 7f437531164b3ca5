/** Kinds of calls that are told apart in the gateway's metrics. */
export type CallKind =
  /** Luigi's viewing calls and pages, of people. */
  | 'view'
  /** Luigi's changing calls, of people. */
  | 'operate'
  /** All calls of workers. */
  | 'worker'
  /** Jobs, runs, and our own pages. */
  | 'portal';

/** The two lines in which calls wait for luigid. */
export type LuigidLine = 'workers' | 'viewers';

/** Where a viewer's answer came from. */
export type ViewSource =
  /** luigid was asked for this call. */
  | 'asked'
  /** The answer was at hand, or on its way for somebody else. */
  | 'shared'
  /** The caller has it already: 304. */
  | 'unchanged';

/** What the gateway measures of itself while it works. Called on every request: cheap, and never throws. */
export interface Measures {
  /** A call was answered, whatever with. Milliseconds from the request's arrival to the end of its answer. */
  answered(kind: CallKind, milliseconds: number): void;
  /** A view was answered. */
  viewed(source: ViewSource): void;
  /** A call has left the line to luigid. Milliseconds that it stood there. */
  waited(line: LuigidLine, milliseconds: number): void;
  /** A call was turned away: the line was full, or the wait too long. */
  turnedAway(line: LuigidLine): void;
  /** A call of a viewer was told that luigid does not answer: it hangs, or is away. */
  unanswered(): void;
  /** How many stand in the line now: the most of a minute is told. */
  inLine(line: LuigidLine, count: number): void;
}

/** Measures nothing. */
export const NO_MEASURES: Measures = {
  answered: () => undefined,
  viewed: () => undefined,
  waited: () => undefined,
  turnedAway: () => undefined,
  unanswered: () => undefined,
  inLine: () => undefined,
};
