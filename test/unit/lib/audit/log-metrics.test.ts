import { MappingStore } from '../../../../images/gateway/src/access/mapping-store';
import { RevocationStore } from '../../../../images/gateway/src/access/revocation-store';
import { DocumentSourceError } from '../../../../images/gateway/src/documents/document-source';
import { HealthReport } from '../../../../images/gateway/src/health-report';
import { createLogger } from '../../../../images/gateway/src/log';
import type { DecisionRecord } from '../../../../images/gateway/src/records/decision';
import { BatchingDecisionLog } from '../../../../images/gateway/src/records/decision-log';
import { loggingWatcher } from '../../../../images/gateway/src/records/decision-log-watcher';
import { recordLine } from '../../../../images/gateway/src/records/kept-record';
import { LOG_METRICS, useOfMapping } from '../../../../lib/audit/log-metrics';
import { aText, FakeSource } from '../../../support/access/mappings';
import { decisionRecord } from '../../../support/decision-record';
import { filterPattern, filterValue } from '../../../support/filter-pattern';
import { counted } from '../../../support/log-metrics';
import { ManualClock } from '../../../support/manual-clock';
import { ScriptedSink } from '../../../support/scripted-sink';

const kept = (overrides: Partial<DecisionRecord>): string => (
  recordLine(decisionRecord(overrides), { service: 'etl', instance: '0123456789abcdef', sequence: 1 }).line
);
const DENIED: Partial<DecisionRecord> = { outcome: 'deny', reason: 'not-granted', mapping: null, status: 403 };
const RESULT: Partial<DecisionRecord> = { event: 'result', status: 200 };

describe('what is read from the decision log, as the gateway writes it', () => {
  test.each<[string, Partial<DecisionRecord>, Record<string, number>]>([
    ['an allowed call', {}, { Allowed: 1 }],
    ['a refused call', DENIED, { Denied: 1 }],
    ['a refused worker', { ...DENIED, lane: 'workers', reason: 'no-identity', principal: null, principalKind: null, session: undefined, status: 401 }, { Denied: 1 }],
    ['a change that was made', RESULT, { Changes: 1 }],
    ['a change whose record came too late', { ...RESULT, reason: 'record-unavailable', status: 503 }, {}],
    ['a change of a worker', { ...RESULT, lane: 'workers', action: 'work' }, {}],
    ['a run that was started', { ...RESULT, action: 'run', method: 'start-run', status: 202 }, { Changes: 1, RunsStarted: 1 }],
    ['a start that was asked for only', { action: 'run', method: 'start-run' }, { Allowed: 1 }],
    ['a start that a twin kept from being one', { ...RESULT, action: 'run', method: 'start-run', status: 409 }, {}],
    ['a task that failed', { ...RESULT, lane: 'workers', action: 'work', method: 'add_task', taskStatus: 'FAILED' }, { TasksFailed: 1 }],
    ['a task that was done', { ...RESULT, lane: 'workers', action: 'work', method: 'add_task', taskStatus: 'DONE' }, {}],
    ['a failure that luigid did not take', { ...RESULT, lane: 'workers', action: 'work', method: 'add_task', taskStatus: 'FAILED', status: 503 }, {}],
  ])('%s', (_what, record, counts) => {
    expect(counted('decisions', [kept(record)])).toEqual(counts);
  });

  test('use of the break-glass mapping counts, of others not, its results not, and no name is taken for a pattern', () => {
    const matches = filterPattern(useOfMapping('break-glass.1').pattern.logPatternString);

    expect([{ mapping: 'break-glass.1' }, { mapping: 'break-glass-1' }, { mapping: 'break-glass.1', ...RESULT }, { ...DENIED }].map((record) => matches(kept(record))))
      .toEqual([true, false, false, false]);
  });
});

