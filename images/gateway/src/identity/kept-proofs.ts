import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import { CLOCK_TOLERANCE_SECONDS } from './tokens/validity';

/** Proofs kept of one kind. Each is a hash and a few names. */
const KEPT = 2048;

interface Proof<T> {
  readonly value: T;
  /** Milliseconds since the epoch: the moment at which verifying it anew would refuse it. */
  readonly goodUntil: number;
}

/**
 * What was proved, kept for when the same text comes again: as long as verifying it anew would give the same.
 *
 * Refusals are not kept: another text costs a forger nothing, so that they would only drive out what is of use; and what is refused now may
 * hold in a moment, when its key is there or its time comes.
 */
export class KeptProofs<T> {
  private readonly proofs = new LRUCache<string, Proof<T>>({ max: KEPT });

  /**
   * @param stillHolds what is asked of a value, besides the time, each time that it is looked up: where it doesn't hold, the proof is forgotten
   * @default - the time alone decides
   */
  constructor(private readonly clock: Pick<Clock, 'now'>, private readonly stillHolds: (value: T) => boolean = () => true) {}

  /** @param key of the text that proves it: `proofKey` */
  get(key: string): T | undefined {
    const proof = this.proofs.get(key);
    if (proof === undefined) return undefined;
    if (this.clock.now() < proof.goodUntil && this.stillHolds(proof.value)) return proof.value;
    this.proofs.delete(key);
    return undefined;
  }

  /** @param expiresAt what the text says of its end, in seconds since the epoch: clocks may differ by `CLOCK_TOLERANCE_SECONDS` */
  keep(key: string, value: T, expiresAt: number): void {
    this.proofs.set(key, { value, goodUntil: (expiresAt + CLOCK_TOLERANCE_SECONDS) * 1000 });
  }
}

/** Stands for the whole text: two texts with one hash can't be made. */
export function proofKey(text: string): string {
  return hash('sha256', text, 'base64');
}
