import { Problem } from './problem';

/**
 * 499 `caller-gone`: whoever asked has closed the connection, and what was asked for was not done. Nobody is left to read it:
 * it stands in records.
 */
export function callerGone(): Problem {
  return new Problem(499, 'caller-gone', 'the caller has gone, so nothing was done; ask again');
}

/**
 * Somebody still waits for what is about to be done.
 * @throws Problem 499 `caller-gone` where the signal is aborted
 */
export function assertAwaited(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw callerGone();
}

/**
 * What the work comes to, or 499 `caller-gone` as soon as the signal is aborted. The work goes on by itself then: whoever does it looks
 * at the signal too.
 */
export async function unlessGone<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let stopListening = (): void => undefined;
  const gone = new Promise<never>((_resolve, reject) => {
    const leave = (): void => reject(callerGone());
    stopListening = (): void => signal.removeEventListener('abort', leave);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, gone]);
  } finally {
    stopListening();
  }
}
