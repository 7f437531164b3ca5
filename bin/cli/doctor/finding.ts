/** What one look at the service has shown. */
export interface Finding {
  /** Kind of look: a name that stays. */
  readonly check: string;
  /** `error`: mend it. `warning`: somebody should look. `skipped`: it could not be looked at, and why. */
  readonly status: 'ok' | 'warning' | 'error' | 'skipped';
  /** What was seen, in a sentence without a period. */
  readonly what: string;
  /** Why it may be so. */
  readonly cause?: string;
  /** What to do about it, in the terms of the constructs. */
  readonly cure?: string;
}

/** What a check says; its name is put before. */
export type Said = Omit<Finding, 'check'>;

/** As it should be. */
export const ok = (what: string): Said => ({ status: 'ok', what });

/** Could not be looked at. */
export const skipped = (what: string): Said => ({ status: 'skipped', what });

/** To mend. */
export const error = (what: string, cause: string, cure: string): Said => ({ status: 'error', what, cause, cure });

/** To look at. */
export const warning = (what: string, cause: string, cure: string): Said => ({ status: 'warning', what, cause, cure });
