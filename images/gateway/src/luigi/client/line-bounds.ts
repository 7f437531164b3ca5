import type { LuigidLine } from '../../metrics/measures';

/** How much may be with luigid at once. */
export interface AtOnce {
  /** Calls of both lines. */
  readonly all: number;
  /** Calls of viewers. */
  readonly viewers: number;
  /** Calls of both lines that are heavy. */
  readonly heavy: number;
}

/** How many may stand in a line, and how long. */
export interface LineBounds {
  readonly waiting: number;
  /** Of all the forms that wait there. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly patienceMs: number;
}

/** Bounds of the way to luigid. */
export interface LinesBounds extends Readonly<Record<LuigidLine, LineBounds>> {
  readonly atOnce: AtOnce;
  /** Milliseconds that luigid may leave all calls unanswered before viewers are told that it does not answer. */
  readonly silenceMs: number;
}

/**
 * The bounds of a service.
 *
 * luigid is one thread: a second call at once makes neither quicker. What more calls at once are good for is that the next one is there
 * when luigid has answered the last, and a call of a millisecond takes about as long on its way.
 *
 * - 16 at once: several such ways in a row. A worker who comes stands behind at most these.
 * - 1 heavy call at once: with 5,000 tasks one holds luigid for about 35 ms, with 20,000 for about 150 ms, and that is what a worker
 *   waits at most. Two would double it and answer nobody sooner.
 * - 4 of viewers at once: the heavy one, and small ones beside it.
 * - Workers: a stock worker has at most two calls under way, its own and its ping. 2,000 in line are a thousand workers who all call
 *   while luigid stands still, after which it answers them in a few seconds. It gives a call up after 10 s, and makes it three times
 *   more, 30 s apart: an answer that comes later finds nobody, so who has stood 10 s is told to come again.
 * - Viewers: equal calls are one, so 64 in line are 64 different questions, of eight people who each ask as much as one may at once. With
 *   5,000 tasks they take luigid about 2 s, with 20,000 about 10 s. Who would stand there longer does better to come again.
 * - Bytes: a report of a task has some kilobytes, so 2,000 of them have a few megabytes; but a worker's call may have 8 MiB, and 2,000 of
 *   these would be more than any task has memory. 64 MiB are eight of the largest, or 32 KiB for each of 2,000. A call takes a few times
 *   its form in memory, for its arguments. Viewers' questions are short: 8 MiB are 128 KiB for each of 64.
 * - Silence: luigid works at no call for more than about a second. Where it has answered none for 8 s it hangs, and viewers who came when
 *   that began are told so, before they are told to come again because they have stood too long.
 */
export const LINES_BOUNDS: LinesBounds = {
  atOnce: { all: 16, viewers: 4, heavy: 1 },
  workers: { waiting: 2_000, bytes: 64 * 1024 * 1024, patienceMs: 10_000 },
  viewers: { waiting: 64, bytes: 8 * 1024 * 1024, patienceMs: 10_000 },
  silenceMs: 8_000,
};
