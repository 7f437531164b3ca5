import { constants } from 'node:os';

/** What {@link stopOnSignals} does. */
export interface Stoppable {
  /** Stops all in order. */
  stop(): Promise<void>;
  /** Ends all at once. */
  killNow(): void;
}

const ONE_REQUEST_MS = 300;

/**
 * On the first SIGINT, SIGTERM or SIGHUP stops all in order and ends this process; on the second kills all at once.
 * Ends with 0 after a request to stop, with 128 and the signal's number after the second.
 * @param onFirst is told which signal came, before anything is stopped
 */
export function stopOnSignals(what: Stoppable, onFirst: (signal: NodeJS.Signals) => void = () => undefined): void {
  let askedAt: number | undefined;
  const handle = (signal: NodeJS.Signals) => {
    // One Ctrl-C may arrive twice: from the terminal and from a program in between that hands it down, such as npm.
    if (askedAt !== undefined && Date.now() - askedAt < ONE_REQUEST_MS) return;
    if (askedAt !== undefined) {
      what.killNow();
      process.exit(128 + constants.signals[signal]);
    }
    askedAt = Date.now();
    onFirst(signal);
    what.stop().then(() => process.exit(0), (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      what.killNow();
      process.exit(1);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handle);
}
