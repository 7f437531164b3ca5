import type { InputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { RecordLine } from './decision';

/**
 * Limits of one PutLogEvents call.
 * An event may be up to 1 MB, in some partitions documented as 256 KB: a record is far below both.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export const PUT_LOG_EVENTS = { bytes: 1_048_576, bytesPerEvent: 26, events: 10_000 } as const;

const TWELVE_HOURS = 12 * 60 * 60 * 1000;

/**
 * The lines as events in as few calls as the limits allow, in order.
 *
 * An event's timestamp is the record's own time, but never later than now, never more than 12 hours ago, and never before
 * the event before it: so each call is in chronological order, spans less than 24 hours, and holds nothing that is too new
 * or too old, whatever the clock did. The record's `time` stays as it was.
 *
 * @param now milliseconds since the epoch
 */
export function eventBatches(lines: readonly RecordLine[], now: number): InputLogEvent[][] {
  const batches: InputLogEvent[][] = [];
  let batch: InputLogEvent[] = [];
  let bytes = 0;
  let latest = now - TWELVE_HOURS;
  for (const { timestamp, line, bytes: length } of lines) {
    const size = length + PUT_LOG_EVENTS.bytesPerEvent;
    if (batch.length > 0 && (batch.length === PUT_LOG_EVENTS.events || bytes + size > PUT_LOG_EVENTS.bytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    if (timestamp > latest) latest = Math.min(timestamp, now);
    batch.push({ timestamp: latest, message: line });
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
