import { createLogger } from '../../../../images/gateway/src/log';
import type { Figures } from '../../../../images/gateway/src/metrics/emf';
import { KeptMeasures } from '../../../../images/gateway/src/metrics/kept-measures';
import { MetricsReport } from '../../../../images/gateway/src/metrics/metrics-report';
import { GATEWAY_METRICS } from '../../../../lib/contract/gateway-metrics';
import { emfFaults, emfMetrics } from '../../../support/emf';
import { ManualClock, settled } from '../../../support/manual-clock';

const LUIGID: Figures = {
  luigidLoopDelay: 4.5, luigidLoopHeld: 12.3, luigidTasks: 20_000, luigidWorkers: 12,
  dumpAge: 12.1, dumpSize: 960_000, dumpTime: 410.2, dumpHeld: 7.1,
};

function given(luigid: () => Promise<Figures> = () => Promise.resolve(LUIGID), own: Figures = { gatewayMemory: 90_000_000 }) {
  const clock = new ManualClock();
  const lines: string[] = [];
  const log = createLogger({ program: 'gateway', now: () => clock.now(), output: { add: (line) => { lines.push(line); }, flush: () => Promise.resolve() } });
  const measures = new KeptMeasures();
  const report = new MetricsReport({ log, serviceName: 'etl', sources: [measures, { take: () => own }], luigid: { take: luigid }, clock });
  return { clock, lines, measures, report, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const lineOf = (directive: object) => ({
  _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [[]], Metrics: [{ Name: 'A', Unit: 'Count' }], ...directive }] }, A: 1,
});

/** All that can happen in a minute, in every bucket. */
function busyMinute(measures: KeptMeasures): void {
  // 500 or more in each of 96 buckets.
  for (let milliseconds = 0.05; milliseconds < 500_000; milliseconds *= 1.0003) {
    for (const kind of ['view', 'operate', 'worker', 'portal'] as const) measures.answered(kind, milliseconds);
    for (const line of ['workers', 'viewers'] as const) measures.waited(line, milliseconds);
  }
  for (const source of ['asked', 'shared', 'unchanged'] as const) measures.viewed(source);
  for (const line of ['workers', 'viewers'] as const) {
    measures.turnedAway(line);
    measures.inLine(line, 512);
  }
  measures.unanswered();
}

