/** No run is longer, in seconds. */
export const MOST_SECONDS = 120;
/** No run makes more calls, in all. */
export const MOST_CALLS = 1_000_000;
/** No run has more connections. */
export const MOST_CONNECTIONS = 1024;

/**
 * A number of a load, where it is in its bounds.
 * @throws Error naming what was asked for
 */
export function bounded(what: string, got: number, most: number): number {
  if (!(got > 0 && got <= most)) throw new Error(`got ${got} ${what}, expected more than 0 and ${most} at most`);
  return got;
}
