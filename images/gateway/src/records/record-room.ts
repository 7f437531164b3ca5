import type { DecisionRecord, RecordLine } from './decision';
import type { DecisionLogBounds } from './decision-log-bounds';
import type { RecordQueue } from './record-queue';

/** A record that waits to be kept. */
export interface WaitingRecord extends RecordLine {
  /** By the monotonic clock. */
  readonly takenAt: number;
}

/**
 * Why one more record may not wait to be kept; undefined where it may.
 * A result tells of what has been done already: it has as much room again, and is not refused for lag.
 * Refusals have half the room: anybody can be refused as often as they like, and must not shut out those who are allowed.
 */
export function whyNoRoom(
  { event, outcome }: Pick<DecisionRecord, 'event' | 'outcome'>, waiting: RecordQueue<WaitingRecord>,
  bounds: Required<Pick<DecisionLogBounds, 'lagMs' | 'records' | 'bytes'>>, now: number,
): string | undefined {
  const oldest = waiting.first;
  if (oldest === undefined) return undefined;
  if (event === 'decision' && now - oldest.takenAt > bounds.lagMs) return 'records of decisions can not be kept at present: try again later';
  const room = event === 'result' ? 2 : outcome === 'deny' ? 0.5 : 1;
  if (waiting.isFull(room * bounds.records, room * bounds.bytes)) return 'too many records of decisions are waiting to be kept: try again later';
  return undefined;
}
