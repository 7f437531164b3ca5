import { setTimeout as pause } from 'node:timers/promises';
import { bounded, MOST_CALLS, MOST_SECONDS } from './bounds';

/** Calls that come at a fixed rate, whatever becomes of those before. */
export interface Stream {
  /** What its calls are counted as. */
  readonly kind: string;
  readonly perSecond: number;
  /**
   * When its first call is due, as a share of the time between two: many streams need not come at once.
   * @default 0
   */
  readonly phase?: number;
  /** Makes one call; fails where the answer is none that the caller could use. */
  readonly call: (number: number) => Promise<void>;
}

/** What became of one call. */
export interface Sample {
  readonly kind: string;
  /** When it was due, in milliseconds from the beginning. */
  readonly due: number;
  /** From the moment it was due, in milliseconds: a call that the generator made late, or that waited for a connection, has waited. */
  readonly latency: number;
  /** Why it counts as failed. */
  readonly error?: string;
}

/** Time, so that tests need none. */
export interface Timekeeper {
  /** In milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

const REAL: Timekeeper = { now: () => performance.now(), sleep: (milliseconds) => pause(milliseconds) };

/**
 * An open loop: calls are made when they are due, not when the one before is answered, and measured from that moment.
 * A service that stalls is so asked as often as before, and each call that it kept waiting is counted with all that it waited
 * (a closed loop would leave most of them out: coordinated omission).
 * Calls that are not answered by the end of `graceSeconds` count as failed, with the time that they had waited until then.
 * @throws Error where it would be longer, or make more calls, than a load may
 */
export async function openLoop(
  streams: readonly Stream[], options: { readonly seconds: number; readonly graceSeconds?: number; readonly time?: Timekeeper },
): Promise<Sample[]> {
  const { seconds, graceSeconds = 15, time = REAL } = options;
  bounded('seconds', seconds, MOST_SECONDS);
  bounded('calls', streams.reduce((sum, { perSecond }) => sum + perSecond * seconds, 0), MOST_CALLS);
  const calls = dueCalls(streams, seconds);
  const samples: Sample[] = [];
  const waiting = new Map<object, { readonly kind: string; readonly due: number }>();
  const begun = time.now();
  const elapsed = (): number => time.now() - begun;
  for (const { stream, number, due } of calls) {
    while (elapsed() < due) await time.sleep(due - elapsed());
    const mark = {};
    waiting.set(mark, { kind: stream.kind, due });
    const end = (error?: string): void => {
      if (waiting.delete(mark)) samples.push({ kind: stream.kind, due, latency: elapsed() - due, ...(error === undefined ? {} : { error }) });
    };
    stream.call(number).then(() => end(), (error: unknown) => end(error instanceof Error ? error.message : String(error)));
  }
  const last = Math.max(elapsed(), seconds * 1000) + graceSeconds * 1000;
  while (waiting.size > 0 && elapsed() < last) await time.sleep(Math.min(20, last - elapsed()));
  for (const { kind, due } of waiting.values()) samples.push({ kind, due, latency: elapsed() - due, error: `not answered ${graceSeconds} s after the end` });
  waiting.clear();
  return samples;
}

function dueCalls(streams: readonly Stream[], seconds: number): Array<{ stream: Stream; number: number; due: number }> {
  return streams.flatMap((stream) => {
    const interval = 1000 / stream.perSecond;
    const count = Math.floor(seconds * stream.perSecond);
    // By multiplication: added up, a fraction of a millisecond would drift.
    return Array.from({ length: count }, (_, number) => ({ stream, number, due: (number + (stream.phase ?? 0)) * interval }));
  }).sort((one, other) => one.due - other.due);
}
