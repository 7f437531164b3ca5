import type { Evidence } from './identity/evidence';

/** Extra members of a problem document, beyond those of RFC 9457. */
export interface ProblemExtensions {
  /** Response headers that belong to the problem, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bad fields, one entry each. */
  readonly errors?: ReadonlyArray<{ readonly field: string; readonly message: string }>;
  /** Address where the caller is told which mapping and grant decides, or comes nearest. Only of what they may know. */
  readonly explain?: string;
  /** What their proof of identity said; told to who asks for it. */
  readonly evidence?: Evidence;
  /** Address of the run that stands in the way. */
  readonly run?: string;
  /**
   * What a browser gets: a page that says the problem where it can be mended, such as a form with what was typed.
   * @default - the page of errors
   */
  readonly page?: string;
}

/**
 * An error that a caller is told about, as RFC 9457 problem+json or as a page.
 *
 * The message must be safe to show to anyone: no text of the attacker's choosing, no secret, no inner detail.
 * What an operator needs besides goes into `cause`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export class Problem extends Error {
  /**
   * @param status HTTP status
   * @param code stable reason code in kebab case: a contract, also found in the decision log
   * @param detail what was got, what was expected, how to mend it
   */
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly extensions: ProblemExtensions = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = new.target.name;
  }
}
