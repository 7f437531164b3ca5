/** How the documents of one kind are, for /healthz and metrics. Quotes documents: for those who are logged in only. */
export interface DocumentsHealth {
  /** Whether callers are answered: there are some, or none on purpose, they aren't too old, and what they say is known. */
  readonly ok: boolean;
  /** Whether somebody should look: a document is invalid, or the last read failed. */
  readonly degraded: boolean;
  /** Where they come from. */
  readonly source: string;
  /** Documents that hold; null before the first read. */
  readonly count: number | null;
  /** Since the source was last asked with success; null before. */
  readonly ageSeconds: number | null;
  /** When that was, ISO 8601; null before. */
  readonly readAt: string | null;
  /** How many documents are invalid. */
  readonly invalidCount: number;
  /** The first of them by name, at most 50. */
  readonly invalid: ReadonlyArray<{ readonly name: string; readonly error: string }>;
  /** Reads that failed since the last one that didn't. */
  readonly failuresInARow: number;
  /** Why the last read failed; null where it didn't. */
  readonly lastError: string | null;
  /** Counted since the start. */
  readonly counters: {
    readonly reads: number;
    readonly failedReads: number;
    /** Documents that were found invalid, once for each change of them. */
    readonly invalidDocuments: number;
  };
}
