import { MappingStore } from '../../../../images/gateway/src/access/mapping-store';
import { DocumentSourceError } from '../../../../images/gateway/src/documents/document-source';
import { Problem } from '../../../../images/gateway/src/problem';
import { aText, FakeSource } from '../../../support/access/mappings';
import { ManualClock, settled } from '../../../support/manual-clock';

const ANALYST = ['user:ada', 'group:analysts'];
const DOWN = new DocumentSourceError('got ENOENT from directory:/x, expected a directory; create it', { cause: new Error('inner detail') });

interface Line { readonly level: string; readonly event: string; readonly fields: Readonly<Record<string, unknown>> }

function aStore(content: FakeSource['content'], settings: { refreshSeconds?: number; maxAgeSeconds?: number } = {}) {
  const clock = new ManualClock();
  const source = new FakeSource(content);
  const lines: Line[] = [];
  const at = (level: string) => (event: string, fields: Line['fields'] = {}): void => { lines.push({ level, event, fields }); };
  const store = new MappingStore({ source, clock, log: { info: at('info'), warn: at('warn'), error: at('error') }, ...settings });
  const events = (event: string): Line['fields'][] => lines.filter((line) => line.event === event).map(({ fields }) => fields);
  return { clock, source, lines, store, events };
}

/** The scope's key, or the problem's code. */
function seen(store: MappingStore, principals = ANALYST): string {
  try {
    return store.accessOf(principals).view.key;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    const problem = error as Problem;
    return `${problem.status} ${problem.code} retry in ${problem.extensions.headers?.['retry-after']}`;
  }
}

describe('the store of mappings', () => {
  test('lets nobody in before the first read, and tells them when to come again', async () => {
    const { store, source } = aStore([aText('a')]);
    expect(seen(store)).toBe('503 mappings-unavailable retry in 5');
    const release = source.hold();
    const started = store.start();
    expect(seen(store)).toBe('503 mappings-unavailable retry in 5');
    release();
    await started;
    expect(seen(store)).toBe('etl.*');
  });

  test('starts although the source is down, asks every 5 s until it is not, then every 30 s', async () => {
    const { store, source, clock } = aStore(DOWN);
    await store.start();
    expect([seen(store), store.health.ok, clock.next]).toEqual(['503 mappings-unavailable retry in 5', false, 5000]);
    source.content = [aText('a')];
    await clock.advance(5000);
    expect([seen(store), store.health.ok, clock.next]).toEqual(['etl.*', true, 30_000]);
  });

  test('takes a change at the next read, without a restart', async () => {
    const { store, source, clock } = aStore([aText('a')]);
    await store.start();
    source.content = [aText('a', { grants: { view: ['web.*'] } }), aText('b', { grants: { view: ['hr.Report'] } })];
    await clock.advance(29_900);
    expect(seen(store)).toBe('etl.*');
    await clock.advance(100);
    expect(seen(store)).toBe('hr.Report web.*');
    source.content = [];
    await clock.advance(30_000);
    expect([seen(store), store.health.ok, store.health.mappings]).toEqual(['', true, 0]);
  });

  test('says which mappings changed, and nothing when none did', async () => {
    const { store, source, clock, events, lines } = aStore([aText('a'), aText('b')]);
    await store.start();
    await clock.advance(300_000);
    expect(lines).toEqual([{ level: 'info', event: 'mappings-changed', fields: { source: 'fake:mappings', mappings: 2, changed: ['a', 'b'], ended: [] } }]);
    source.content = [aText('c'), aText('a', { grants: { view: ['x'] } })];
    await clock.advance(300_000);
    expect(events('mappings-changed').slice(1)).toEqual([{ source: 'fake:mappings', mappings: 2, changed: ['a', 'c'], ended: ['b'] }]);
    source.content = [];
    await clock.advance(300_000);
    expect(lines.at(-1)).toMatchObject({ level: 'warn', event: 'mappings-changed', fields: { mappings: 0, ended: ['a', 'c'] } });
  });

  test('keeps what it has worked out while nothing changes', async () => {
    const { store, source, clock } = aStore([aText('a'), aText('b')]);
    await store.start();
    const before = store.accessOf(ANALYST);
    source.content = [aText('b'), aText('a')];
    await clock.advance(60_000);
    expect(store.accessOf(ANALYST)).toBe(before);
  });
});

