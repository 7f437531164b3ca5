/** Something that was found in a document. */
export interface LintFinding {
  /** `error`: the gateway takes the document for nothing. `warning`: it takes it, and somebody should look. */
  readonly severity: 'error' | 'warning';
  /** What kind of finding it is: a name that stays. */
  readonly rule: string;
  /** File or parameter. */
  readonly where: string;
  /** JSON pointer in it; empty for the document as a whole. */
  readonly path: string;
  readonly got: string;
  readonly expected: string;
  readonly mend: string;
}
