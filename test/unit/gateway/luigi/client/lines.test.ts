import { LINES_BOUNDS, type LinesBounds } from '../../../../../images/gateway/src/luigi/client/line-bounds';
import { Lines, type Place } from '../../../../../images/gateway/src/luigi/client/lines';
import { NO_MEASURES, type Measures } from '../../../../../images/gateway/src/metrics/measures';
import { problemOf } from '../../../../support/luigi/calls';
import { ManualClock, settled } from '../../../../support/manual-clock';

const SMALL: LinesBounds = {
  atOnce: { all: 3, viewers: 2, heavy: 1 }, workers: { waiting: 3, bytes: 100, patienceMs: 10_000 },
  viewers: { waiting: 2, bytes: 100, patienceMs: 5_000 }, silenceMs: 60_000,
};

class Told implements Measures {
  readonly events: string[] = [];
  readonly answered = NO_MEASURES.answered;
  readonly viewed = NO_MEASURES.viewed;
  readonly unanswered = NO_MEASURES.unanswered;
  waited(...[line, ms]: Parameters<Measures['waited']>): void { this.events.push(`${line} waited ${ms}`); }
  turnedAway(line: string): void { this.events.push(`${line} turned away`); }
  inLine(line: string, count: number): void { this.events.push(`${line} ${count} in line`); }
}

function given(bounds = SMALL) {
  const [clock, measures] = [new ManualClock(), new Told()];
  const lines = new Lines({ bounds, measures, clock });
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const come = (name: string, place: Partial<Place> = {}): Promise<string> => lines.pass({ line: 'viewers', heavy: false, ...place }, () => {
    began.push(name);
    return new Promise((resolve) => { ends.set(name, () => resolve(name)); });
  });
  const worker = (name: string, place: Partial<Place> = {}): Promise<string> => come(name, { line: 'workers', ...place });
  const end = async (name: string): Promise<void> => {
    ends.get(name)!();
    await settled();
  };
  return { clock, lines, told: measures.events, began, come, worker, end };
}

const busy = (retryAfter: number) => ({ status: 503, code: 'scheduler-busy', extensions: { headers: { 'retry-after': `${retryAfter}` } } });

