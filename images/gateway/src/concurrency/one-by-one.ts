/** Does what belongs to the same key one after the other: what looks and then acts does both before the next may look. */
export class OneByOne {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Does it once all that came before it for the key is done, whatever became of that. */
  next<T>(key: string, work: () => T): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    this.last.set(key, mine.catch(() => undefined));
    return mine;
  }

  /** All that has come so far is done. */
  async done(): Promise<void> {
    await Promise.all(this.last.values());
  }
}