describe('the gateway\'s report on its metrics', () => {
  test('is written each minute, in lines in which CloudWatch finds the metrics of the service, without dimensions', async () => {
    const { clock, lines, measures, parsed } = given();
    measures.answered('view', 12);
    await clock.advance(120_000);

    expect(lines.map(emfFaults)).toEqual([[], [], []]);
    expect(emfMetrics(lines[0] as string).map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      'LuigidLoopDelay Milliseconds', 'LuigidLoopHeld Milliseconds', 'LuigidTasks Count', 'LuigidWorkers Count',
      'DumpAge Seconds', 'DumpSize Bytes', 'DumpTime Milliseconds', 'DumpHeld Milliseconds', 'GatewayMemory Bytes',
    ]);
    expect(emfMetrics(lines[1] as string)).toEqual([{ namespace: 'Luigi/etl', name: 'ViewTime', unit: 'Milliseconds', dimensions: [[]] }]);
    const told = { _aws: { Timestamp: Date.parse('2026-01-31T09:31:00.000Z') }, program: 'gateway', message: 'metrics' };
    expect(parsed()[0]).toMatchObject({ ...told, LuigidTasks: 20_000, GatewayMemory: 90_000_000 });
    expect(parsed()[1]).toMatchObject({ ...told, ViewTime: { Values: [12], Counts: [1] } });
    expect(parsed()[2]).toMatchObject({ LuigidTasks: 20_000 });
  });

  test('keeps to the letter of the specification in one of its lines: single numbers stand apart from many values at once', async () => {
    const { clock, lines, measures, parsed } = given();
    busyMinute(measures);
    await clock.advance(60_000);
    const values = lines.map((line, index) => emfMetrics(line).map(({ name }) => typeof parsed()[index]?.[name]));

    expect(values.map((types) => [...new Set(types)])).toEqual([['number'], ['object']]);
  });

  test('stays valid, whole and below 16 KB in the busiest of minutes', async () => {
    const delays = Array.from({ length: 30 }, (_, index) => 1000.1 + index);
    const { clock, lines, measures } = given(undefined, {
      gatewayMemory: 1_234_567_890,
      issuersWithoutKeys: 5,
      gatewayLoopDelay: { Values: delays, Counts: delays.map(() => 1000), Min: 0, Max: 5000, Sum: 1, Count: 30_000 },
    });
    busyMinute(measures);
    await clock.advance(60_000);

    expect(lines.flatMap(emfFaults)).toEqual([]);
    expect(lines.flatMap(emfMetrics).map(({ name }) => name).sort()).toEqual(Object.values(GATEWAY_METRICS).map(({ name }) => name as string).sort());
  });

  test('luigid that takes long makes no minute longer, and is told when it has answered', async () => {
    const answers: Array<(figures: Figures) => void> = [];
    const { clock, lines } = given(() => new Promise((resolve) => { answers.push(resolve); }));
    await clock.advance(120_000);
    expect([lines.length, answers.length]).toEqual([0, 2]);

    answers[1]?.(LUIGID);
    await settled();
    expect(lines).toHaveLength(1);
  });

  test('the last line, at the stop, tells what the minutes before had not; nothing comes after it', async () => {
    let answer = (_figures: Figures): void => undefined;
    const { clock, lines, measures, report, parsed } = given(() => new Promise((resolve) => { answer = resolve; }));
    await clock.advance(60_000);
    measures.answered('worker', 3);
    report.close();
    report.close();
    answer(LUIGID);
    await clock.advance(600_000);

    expect(lines.map(emfFaults)).toEqual([[], []]);
    expect(parsed()[1]).toMatchObject({ WorkerTime: { Count: 1 } });
    expect(lines.join()).not.toContain('LuigidTasks');
    expect(clock.pending).toBe(0);
  });

  test('a minute of which nothing is known has no lines', async () => {
    const { clock, lines } = given(() => Promise.resolve({}), {});
    await clock.advance(60_000);

    expect(lines).toEqual([]);
  });
});

describe('the support for tests of the embedded metric format', () => {
  const valid = lineOf({});
  const distribution = { Values: [1, 2], Counts: [3, 4], Min: 1, Max: 2, Sum: 11, Count: 7 };

  test.each<[string, unknown, string]>([
    ['without metadata', { A: 1 }, 'required property \'_aws\''],
    ['with a unit that is none', lineOf({ Metrics: [{ Name: 'A', Unit: 'Minutes' }] }), 'allowed values'],
    ['without a set of dimensions', lineOf({ Dimensions: [] }), 'fewer than 1'],
    ['without the metric', { ...valid, A: undefined }, 'A is no value'],
    ['with a text for the metric', { ...valid, A: '1' }, 'A is no value'],
    ['with a dimension that is not there', lineOf({ Dimensions: [['D']] }), 'no dimension D'],
    ['with more values than counts', { ...valid, A: { ...distribution, Counts: [7] } }, 'A has not as many counts as values'],
    ['with counts that do not add up', { ...valid, A: { ...distribution, Count: 8 } }, 'A counts wrongly'],
    ['with a value above the maximum', { ...valid, A: { ...distribution, Max: 1.5 } }, 'A is out of its bounds'],
    ['with 101 values', { ...valid, A: Array(101).fill(1) }, 'A is no value'],
    ['of more than 16 KB', { ...valid, B: 'b'.repeat(16_384) }, 'bytes'],
  ])('finds a line %s faulty', (_what, document, fault) => {
    expect(emfFaults(JSON.stringify(document)).join()).toContain(fault);
  });

  test('takes numbers and histograms', () => {
    const documents = [valid, { ...valid, A: [1, 2] }, { ...valid, A: distribution }];

    expect(documents.map((document) => emfFaults(JSON.stringify(document)))).toEqual([[], [], []]);
  });
});