describe('an invalid document', () => {
  const BROKEN = { name: 'broken', text: '{"version":2}' };

  test('is left out, and the others go on', async () => {
    const { store } = aStore([BROKEN, aText('a'), { name: 'gone', unreadable: 'got EACCES' }]);
    await store.start();
    expect(seen(store)).toBe('etl.*');
    expect(store.health).toMatchObject({ ok: true, mappings: 1, invalidCount: 2, counters: { invalidDocuments: 2 } });
    expect(store.health.invalid.map(({ name }) => name)).toEqual(['broken', 'gone']);
  });

  test('grants nothing any more although it was valid before: it may have been changed to take access away', async () => {
    const { store, source, clock } = aStore([aText('a')]);
    await store.start();
    source.content = [{ name: 'a', text: `${JSON.stringify({ version: 1 })},` }];
    await clock.advance(30_000);
    expect(seen(store)).toBe('');
    source.content = [aText('a')];
    await clock.advance(30_000);
    expect([seen(store), store.health.invalidCount]).toEqual(['etl.*', 0]);
  });

  test('is logged once for each change, not at each read', async () => {
    const { store, source, clock, events } = aStore([BROKEN, aText('a')]);
    await store.start();
    await clock.advance(600_000);
    // when: another document changes
    source.content = [BROKEN, aText('b')];
    await clock.advance(600_000);
    expect(events('mapping-invalid')).toHaveLength(1);
    expect(events('mapping-invalid')[0]).toMatchObject({ mapping: 'broken', error: expect.stringContaining('access mapping "broken"') });
    // when: it is broken in another way, mended, and broken again
    source.content = [{ name: 'broken', text: '[]' }];
    await clock.advance(600_000);
    source.content = [aText('broken')];
    await clock.advance(600_000);
    source.content = [BROKEN];
    await clock.advance(600_000);
    expect(events('mapping-invalid')).toHaveLength(3);
    expect(store.health.counters.invalidDocuments).toBe(3);
  });

  test('is shown with its error, and 50 of them at most', async () => {
    const { store } = aStore(Array.from({ length: 60 }, (_, index) => ({ name: `m${index}`, text: 'x' })));
    await store.start();
    expect([store.health.invalidCount, store.health.invalid.length]).toEqual([60, 50]);
  });
});

describe('a source that cannot be read', () => {
  test('leaves the last good mappings until they are too old, then lets nobody in, then recovers', async () => {
    const { store, source, clock, events } = aStore([aText('a')], { refreshSeconds: 30, maxAgeSeconds: 100 });
    await store.start();
    source.content = DOWN;
    await clock.advance(100_000);
    expect([seen(store), store.health.ok]).toEqual(['etl.*', true]);
    await clock.advance(1);
    expect([seen(store), store.health.ok]).toEqual(['503 mappings-unavailable retry in 30', false]);
    await clock.advance(200_000);
    expect([events('mappings-unreadable').length, events('mappings-too-old').length]).toEqual([1, 1]);
    expect(store.health).toMatchObject({ failuresInARow: 10, lastError: DOWN.message, ageSeconds: 300, counters: { failedReads: 10 } });
    source.content = [aText('a')];
    await clock.advance(30_000);
    expect([seen(store), store.health.ok, store.health.lastError, store.health.failuresInARow]).toEqual(['etl.*', true, null, 0]);
    expect(events('mappings-readable-again')).toEqual([{ source: 'fake:mappings', failures: 10 }]);
  });

  test('tells operators the cause, and /healthz only the message', async () => {
    const { store, events } = aStore(DOWN);
    await store.start();
    expect(events('mappings-unreadable')).toEqual([{ source: 'fake:mappings', error: DOWN.message, cause: 'Error: inner detail', kept: null }]);
    expect(JSON.stringify(store.health)).not.toContain('inner detail');
  });

  test('may throw anything at all', async () => {
    const { store } = aStore(new TypeError('secret'));
    await store.start();
    expect([seen(store), store.health.lastError]).toEqual(['503 mappings-unavailable retry in 5', 'got TypeError from fake:mappings']);
  });

  test('is not believed where it gives one name twice', async () => {
    const { store, source, clock } = aStore([aText('a')]);
    await store.start();
    source.content = [aText('a', { grants: { view: ['*'] } }), aText('a', { grants: { view: ['x'] } })];
    await clock.advance(30_000);
    expect([seen(store), store.health.lastError]).toEqual(['etl.*', 'got two mappings of the name "a", expected different names; remove one of them']);
  });
});

