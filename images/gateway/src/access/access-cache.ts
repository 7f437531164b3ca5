import type { GrantedAccess } from './granted-access';

/** How much a cache keeps. */
export interface AccessCacheLimits {
  /**
   * Callers, where callers with the same known principals count as one.
   * @default 1000
   */
  readonly entries?: number;
  /**
   * Patterns and grants of all of them together.
   * @default 200000
   */
  readonly weight?: number;
}

/** The accesses that were asked for last, bounded by number and by weight: whoever may log in can't fill the memory. */
export class AccessCache {
  private readonly entries = new Map<string, GrantedAccess>();
  private readonly limits: Required<AccessCacheLimits>;
  private weight = 0;

  constructor(limits: AccessCacheLimits = {}) {
    this.limits = { entries: limits.entries ?? 1000, weight: limits.weight ?? 200_000 };
  }

  /** Number of entries. */
  get size(): number {
    return this.entries.size;
  }

  /** The entry, which becomes the one used last. */
  get(key: string): GrantedAccess | undefined {
    const access = this.entries.get(key);
    if (access !== undefined) {
      // A Map keeps the order of insertion: what stands first was used longest ago.
      this.entries.delete(key);
      this.entries.set(key, access);
    }
    return access;
  }

  /** Keeps an entry, at the cost of those used longest ago. One that is too heavy for the whole cache isn't kept. */
  set(key: string, access: GrantedAccess): void {
    this.remove(key);
    if (access.weight > this.limits.weight) return;
    this.entries.set(key, access);
    this.weight += access.weight;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.limits.entries && this.weight <= this.limits.weight) return;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    this.weight -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }
}