describe('the lines before luigid', () => {
  test('let in as many as there is room for, of viewers and of heavy calls fewer', async () => {
    const { come, worker, began, end } = given();
    void come('heavy 1', { heavy: true });
    void come('heavy 2', { heavy: true });
    void come('small');
    void worker('worker 1');
    void worker('worker 2');
    await settled();
    expect(began).toEqual(['heavy 1', 'small', 'worker 1']);

    await end('small');
    expect(began.slice(3)).toEqual(['worker 2']);
    await end('worker 1');
    expect(began.slice(4)).toEqual([]);
    await end('heavy 1');
    expect(began.slice(4)).toEqual(['heavy 2']);
  });

  test('keep each line\'s order, and let every worker who waits go before any viewer', async () => {
    const { come, worker, began, end } = given();
    for (const name of ['w1', 'w2', 'w3']) void worker(name);
    void come('v1');
    void come('v2');
    for (const name of ['w4', 'w5', 'w6']) void worker(name);
    await settled();
    for (const name of ['w1', 'w2', 'w3', 'w4', 'w5']) await end(name);
    expect(began).toEqual(['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'v1', 'v2']);
  });

  test('let a worker\'s heavy call go before the viewers\', and others pass it meanwhile', async () => {
    const { come, worker, began, end } = given();
    void come('viewer 1', { heavy: true });
    void come('viewer 2', { heavy: true });
    void worker('graph', { heavy: true });
    void worker('ping');
    void come('small');
    await settled();
    expect(began).toEqual(['viewer 1', 'ping', 'small']);
    await end('viewer 1');
    await end('graph');
    expect(began.slice(3)).toEqual(['graph', 'viewer 2']);
  });

  test('turn viewers away after a bounded wait where workers take all there is; the workers wait on', async () => {
    const { clock, come, worker, began, end } = given();
    for (let n = 0; n < 6; n += 1) void worker(`w${n}`);
    const viewer = problemOf(() => come('viewer'));
    await clock.advance(4_999);
    await end('w0');
    await clock.advance(1);
    expect(await viewer).toMatchObject(busy(5));
    expect(began).toEqual(['w0', 'w1', 'w2', 'w3']);
    await end('w1');
    expect(began.at(-1)).toBe('w4');
  });

  test('turn away at once who would stand in too long a line, each line for itself', async () => {
    const { come, worker, told } = given();
    for (let n = 0; n < 6; n += 1) void worker(`w${n}`);
    for (let n = 0; n < 2; n += 1) void come(`v${n}`);
    expect(await problemOf(() => worker('one more'))).toMatchObject(busy(1));
    expect(await problemOf(() => come('one more'))).toMatchObject(busy(1));
    expect(told.filter((event) => event.includes('turned'))).toEqual(['workers turned away', 'viewers turned away']);
  });

  test('turn away who would bring more bytes than may stand in a line; what has left it counts no more', async () => {
    const { clock, worker, end, began } = given();
    const going = new AbortController();
    for (const name of ['w1', 'w2', 'w3']) void worker(name, { bytes: 1_000 });
    void worker('large', { bytes: 60 });
    const gone = problemOf(() => worker('gone', { bytes: 40, signal: going.signal }));
    expect(await problemOf(() => worker('too much', { bytes: 1 }))).toMatchObject(busy(1));
    going.abort();
    expect(await gone).toMatchObject({ code: 'caller-gone' });
    const fits = problemOf(() => worker('fits', { bytes: 40 }));
    await end('w1');
    const late = problemOf(() => worker('late', { bytes: 60 }));
    await clock.advance(10_000);
    for (const turnedAway of [fits, late]) expect(await turnedAway).toMatchObject({ code: 'scheduler-busy' });
    void worker('last', { bytes: 100 });
    for (const name of ['w2', 'w3']) await end(name);
    expect(began).toEqual(['w1', 'w2', 'w3', 'large', 'last']);
  });

  test('say when to come again: by what calls have taken and how many stand there, half a minute at most', async () => {
    const { clock, come, end } = given({ ...SMALL, viewers: { waiting: 20, bytes: 0, patienceMs: 60_000 } });
    void come('slow', { heavy: true });
    await clock.advance(2_500);
    await end('slow');
    // The newest counts a fifth: 0.5 s each
    void come('inside', { heavy: true });
    for (let n = 0; n < 20; n += 1) void come(`h${n}`, { heavy: true });
    expect(await problemOf(() => come('late', { heavy: true }))).toMatchObject(busy(10));
    await clock.advance(40_000);
    expect(await problemOf(() => come('later', { heavy: true }))).toMatchObject(busy(30));
  });

  test('say when to come again by what calls of the same line have taken', async () => {
    const { clock, come, worker, end } = given();
    void come('slow', { heavy: true });
    await clock.advance(50_000);
    await end('slow');
    for (let n = 0; n < 6; n += 1) void worker(`w${n}`);
    for (let n = 0; n < 2; n += 1) void come(`v${n}`);
    expect(await problemOf(() => worker('late'))).toMatchObject(busy(1));
    expect(await problemOf(() => come('late'))).toMatchObject(busy(20));
  });

  test('let those who go away leave, and never begin what they came for', async () => {
    const { clock, come, worker, began, end } = given();
    const going = [new AbortController(), new AbortController()];
    for (const name of ['w1', 'w2', 'w3']) void worker(name);
    const gone = [come('viewer', { signal: going[0]!.signal }), worker('worker', { signal: going[1]!.signal })].map((call) => problemOf(() => call));
    void come('stays');
    await settled();

    for (const each of going) each.abort();

    for (const problem of gone) expect(await problem).toMatchObject({ status: 499, code: 'caller-gone' });
    await end('w1');
    expect(began).toEqual(['w1', 'w2', 'w3', 'stays']);
    expect(clock.pending).toBe(0);
    expect(await problemOf(() => come('too late', { signal: AbortSignal.abort() }))).toMatchObject({ code: 'caller-gone' });
  });

  test('hand the room on where somebody goes away just as it is given to them: nothing is begun for nobody', async () => {
    const { lines, come, worker, began, end } = given();
    const going = new AbortController();
    void come('viewer 1', { heavy: true });
    void come('viewer 2');
    // Both are let in by the same end, and the first makes the second go
    void lines.pass({ line: 'workers', heavy: true }, () => {
      going.abort();
      return Promise.resolve();
    });
    const gone = problemOf(() => come('gone', { signal: going.signal }));
    void come('next');
    await settled();
    await end('viewer 1');
    expect(await gone).toMatchObject({ code: 'caller-gone' });
    expect(began).toEqual(['viewer 1', 'viewer 2', 'next']);
    void worker('worker');
    expect(began.at(-1)).toBe('worker');
  });

  test('go on where work fails', async () => {
    const lines = new Lines({ bounds: { ...SMALL, atOnce: { all: 1, viewers: 1, heavy: 1 } } });
    const place: Place = { line: 'viewers', heavy: true };
    for (let n = 0; n < 3; n += 1) await expect(lines.pass(place, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(lines.pass(place, () => Promise.resolve('fine'))).resolves.toBe('fine');
  });

  test('are measured: how long each call stood there, how many do, who was turned away', async () => {
    const { clock, come, worker, told, end } = given({ ...SMALL, atOnce: { all: 1, viewers: 1, heavy: 1 } });
    void worker('w1');
    void come('v1');
    await settled();
    await clock.advance(30);
    await end('w1');
    expect(told).toEqual(['workers waited 0', 'viewers 1 in line', 'viewers 0 in line', 'viewers waited 30']);
  });

  test('are as long in a service as stock workers and eight busy viewers need', () => {
    expect(LINES_BOUNDS).toEqual({
      atOnce: { all: 16, viewers: 4, heavy: 1 }, workers: { waiting: 2_000, bytes: 64 * 1024 * 1024, patienceMs: 10_000 },
      viewers: { waiting: 64, bytes: 8 * 1024 * 1024, patienceMs: 10_000 }, silenceMs: 8_000,
    });
  });
});