describe('what is read from the application log, as the gateway writes it', () => {
  function given() {
    const clock = new ManualClock();
    const lines: string[] = [];
    const log = createLogger({ program: 'gateway', now: () => clock.now(), output: { add: (line) => { lines.push(line); }, flush: async () => undefined } });
    const source = new FakeSource([aText('a')]);
    const mappings = new MappingStore({ source, log, clock });
    const sink = new ScriptedSink();
    const decisions = new BatchingDecisionLog({ sink, service: 'etl', watcher: loggingWatcher(log), clock });
    const values = (selector: string): Array<number | undefined> => lines.filter((line) => line.includes('"health"')).map((line) => filterValue(selector, line));
    return { clock, lines, log, source, mappings, sink, decisions, values };
  }

  test('a healthy gateway has an age of mappings, none invalid, and nothing else', async () => {
    const { clock, lines, log, mappings, decisions, values } = given();
    await mappings.start();
    new HealthReport({ log, mappings, decisions, clock });
    await clock.advance(120_000);

    expect(counted('application', lines)).toEqual({ MappingsAge: 3, MappingsInvalid: 3 });
    expect([values(LOG_METRICS.mappingsAge.value), values(LOG_METRICS.mappingsInvalid.value)]).toEqual([[0, 30, 30], [0, 0, 0]]);
  });

  test('mappings that can not be read grow old, invalid ones are counted', async () => {
    const { clock, log, source, mappings, decisions, values } = given();
    source.content = [aText('a'), { name: 'b', text: '{' }];
    await mappings.start();
    new HealthReport({ log, mappings, decisions, clock });
    source.content = new DocumentSourceError('got AccessDenied from ssm:/luigi/etl/access, expected documents');
    await clock.advance(120_000);

    expect([values(LOG_METRICS.mappingsAge.value), values(LOG_METRICS.mappingsInvalid.value)]).toEqual([[0, 60, 120], [1, 1, 1]]);
  });

  test('who is shut out counts while it can not be read, and when it is found invalid and as long as it is', async () => {
    const { clock, lines, log, mappings, decisions } = given();
    const control = new FakeSource([]);
    const revocations = new RevocationStore({ source: control, log, clock });
    await mappings.start();
    await revocations.start();
    new HealthReport({ log, mappings, revocations, decisions, clock });
    await clock.advance(120_000);
    expect(counted('application', lines)).not.toHaveProperty('RevocationsNotRead');

    control.content = new DocumentSourceError('got AccessDenied from ssm:/luigi/etl/control, expected documents');
    await clock.advance(20_000);
    control.content = [];
    await clock.advance(100_000);
    expect(counted('application', lines)).not.toHaveProperty('RevocationsNotRead');

    control.content = [{ name: 'revoked', text: '{' }];
    await clock.advance(10_000);
    expect(counted('application', lines)).toMatchObject({ RevocationsNotRead: 1 });
    await clock.advance(120_000);
    expect(counted('application', lines)).toMatchObject({ RevocationsNotRead: 3 });

    control.content = new DocumentSourceError('got AccessDenied from ssm:/luigi/etl/control, expected documents');
    await clock.advance(300_000);
    expect(counted('application', lines)).toMatchObject({ RevocationsNotRead: 8 });
  });

  test('records that can not be kept count when it begins and as long as it lasts', async () => {
    const { clock, lines, log, mappings, decisions, sink } = given();
    await mappings.start();
    new HealthReport({ log, mappings, decisions, clock });
    decisions.recordBehind(decisionRecord());
    await clock.advance(1_000);
    sink.fail();
    await clock.advance(0);

    expect(counted('application', lines)).toMatchObject({ DecisionRecordsNotKept: 1 });
    await clock.advance(120_000);
    expect(counted('application', lines)).toMatchObject({ DecisionRecordsNotKept: 3 });
    sink.succeed();
    await clock.advance(180_000);
    expect(counted('application', lines)).toMatchObject({ DecisionRecordsNotKept: 3 });
  });

  test('records that were lost at a stop count', async () => {
    const { clock, decisions } = given();
    const written: string[] = [];
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => { written.push(String(text)); return true; });
    decisions.recordBehind(decisionRecord());
    const closed = decisions.close();
    await clock.advance(60_000);
    await closed;
    stderr.mockRestore();

    expect(counted('application', written)).toEqual({ DecisionRecordsNotKept: 1 });
  });
});
