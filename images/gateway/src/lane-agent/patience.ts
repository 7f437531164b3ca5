/**
 * How long Luigi and the agent wait, in seconds. Luigi tries each call `attempts` times: a lane that is gone is waited for at least
 * `(attempts - 1) * waitSeconds`, and longer by what the agent itself holds each try.
 */
export const PATIENCE = {
  /** Luigi's own limit for one try. */
  callSeconds: 30,
  /** How long the agent goes on with one try: less, so that Luigi hears why. */
  holdSeconds: 25,
  waitSeconds: 5,
  attempts: 60,
} as const;