describe('a source that is slow', () => {
  test('is asked by one read at a time, and never holds up an answer', async () => {
    const { store, source, clock } = aStore([aText('a')]);
    await store.start();
    source.content = [aText('b', { grants: { view: ['web.*'] } })];
    const release = source.hold();
    await clock.advance(300_000);
    expect([source.reads, source.readsAtOnce, seen(store)]).toEqual([2, 1, 'etl.*']);
    const asked = [store.refresh(), store.refresh()];
    expect(source.reads).toBe(2);
    release();
    await Promise.all(asked);
    expect([seen(store), source.reads, clock.pending]).toEqual(['web.*', 2, 1]);
  });

  test('gives mappings that are as old as the begin of their read', async () => {
    const { store, source, clock } = aStore([aText('a')], { maxAgeSeconds: 60 });
    const release = source.hold();
    const started = store.start();
    await clock.advance(59_000);
    release();
    await started;
    expect([seen(store), store.health.ageSeconds]).toEqual(['etl.*', 59]);
    source.hold();
    await clock.advance(2000);
    expect(seen(store)).toBe('503 mappings-unavailable retry in 30');
  });

  test('that never answers lets the last good mappings grow too old', async () => {
    const { store, source, clock } = aStore([aText('a')], { maxAgeSeconds: 100 });
    await store.start();
    source.hold();
    await clock.advance(101_000);
    expect([seen(store), source.readsAtOnce]).toEqual(['503 mappings-unavailable retry in 30', 1]);
  });
});

describe('a clock that jumps', () => {
  test.each([-86_400, 86_400 * 365])('by %d s changes nothing: age is not told by the date', async (seconds) => {
    const { store, clock } = aStore([aText('a')], { maxAgeSeconds: 100 });
    await store.start();
    clock.jump(seconds * 1000);
    expect([seen(store), store.health.ageSeconds, clock.next]).toEqual(['etl.*', 0, 30_000]);
    await clock.advance(30_000);
    expect([seen(store), store.health.ageSeconds]).toEqual(['etl.*', 0]);
  });
});

describe('a store that is closed', () => {
  test('asks no more, and answers from what it has while the gateway drains', async () => {
    const { store, source, clock } = aStore([aText('a')]);
    await store.start();
    store.close();
    await clock.advance(300_000);
    await store.refresh();
    expect([source.reads, clock.pending, seen(store)]).toEqual([1, 0, 'etl.*']);
  });

  test.each([['succeeds', [aText('a')]], ['fails', DOWN]])('drops the read that is under way, and logs nothing of it when it %s', async (_how, content) => {
    const { store, source, clock, lines } = aStore(content);
    const release = source.hold();
    const started = store.start();
    store.close();
    release();
    await started;
    await settled();
    expect([clock.pending, lines, store.health.mappings, store.health.lastError]).toEqual([0, [], null, null]);
  });
});
