import type { MappingsHealth } from '../../../images/gateway/src/access/mappings-health';
import { HealthReport } from '../../../images/gateway/src/health-report';
import type { LogFields } from '../../../images/gateway/src/log';
import type { DecisionLogHealth } from '../../../images/gateway/src/records/decision';
import { ManualClock } from '../../support/manual-clock';

const MAPPINGS: MappingsHealth = {
  ok: true, degraded: false, source: 'ssm:/luigi/etl/access', mappings: 3, ageSeconds: 12, readAt: null,
  invalidCount: 0, invalid: [], failuresInARow: 0, lastError: null,
  counters: { reads: 1, failedReads: 0, invalidDocuments: 0 },
};
const RECORDS: DecisionLogHealth = { ok: true, buffered: 0, refused: 0 };

function given() {
  const clock = new ManualClock();
  const lines: LogFields[] = [];
  const parts = { mappings: { health: MAPPINGS }, decisions: { health: RECORDS } };
  const report = new HealthReport({ ...parts, clock, log: { info: (message, fields = {}) => { lines.push({ message, ...fields }); } } });
  return { clock, lines, parts, report };
}

describe('the gateway\'s report on its health', () => {
  test('is given at once and every minute', async () => {
    const { clock, lines } = given();
    expect(lines).toEqual([{ message: 'health', mappingsAgeSeconds: 12, mappings: 3, mappingsInvalid: 0, recordsOk: true, recordsWaiting: 0, recordsRefused: 0 }]);

    await clock.advance(180_000);

    expect(lines).toHaveLength(4);
  });

  test('tells what is, also long after it came about', async () => {
    const { clock, lines, parts } = given();
    parts.mappings.health = { ...MAPPINGS, ageSeconds: 900, invalidCount: 2 };
    parts.decisions.health = { ok: false, buffered: 7, refused: 0 };

    await clock.advance(120_000);

    expect(lines.slice(1)).toEqual(Array(2).fill(
      expect.objectContaining({ mappingsAgeSeconds: 900, mappingsInvalid: 2, recordsOk: false, recordsWaiting: 7 }),
    ));
  });

  test('counts refused calls since the report before', async () => {
    const { clock, lines, parts } = given();
    parts.decisions.health = { ...RECORDS, refused: 5 };
    await clock.advance(60_000);
    parts.decisions.health = { ...RECORDS, refused: 8 };
    await clock.advance(120_000);

    expect(lines.map(({ recordsRefused }) => recordsRefused)).toEqual([0, 5, 3, 0]);
  });

  test('misses mappings since the start where they were never read', async () => {
    const { clock, lines, parts } = given();
    parts.mappings.health = { ...MAPPINGS, ok: false, mappings: null, ageSeconds: null };

    await clock.advance(120_000);

    expect(lines.at(-1)).toMatchObject({ mappingsAgeSeconds: 120, mappings: 0 });
  });

  test.each([
    ['well', {}, true], ['an hour old in its last good state', { ageSeconds: 3600 }, false], ['a minute old', { ageSeconds: 60 }, false], ['one read late', { ageSeconds: 25, failuresInARow: 2 }, true],
    ['invalid', { invalidCount: 1, degraded: true }, false],
  ])('tells whether the document of who is shut out is well: %s', (_what, over, revocationsOk) => {
    const lines: LogFields[] = [];
    const { mappings: _count, ...health } = MAPPINGS;
    new HealthReport({
      mappings: { health: MAPPINGS }, decisions: { health: RECORDS }, clock: new ManualClock(),
      revocations: { health: { ...health, count: 1, ...over } },
      log: { info: (message, fields = {}) => { lines.push({ message, ...fields }); } },
    });
    expect(lines).toMatchObject([{ revocationsOk, revocationsAgeSeconds: { ageSeconds: 12, ...over }.ageSeconds }]);
  });

  test('finds it unwell a minute after the start where it was never read', async () => {
    const clock = new ManualClock();
    const lines: LogFields[] = [];
    const { mappings: _count, ...health } = MAPPINGS;
    new HealthReport({
      mappings: { health: MAPPINGS }, decisions: { health: RECORDS }, clock,
      revocations: { health: { ...health, ok: false, count: null, ageSeconds: null } },
      log: { info: (message, fields = {}) => { lines.push({ message, ...fields }); } },
    });
    await clock.advance(60_000);
    expect(lines.map(({ revocationsOk }) => revocationsOk)).toEqual([true, false]);
  });

  test('ends when it is closed, and keeps no process alive', async () => {
    const { clock, lines, report } = given();
    report.close();

    await clock.advance(120_000);

    expect([lines.length, clock.pending]).toEqual([1, 0]);
  });
});
