import type { SharedContent } from './shared-content';

/** An answer that may be handed out. */
export interface Kept {
  readonly content: SharedContent;
  /** When luigid was asked. */
  readonly askedAt: number;
}

/** A question that may have an answer at hand. */
export interface Keeper {
  /** Stands for the question: it is kept, too. */
  readonly key: string;
  /** Written by KeptAnswers only. */
  kept: Kept | undefined;
}

/** What a question and its answer take beside their bytes. */
const EACH = 1024;

/**
 * The answers that are kept: never of more bytes than the limit, however they grow by what is made of them. What came first goes first.
 * Each step costs the same however many there are.
 */
export class KeptAnswers<K extends Keeper> {
  /** In the order in which their answers came. */
  private readonly keepers = new Set<K>();
  private bytes = 0;

  /**
   * @param maxBytes of answers, of what was made of them, and of their questions
   * @param onLetGo told of a question that has no answer at hand any more
   */
  constructor(private readonly maxBytes: number, private readonly onLetGo: (keeper: K) => void) {}

  /** Bytes that are kept. */
  get weight(): number {
    return this.bytes;
  }

  /** Whether nothing is kept. */
  get isEmpty(): boolean {
    return this.keepers.size === 0;
  }

  /** Keeps an answer, in the place of an earlier one. */
  keep(keeper: K, kept: Kept): void {
    this.remove(keeper);
    keeper.kept = kept;
    this.keepers.add(keeper);
    this.bytes += weightOf(keeper, kept);
    kept.content.watch((grown) => {
      this.bytes += grown;
      this.bound();
    });
    this.bound();
  }

  /** Lets go what was asked for before and is idle, up to the first that was not: one that overtook it keeps it until then. */
  letGoBefore(askedAt: number, isIdle: (keeper: K) => boolean): void {
    for (const keeper of this.keepers) {
      if (keeper.kept!.askedAt >= askedAt) break;
      if (isIdle(keeper)) this.letGo(keeper);
    }
  }

  /** Lets everything go. */
  clear(): void {
    for (const keeper of this.keepers) this.letGo(keeper);
  }

  private bound(): void {
    for (const keeper of this.keepers) {
      if (this.bytes <= this.maxBytes) break;
      this.letGo(keeper);
    }
  }

  private letGo(keeper: K): void {
    this.remove(keeper);
    this.onLetGo(keeper);
  }

  private remove(keeper: K): void {
    if (!this.keepers.delete(keeper)) return;
    const kept = keeper.kept!;
    this.bytes -= weightOf(keeper, kept);
    kept.content.watch(undefined);
    keeper.kept = undefined;
  }
}

function weightOf({ key }: Keeper, { content }: Kept): number {
  return content.weight + 2 * key.length + EACH;
}
