/** A way to try again. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** Where an error leads to. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly [field: string]: unknown;
}

/** Nothing but their own names stands for these. */
const TERMINAL = ['States.DataLimitExceeded', 'States.Runtime'];

/**
 * The first that is for an error.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function handlingOf<T extends { readonly ErrorEquals: readonly string[] }>(handling: readonly T[] | undefined, error: string): T | undefined {
  return handling?.find(({ ErrorEquals }) => ErrorEquals.some((name) => {
    if (name === error) return name !== 'States.Runtime';
    if (TERMINAL.includes(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  }));
}

/** Seconds until the next try, or undefined where there is none. */
export function retryOf(retriers: readonly Retrier[] | undefined, error: string, spent: Map<Retrier, number>): number | undefined {
  const retrier = handlingOf(retriers, error);
  if (retrier === undefined) return undefined;
  const tries = spent.get(retrier) ?? 0;
  if (tries >= (retrier.MaxAttempts ?? 3)) return undefined;
  spent.set(retrier, tries + 1);
  const delay = Math.min(retrier.MaxDelaySeconds ?? Infinity, (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** tries);
  return retrier.JitterStrategy === 'FULL' ? delay * Math.random() : delay;
}
