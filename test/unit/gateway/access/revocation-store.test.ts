import { RevocationStore } from '../../../../images/gateway/src/access/revocation-store';
import { DocumentSourceError, type DocumentText } from '../../../../images/gateway/src/documents/document-source';
import { Problem } from '../../../../images/gateway/src/problem';
import { FakeSource } from '../../../support/access/mappings';
import { ManualClock } from '../../../support/manual-clock';

const DOWN = new DocumentSourceError('got AccessDeniedException from ssm:/luigi/etl/control, expected parameters; allow it');
const ADA = { principal: 'user:ada', principals: ['user:ada', 'group:engineers', 'role:arn:aws:iam::111122223333:role/ci/deploy/etl'] };
const GRACE = { principal: 'user:grace', principals: ['user:grace', 'group:analysts'] };

const revoked = (...principals: string[]): DocumentText => ({
  name: 'revoked', text: JSON.stringify({ version: 1, revoked: principals.map((principal) => ({ principal, reason: 'a secret reason' })) }),
});
const BROKEN: DocumentText = { name: 'revoked', text: '{"version":1,"revoked":[{"principal":"user:grace"}' };

interface Line { readonly level: string; readonly event: string; readonly fields: Readonly<Record<string, unknown>> }

function aStore(content: FakeSource['content'], settings: { refreshSeconds?: number; maxAgeSeconds?: number; couldCall?: (principal: string) => boolean } = {}) {
  const clock = new ManualClock();
  const source = new FakeSource(content);
  const lines: Line[] = [];
  const at = (level: string) => (event: string, fields: Line['fields'] = {}): void => { lines.push({ level, event, fields }); };
  const store = new RevocationStore({ source, clock, log: { info: at('info'), warn: at('warn'), error: at('error') }, ...settings });
  return { clock, source, lines, store };
}

/** Who of ada and grace is out, or the problem's code. */
function out(store: RevocationStore): string {
  try {
    return [ADA, GRACE].filter((caller) => store.shutsOut(caller)).map(({ principal }) => principal).join(' ');
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    const { status, code, extensions } = error as Problem;
    return `${status} ${code} retry in ${extensions.headers?.['retry-after']}`;
  }
}

