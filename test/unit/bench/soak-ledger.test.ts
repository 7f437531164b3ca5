import { Ledger } from '../../bench/soak/ledger';

/** Makes so many calls that are answered at 1000, 1001, ... */
function answer(ledger: Ledger, calls: number, scheduler?: Map<string, number>): void {
  for (let call = 0; call < calls; call += 1) {
    const entry = ledger.begin();
    scheduler?.set(entry.slot.id, entry.value);
    ledger.succeeded(entry, 1000 + call);
  }
}

describe('a ledger of calls', () => {
  test('nothing is lost while the scheduler has all that was answered', () => {
    const [ledger, scheduler] = [new Ledger('l', 3), new Map<string, number>()];
    answer(ledger, 7, scheduler);
    expect(ledger.check((id) => scheduler.get(id), 'all')).toEqual([]);
    expect(ledger.answered).toBe(7);
  });

  test('each answered call whose value the scheduler lacks is lost, with the moment of its answer', () => {
    const [ledger, scheduler] = [new Ledger('l', 2), new Map<string, number>()];
    answer(ledger, 2, scheduler);
    answer(ledger, 3);
    expect(ledger.check((id) => scheduler.get(id), 'all')).toEqual([
      { id: 'l_0_0', value: 2, answeredAt: 1000 }, { id: 'l_0_0', value: 3, answeredAt: 1002 }, { id: 'l_0_1', value: 2, answeredAt: 1001 },
    ]);
  });

  test('a task that the scheduler does not know has lost all', () => {
    const ledger = new Ledger('l', 1);
    answer(ledger, 2);
    expect(ledger.check(() => undefined, 'all')).toHaveLength(2);
  });

  test('what is lost is told once, what was there must stay', () => {
    const [ledger, scheduler] = [new Ledger('l', 1), new Map<string, number>()];
    answer(ledger, 2, scheduler);
    answer(ledger, 1);
    expect(ledger.check((id) => scheduler.get(id), 'all')).toHaveLength(1);
    expect(ledger.check((id) => scheduler.get(id), 'all')).toEqual([]);
    expect(ledger.check(() => 1, 'all')).toMatchObject([{ value: 2 }]);
  });

  test('a call that failed may be there or not', () => {
    const ledger = new Ledger('l', 1);
    answer(ledger, 1);
    ledger.failed(ledger.begin());
    expect(ledger.check(() => 1, 'all')).toEqual([]);
    expect(ledger.check(() => 2, 'all')).toEqual([]);
    // Nobody was told that it was there.
    expect(ledger.check(() => 1, 'all')).toEqual([]);
  });

  test('a value that was never sent is no state of this ledger', () => {
    const ledger = new Ledger('l', 1);
    answer(ledger, 1);
    expect(() => ledger.check(() => 2, 'all')).toThrow('l_0_0 holds 2, expected 1 at most');
  });

  test('a task has one call at a time; with all under way there is none to begin', () => {
    const ledger = new Ledger('l', 2);
    expect(new Set([ledger.begin().slot.id, ledger.begin().slot.id]).size).toBe(2);
    expect(() => ledger.begin()).toThrow('got 2 calls under way, expected one task of the ledger without');
  });

  test('after a page was turned, calls are about other tasks, and only the earlier ones are looked at', () => {
    const [ledger, scheduler] = [new Ledger('l', 2), new Map<string, number>()];
    answer(ledger, 2, scheduler);
    const onItsWay = ledger.begin();
    ledger.turnPage();
    const [after] = [ledger.begin()];
    expect(after.slot.id).toBe('l_1_1');
    ledger.succeeded(after, 1);
    ledger.succeeded(onItsWay, 5);
    expect(ledger.check((id) => scheduler.get(id), 'earlier')).toEqual([{ id: 'l_0_0', value: 2, answeredAt: 5 }]);
    expect(ledger.check((id) => scheduler.get(id), 'all')).toEqual([{ id: 'l_1_1', value: 1, answeredAt: 1 }]);
  });
});
