/** Bounds of a BatchingDecisionLog; times in milliseconds. */
export interface DecisionLogBounds {
  /**
   * How long a change waits for its record.
   * @default 5000
   */
  readonly waitMs?: number;
  /**
   * How long a record of a view may be held back so that others join it. Never adds to the wait of a change.
   * @default 100
   */
  readonly lingerMs?: number;
  /**
   * How long the oldest record may not be safe before no more are taken.
   * @default 10000
   */
  readonly lagMs?: number;
  /**
   * Records that are held at most.
   * @default 20000
   */
  readonly records?: number;
  /**
   * Bytes of records that are held at most.
   * @default 16777216 (16 MiB)
   */
  readonly bytes?: number;
  /**
   * First pause after a failed write; doubles with each failure.
   * @default 100
   */
  readonly firstPauseMs?: number;
  /**
   * Longest pause.
   * @default 5000
   */
  readonly longestPauseMs?: number;
  /**
   * How long close() goes on trying.
   * @default 10000
   */
  readonly closeMs?: number;
}

const DEFAULTS: Required<DecisionLogBounds> = {
  waitMs: 5_000,
  lingerMs: 100,
  lagMs: 10_000,
  records: 20_000,
  bytes: 16 * 1_048_576,
  firstPauseMs: 100,
  longestPauseMs: 5_000,
  closeMs: 10_000,
};

/**
 * The bounds with defaults for what is not given.
 * A bound that is undefined must not undo a default: nothing compares with undefined, so it would bound nothing.
 */
export function withDefaults(bounds: DecisionLogBounds = {}): Required<DecisionLogBounds> {
  return { ...DEFAULTS, ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)) };
}