describe('who is shut out', () => {
  test('is nobody where there is no document, and nothing is said of it', async () => {
    const { store, lines } = aStore([]);
    await store.start();
    expect([out(store), lines]).toEqual(['', []]);
    expect(store.health).toMatchObject({ ok: true, degraded: false, count: 0, invalidCount: 0 });
  });

  test.each([
    ['user:ada', 'user:ada'], ['group:engineers', 'user:ada'], ['role:arn:aws:iam::111122223333:role/ci/deploy/etl', 'user:ada'],
    ['role:arn:aws:iam::111122223333:role/ci/*', 'user:ada'], ['role:arn:aws:iam::111122223333:role/*', 'user:ada'],
    ['role:arn:aws:iam::111122223333:role/ci/deploy/etl/*', ''], ['role:arn:aws:iam::444455556666:role/*', ''], ['role:arn:aws-cn:iam::111122223333:role/*', ''],
    ['user:Ada', 'user:ada'], ['user:\uff21DA', 'user:ada'], ['group:Engineers', ''], ['user:ad', ''], ['user:adaa', ''], ['group:ada', ''], ['worker:ada', ''], ['user:engineers', ''], ['group:analysts', 'user:grace'],
  ])('%s takes %j', async (principal, who) => {
    const { store } = aStore([revoked(principal)]);
    await store.start();
    expect(out(store)).toBe(who);
  });

  test.each([
    ['worker:pipeline', { principal: 'worker:pipeline', principals: [] }, true],
    ['worker:pipeline', { principal: 'worker:pipeline2', principals: [] }, false],
    ['role:arn:aws:iam::111122223333:role/jobs/*', { principal: 'role:arn:aws:iam::111122223333:role/jobs/nightly', principals: [] }, true],
  ] as const)('%s, of one who is only named: %j is %j', async (principal, caller, is) => {
    const { store } = aStore([revoked(principal)]);
    await store.start();
    expect(store.shutsOut(caller)).toBe(is);
  });

  test('by a name that nobody can have is told of, once, and holds all the same', async () => {
    const { store, source, clock, lines } = aStore([revoked('user:ada', 'client:gihub/acme/etl')], { couldCall: (principal) => !principal.startsWith('client:gihub/') });
    await store.start();
    await clock.advance(20_000);
    expect([out(store), store.health.degraded]).toEqual(['user:ada', false]);
    expect(store.shutsOut({ principal: 'client:gihub/acme/etl', principals: [] })).toBe(true);
    source.content = [revoked('user:ada')];
    await clock.advance(10_000);
    expect(lines.filter(({ level }) => level !== 'info').map(({ event, fields }) => [event, fields.principals])).toEqual([['revocation-of-nobody', ['"client:gihub/acme/etl"']]]);
  });

  test('changes within 10 s of the document, also where mappings are read less often; and as often as they where that is oftener', async () => {
    for (const [refreshSeconds, every] of [[undefined, 10], [300, 10], [2, 2]] as const) {
      const { store, source, clock } = aStore([], { refreshSeconds });
      await store.start();
      source.content = [revoked('user:ada')];
      await clock.advance(every * 1000 - 1);
      expect(out(store)).toBe('');
      await clock.advance(1);
      expect(out(store)).toBe('user:ada');
      source.content = [];
      await clock.advance(every * 1000);
      expect(out(store)).toBe('');
    }
  });

  test('is said to have changed, without whom', async () => {
    const { store, source, clock, lines } = aStore([]);
    await store.start();
    source.content = [revoked('user:ada')];
    await clock.advance(60_000);
    source.content = [];
    await clock.advance(60_000);
    expect(lines.map(({ level, event, fields }) => [level, event, fields.changed, fields.ended])).toEqual([
      ['info', 'revocations-changed', ['revoked'], []], ['info', 'revocations-changed', [], ['revoked']],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/ada|secret/);
  });
});

describe('a document that is invalid', () => {
  const INVALID: readonly DocumentText[] = [BROKEN, { name: 'revoked', unreadable: 'got the type SecureString' }, revoked('ada'), { name: 'revoked', text: '' }];

  test.each(INVALID)('leaves the last good one in force for as long as it is there, and is told once: %j', async (broken) => {
    const { store, source, clock, lines } = aStore([revoked('user:ada')], { maxAgeSeconds: 60 });
    await store.start();
    source.content = [broken];
    await clock.advance(7_200_000);
    expect(out(store)).toBe('user:ada');
    expect(store.health).toMatchObject({ ok: true, degraded: true, count: 1, invalidCount: 1, failuresInARow: 0, counters: { invalidDocuments: 1 } });
    expect(lines.filter(({ level }) => level === 'error').map(({ event, fields }) => [event, fields.revocation])).toEqual([['revocation-invalid', 'revoked']]);
    source.content = [revoked('user:grace')];
    await clock.advance(10_000);
    expect([out(store), store.health.degraded]).toEqual(['user:grace', false]);
  });

  test('leaves it in force through another that is invalid too, told once more', async () => {
    const { store, source, clock, lines } = aStore([revoked('user:ada')]);
    await store.start();
    for (const broken of INVALID) {
      source.content = [broken];
      await clock.advance(20_000);
      expect(out(store)).toBe('user:ada');
    }
    expect(lines.filter(({ event }) => event === 'revocation-invalid')).toHaveLength(INVALID.length);
  });

  test('leaves nobody shut out where there was none before', async () => {
    const { store, source, clock } = aStore([]);
    await store.start();
    source.content = [BROKEN];
    await clock.advance(10_000);
    expect([out(store), store.health.ok, store.health.degraded]).toEqual(['', true, true]);
  });

  test('lets nobody in where it was never valid since the start, until it is valid or gone', async () => {
    for (const mended of [[revoked('user:ada')], []]) {
      const { store, source, clock } = aStore([BROKEN]);
      await store.start();
      expect([out(store), store.health.ok]).toEqual(['503 revocations-unavailable retry in 10', false]);
      await clock.advance(7_200_000);
      expect(out(store)).toBe('503 revocations-unavailable retry in 10');
      // Another that is invalid too says as little.
      for (const broken of INVALID) {
        source.content = [broken];
        await clock.advance(10_000);
        expect([out(store), store.health.ok]).toEqual(['503 revocations-unavailable retry in 10', false]);
      }
      source.content = mended;
      await clock.advance(10_000);
      expect([out(store), store.health.ok]).toEqual([mended.length === 0 ? '' : 'user:ada', true]);
    }
  });

  test('is told in health without what stands in it', async () => {
    const { store } = aStore([BROKEN]);
    await store.start();
    expect(store.health.invalid).toEqual([{ name: 'revoked', error: expect.stringContaining('application log') }]);
    expect(JSON.stringify(store.health)).not.toMatch(/grace|secret/);
  });
});

describe('a source that can not be read', () => {
  test('lets nobody in where it never could be since the start, and is asked again in 5 s', async () => {
    const { store, source, clock } = aStore(DOWN);
    expect(out(store)).toBe('503 revocations-unavailable retry in 5');
    await store.start();
    expect([out(store), store.health.ok]).toEqual(['503 revocations-unavailable retry in 5', false]);
    source.content = [];
    await clock.advance(5000);
    expect([out(store), store.health.ok]).toEqual(['', true]);
  });

  test('leaves what was read in force until it is too old, and is told once; then nobody is let in', async () => {
    const { store, source, clock, lines } = aStore([revoked('user:ada')], { maxAgeSeconds: 3600 });
    await store.start();
    source.content = DOWN;
    await clock.advance(3_600_000);
    expect([out(store), store.health.ok, store.health.degraded]).toEqual(['user:ada', true, true]);
    await clock.advance(10_000);
    expect([out(store), store.health.ok]).toEqual(['503 revocations-unavailable retry in 10', false]);
    expect(lines.filter(({ level }) => level === 'error').map(({ event }) => event)).toEqual(['revocations-unreadable', 'revocations-too-old']);
    source.content = [];
    await clock.advance(10_000);
    expect(out(store)).toBe('');
  });

  test('is told to callers in words that say what it is: never read, too old, never valid', async () => {
    const detail = (store: RevocationStore): string => {
      try {
        store.shutsOut(ADA);
      } catch (error) {
        return (error as Problem).message;
      }
      return 'is answered';
    };
    const wait = 'so that nobody can be let in; try again in 10 s, and tell whoever runs the service if this goes on';
    const { store, source, clock } = aStore([BROKEN], { maxAgeSeconds: 60 });
    expect(detail(store)).toBe(`no revocations have been loaded yet, ${wait.replace('10 s', '5 s')}`);
    await store.start();
    expect(detail(store)).toBe(`no valid revocations have been loaded yet, ${wait}`);
    source.content = [];
    await clock.advance(10_000);
    expect(detail(store)).toBe('is answered');
    source.content = DOWN;
    await clock.advance(70_000);
    expect(detail(store)).toBe(`the revocations are too old to go by, ${wait}`);
  });

  test('holds up no answer while it hangs', async () => {
    const { store, source, clock } = aStore([revoked('user:ada')]);
    await store.start();
    const release = source.hold();
    await clock.advance(600_000);
    expect([out(store), source.readsAtOnce]).toEqual(['user:ada', 1]);
    release();
  });
});

describe('another document in its place', () => {
  test.each(['Revoked', 'revoked2', 'REVOKED', 'revoked.json'])('%s shuts out nobody, and is told: once in the log, and in health', async (name) => {
    const stray = { ...revoked('user:grace'), name };
    const { store, source, clock, lines } = aStore([revoked('user:ada'), stray]);
    await store.start();
    await clock.advance(60_000);
    expect(out(store)).toBe('user:ada');
    expect(lines.filter(({ event }) => event === 'revocation-invalid')).toEqual([{
      level: 'error', event: 'revocation-invalid',
      fields: { revocation: name, error: `got a document of the name ${JSON.stringify(name)}, expected revoked and no other: it shuts out nobody; rename or remove it` },
    }]);
    expect(store.health).toMatchObject({ ok: true, degraded: true, invalidCount: 1, invalid: [{ name }] });
    source.content = [revoked('user:ada')];
    await clock.advance(10_000);
    expect(store.health).toMatchObject({ degraded: false, invalidCount: 0 });
  });

  test('is told of in bounded words where there are many, the first by name', async () => {
    const strays = Array.from({ length: 120 }, (_, index) => ({ ...revoked('user:grace'), name: `stray-${999 - index}` }));
    const { store, clock, lines } = aStore([...strays, revoked('user:ada')]);
    await store.start();
    await clock.advance(60_000);
    expect(out(store)).toBe('user:ada');
    expect(lines.filter(({ event }) => event === 'revocation-invalid').map(({ fields }) => fields.revocation)).toEqual(Array.from({ length: 50 }, (_, index) => `stray-${880 + index}`));
    expect([store.health.invalidCount, store.health.invalid.map(({ name }) => name)]).toEqual([120, Array.from({ length: 50 }, (_, index) => `stray-${880 + index}`)]);
  });

  test('keeps nobody out from the start', async () => {
    const { store } = aStore([{ name: 'Revoked', text: 'nothing' }]);
    await store.start();
    expect(out(store)).toBe('');
  });
});

test('what is closed reads no more', async () => {
  const { store, source, clock } = aStore([]);
  await store.start();
  store.close();
  await clock.advance(60_000);
  expect([source.reads, clock.pending]).toEqual([1, 0]);
});
