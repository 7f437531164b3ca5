import type { Authentication } from './authentication';

/** Two ways of logging in, both made, one in use. */
export interface BreakGlassOptions {
  /** The way for every day. What it makes is what it would make alone. */
  readonly usual: Authentication;
  /** The way for the day when the usual provider is down: best a user pool of its own. */
  readonly breakGlass: Authentication;
  /**
   * Whether the break-glass way is the one in use. A change takes a deployment, and restarts the service's task.
   * @default false
   */
  readonly active?: boolean;
}
