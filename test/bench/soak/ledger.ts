/** One call that was made: it puts a value into a task. */
export interface Entry {
  readonly slot: Slot;
  readonly value: number;
}

/** An answered call whose value is not in the scheduler. */
export interface Lost {
  readonly id: string;
  readonly value: number;
  /** When it was answered, in milliseconds since the epoch. */
  readonly answeredAt: number;
}

/** A task, and what became of the calls about it: one at a time, each with a higher value. */
interface Slot {
  readonly id: string;
  /** Of the last call that was made. */
  value: number;
  underWay: boolean;
  /** Calls that were answered, and that the scheduler has not yet been seen to hold. */
  readonly answered: Array<{ readonly value: number; readonly at: number }>;
}

/**
 * Keeps which calls of workers were answered, to ask later whether the scheduler has them.
 * Tasks stand on pages; calls are about tasks of the last page only, so that nothing that comes after an accident hides what was lost by it.
 */
export class Ledger {
  private readonly pages: Slot[][] = [];
  private next = 0;
  private yes = 0;

  /** @param size tasks on a page: as many calls may be under way */
  constructor(private readonly name: string, private readonly size: number) {
    this.turnPage();
  }

  /** Calls are about other tasks from now on. */
  turnPage(): void {
    const page = this.pages.length;
    this.pages.push(this.idsOf(page).map((id) => ({ id, value: 0, underWay: false, answered: [] })));
  }

  /** The tasks of a page, also of one that calls are not about yet. */
  idsOf(page: number): string[] {
    return Array.from({ length: this.size }, (_, index) => `${this.name}_${page}_${index}`);
  }

  /**
   * What the next call is to put into which task; it is under way until it has succeeded or failed.
   * @throws Error where a call is under way about each task of the page
   */
  begin(): Entry {
    const page = this.pages.at(-1) as Slot[];
    for (let tried = 0; tried < page.length; tried += 1) {
      const slot = page[this.next++ % page.length] as Slot;
      if (slot.underWay) continue;
      slot.underWay = true;
      slot.value += 1;
      return { slot, value: slot.value };
    }
    throw new Error(`got ${this.size} calls under way, expected one task of the ledger without`);
  }

  /** It was answered with yes at that moment. */
  succeeded({ slot, value }: Entry, at: number): void {
    slot.underWay = false;
    slot.answered.push({ value, at });
    this.yes += 1;
  }

  /** It was not: the scheduler may have its value or not. */
  failed({ slot }: Entry): void {
    slot.underWay = false;
  }

  /** Calls that were answered so far. */
  get answered(): number {
    return this.yes;
  }

  /**
   * What was answered before the last page, or ever, and is not in the scheduler. What is lost is told once.
   * @param held the value that the scheduler holds for a task; undefined for none
   * @throws Error where it holds what was never sent
   */
  check(held: (id: string) => number | undefined, pages: 'earlier' | 'all'): Lost[] {
    const lost: Lost[] = [];
    for (const slot of (pages === 'all' ? this.pages : this.pages.slice(0, -1)).flat()) {
      const value = held(slot.id) ?? 0;
      if (value > slot.value) throw new Error(`${slot.id} holds ${value}, expected ${slot.value} at most`);
      const answers = slot.answered.splice(0);
      for (const { value: sent, at } of answers) if (sent > value) lost.push({ id: slot.id, value: sent, answeredAt: at });
      // What is there now must also be there when it is looked for again.
      const there = answers.filter((answer) => answer.value <= value).at(-1);
      if (there !== undefined) slot.answered.push(there);
    }
    return lost;
  }
}
