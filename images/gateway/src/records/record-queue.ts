import type { RecordLine } from './decision';
import { PUT_LOG_EVENTS } from './event-batches';

/** Records that are not safe yet, in the order they were taken, and how much of them a sink is given at once: one PutLogEvents call. */
export class RecordQueue<Entry extends RecordLine> {
  private readonly entries: Entry[] = [];
  private bytes = 0;

  /** Number of records. */
  get length(): number {
    return this.entries.length;
  }

  /** The one that has waited longest. */
  get first(): Entry | undefined {
    return this.entries[0];
  }

  /** All of them. */
  get all(): readonly Entry[] {
    return this.entries;
  }

  /** Whether enough wait that no more company need be waited for. */
  get fillsHalfABatch(): boolean {
    return this.isFull(PUT_LOG_EVENTS.events / 2, PUT_LOG_EVENTS.bytes / 2);
  }

  /** Whether it holds so many records, or so many bytes of them. */
  isFull(records: number, bytes: number): boolean {
    return this.entries.length >= records || this.bytes >= bytes;
  }

  /** Adds one at the end. */
  add(entry: Entry): void {
    this.entries.push(entry);
    this.bytes += entry.bytes;
  }

  /** The first of them, as many as a sink may be given at once. They stay until they are removed. */
  nextBatch(): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const entry of this.entries) {
      bytes += entry.bytes + PUT_LOG_EVENTS.bytesPerEvent;
      if (count === PUT_LOG_EVENTS.events || (count > 0 && bytes > PUT_LOG_EVENTS.bytes)) break;
      count += 1;
    }
    return this.entries.slice(0, count);
  }

  /** Removes the first of them, which are safe now. */
  removeFirst(count: number): Entry[] {
    const removed = this.entries.splice(0, count);
    for (const { bytes } of removed) this.bytes -= bytes;
    return removed;
  }
}
