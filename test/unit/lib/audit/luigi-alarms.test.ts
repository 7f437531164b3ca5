import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Lazy } from 'aws-cdk-lib';
import { LINES_BOUNDS } from '../../../../images/gateway/src/luigi/client/line-bounds';
import { HEALTH_WITHIN_MS } from '../../../../images/gateway/src/metrics/luigid-figures';
import type { AlarmThresholds } from '../../../../lib/audit/alarm-thresholds';
import { GATEWAY_METRICS } from '../../../../lib/contract/gateway-metrics';
import { auditedStack, EVERYTHING } from '../../../support/lib/audited-stack';

interface MetricStat {
  readonly Metric: { readonly MetricName: string; readonly Namespace: string };
  readonly Period: number;
}

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: unknown[];
  readonly OKActions: unknown[];
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly EvaluateLowSampleCountPercentile?: string;
  readonly MetricName?: string;
  readonly Metrics?: Array<{ readonly MetricStat?: MetricStat }>;
  readonly Namespace?: string;
  readonly Dimensions?: unknown[];
  readonly Period?: number;
  readonly Statistic?: string;
  readonly Threshold: number;
  readonly TreatMissingData: string;
}

const alarms = (props: Parameters<typeof auditedStack>[0] = {}): AlarmProperties[] => (
  Object.values(auditedStack(props).template().findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties as AlarmProperties)
);
const all = alarms(EVERYTHING);
const named = (name: string, among = all): AlarmProperties => among.find(({ AlarmName }) => AlarmName === `luigi-etl-${name}`) as AlarmProperties;

describe('the alarms of a service', () => {
  test.each<[string, string, number, number, number, string?]>([
    ['DeniedSpike', 'Denied', 100, 300, 1],
    ['BreakGlassUsed', 'BreakGlassUse', 1, 300, 1],
    ['MappingsStale', 'MappingsAge', 600, 300, 2, 'breaching'],
    ['MappingsInvalid', 'MappingsInvalid', 1, 300, 1],
    ['RevocationsNotRead', 'RevocationsNotRead', 1, 300, 1],
    ['IssuersWithoutKeys', 'IssuersWithoutKeys', 1, 300, 1],
    ['DecisionRecordsNotKept', 'DecisionRecordsNotKept', 1, 300, 1],
    ['ClaimsTooLarge', 'ELBAuthUserClaimsSizeExceeded', 1, 300, 1],
    ['FirewallBlocks', 'BlockedRequests', 500, 300, 1],
    ['NoHealthyTask', 'HealthyHostCount', 1, 60, 5, 'breaching'],
    ['SlowResponses', 'TargetResponseTime', 5, 300, 3],
    ['LuigidRestarts', 'LuigidStarts', 3, 3600, 1],
    ['StateTooOld', 'StateUnsaved', 900, 300, 1],
    ['StateNotSaved', 'StateNotSaved', 5, 300, 1],
    ['StateLost', 'StateLost', 1, 300, 1],
    ['LuigidBusy', 'LuigidLoopDelay', 1000, 300, 3],
    ['LuigidHeld', 'LuigidLoopHeld', 10_000, 300, 1],
    ['WorkersWait', 'WorkersWait', 5000, 300, 3],
    ['WorkersTurnedAway', 'WorkersTurnedAway', 1, 300, 1],
    ['ViewersTurnedAway', 'ViewersTurnedAway', 100, 300, 1],
    ['StartsUndelivered', 'ApproximateNumberOfMessagesVisible', 1, 300, 1],
  ])('%s rings by %s: %d in %d s, %d times', (name, metric, threshold, period, periods, missing = 'notBreaching') => {
    expect(named(name)).toMatchObject({
      MetricName: metric,
      Threshold: threshold,
      Period: period,
      EvaluationPeriods: periods,
      TreatMissingData: missing,
      ComparisonOperator: name === 'NoHealthyTask' ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
    });
  });

  test('that ring at the first sign ring by what is most: a count below zero, put by somebody in the account, does not silence them', () => {
    const first = all.filter(({ Namespace, Threshold }) => Namespace?.startsWith('Luigi/') === true && Threshold === 1);

    expect(first.map(({ AlarmName, Statistic }) => [AlarmName, Statistic])).toEqual(
      ['BreakGlassUsed', 'MappingsInvalid', 'RevocationsNotRead', 'IssuersWithoutKeys', 'DecisionRecordsNotKept', 'StateLost', 'WorkersTurnedAway'].map((name) => [`luigi-etl-${name}`, 'Maximum']),
    );
  });

  test.each([['ServerErrors', 5, 60, 5], ['LoginErrors', 10, 300, 1]])('%s rings by a sum: %d in %d s, %d times', (name, threshold, period, periods) => {
    const { Metrics = [], ...alarm } = named(name);

    expect(alarm).toMatchObject({ Threshold: threshold, EvaluationPeriods: periods, TreatMissingData: 'notBreaching' });
    expect(new Set(Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Period])))).toEqual(new Set([period]));
  });

  test.each<[AlarmThresholds, string, number]>([
    [{ deniedCalls: 1 }, 'DeniedSpike', 1], [{ mappingsAge: Duration.seconds(60) }, 'MappingsStale', 60], [{ mappingsAge: Duration.hours(1) }, 'MappingsStale', 3600],
    [{ responseTime: Duration.millis(1) }, 'SlowResponses', 0.001], [{ responseTime: Duration.minutes(1) }, 'SlowResponses', 60],
    [{ luigidDelay: Duration.millis(1) }, 'LuigidBusy', 1], [{ luigidDelay: Duration.minutes(1) }, 'LuigidBusy', 60_000],
    [{ luigidHeld: Duration.millis(100) }, 'LuigidHeld', 100], [{ luigidHeld: Duration.minutes(5) }, 'LuigidHeld', 300_000],
    [{ workersWait: Duration.millis(1) }, 'WorkersWait', 1], [{ workersWait: Duration.seconds(9) }, 'WorkersWait', 9000],
    [{ workersTurnedAway: 1 }, 'WorkersTurnedAway', 1], [{ viewersTurnedAway: 1 }, 'ViewersTurnedAway', 1],
    [{ stateUnsaved: Duration.minutes(1) }, 'StateTooOld', 60], [{ stateUnsaved: Duration.days(1) }, 'StateTooOld', 86_400],
  ])('thresholds may be as small and as large as that: %j', (thresholds, name, threshold) => {
    expect(named(name, alarms({ thresholds }))).toMatchObject({ Threshold: threshold });
  });

  test('are these twenty-three, and four less without break-glass mapping, web ACL, jobs and machines', () => {
    expect(all.map(({ AlarmName }) => AlarmName)).toHaveLength(23);
    expect(alarms().map(({ AlarmName }) => AlarmName).sort()).toEqual(
      all.map(({ AlarmName }) => AlarmName).filter((name) => !/BreakGlass|Firewall|Undelivered|WithoutKeys/.test(name)).sort(),
    );
  });

  test('tell the topic when they ring and when it is over', () => {
    const topic = [{ Ref: expect.stringMatching(/^Topic/) as string }];

    expect(all.map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])).toEqual(all.map(() => [topic, topic]));
  });

  test('say what has happened and what to do, within what CloudWatch takes, and lead to a chapter that is there', () => {
    const chapters = [...readFileSync(join(__dirname, '../../../../docs/audit.md'), 'utf8').matchAll(/^### (\w+)$/gm)].map(([, title]) => title?.toLowerCase());
    for (const { AlarmName, AlarmDescription } of all) {
      expect(AlarmDescription).toMatch(/^\S.+\. First: .+\. More: https:\/\/\S+\/docs\/audit\.md#\w+$/);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
      expect(AlarmDescription.split('#')[1]).toBe(AlarmName.slice('luigi-etl-'.length).toLowerCase());
      expect(chapters).toContain(AlarmDescription.split('#')[1]);
    }
  });

  test('watch metrics that a filter of the service makes or its gateway writes, without dimensions, where they are its own', () => {
    const made = Object.values(auditedStack(EVERYTHING).template().findResources('AWS::Logs::MetricFilter'))
      .map(({ Properties }) => (Properties as { MetricTransformations: Array<{ MetricName: string }> }).MetricTransformations[0]?.MetricName);
    const watched = all.flatMap(({ Namespace, MetricName, Metrics = [] }) => [
      { Namespace, MetricName }, ...Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric])),
    ]).filter(({ Namespace }) => Namespace === 'Luigi/etl').map(({ MetricName }) => MetricName);

    expect(watched.length).toBeGreaterThan(13);
    expect([...made, ...Object.values(GATEWAY_METRICS).map(({ name }) => name)]).toEqual(expect.arrayContaining(watched));
    expect(all.filter(({ Namespace, Dimensions }) => Namespace === 'Luigi/etl' && Dimensions !== undefined)).toEqual([]);
  });

  test('ring, and end, however few answers there were: at night a small team has no thousand in 5 minutes', () => {
    expect(all.filter(({ EvaluateLowSampleCountPercentile }) => EvaluateLowSampleCountPercentile === 'ignore').map(({ AlarmName }) => AlarmName)).toEqual([]);
    expect(named('SlowResponses')).toMatchObject({ ExtendedStatistic: 'p99', TreatMissingData: 'notBreaching' });
  });

  test('tell of Luigi\'s options by the names that Luigi has for them today', () => {
    expect(named('LuigidBusy').AlarmDescription).toContain('[worker] ping_interval');
    expect(all.filter(({ AlarmDescription }) => AlarmDescription.includes('worker-ping-interval'))).toEqual([]);
  });

  test.each(['LuigidBusy', 'LuigidHeld'])('%s rings by a luigid that does not even tell how it is: that counts as held for as long as it is waited for', (name) => {
    expect(HEALTH_WITHIN_MS).toBeGreaterThanOrEqual(named(name).Threshold);
  });

  test('of the line of workers can ring: nobody stands there for as long as the highest threshold', () => {
    expect(LINES_BOUNDS.workers.patienceMs).toBeGreaterThan(named('WorkersWait', alarms({ thresholds: { workersWait: Duration.seconds(9) } })).Threshold);
  });

  test('ring when they are told to', () => {
    const told = alarms({
      ...EVERYTHING,
      thresholds: {
        deniedCalls: 1, serverErrors: 2, responseTime: Duration.millis(1500), withoutTask: Duration.minutes(15), mappingsAge: Duration.minutes(20),
        luigidStarts: 4, stateUnsaved: Duration.hours(1), failedDumps: 6, loginErrors: 7, blockedRequests: 8,
        luigidDelay: Duration.millis(250), luigidHeld: Duration.seconds(3), workersWait: Duration.millis(1500),
        workersTurnedAway: 9, viewersTurnedAway: 10,
      },
    });
    const threshold = (name: string): number => named(name, told).Threshold;

    expect(['DeniedSpike', 'ServerErrors', 'SlowResponses', 'MappingsStale', 'LuigidRestarts', 'StateTooOld', 'StateNotSaved', 'LoginErrors', 'FirewallBlocks'].map(threshold))
      .toEqual([1, 2, 1.5, 1200, 4, 3600, 6, 7, 8]);
    expect(['LuigidBusy', 'LuigidHeld', 'WorkersWait', 'WorkersTurnedAway', 'ViewersTurnedAway'].map(threshold)).toEqual([250, 3000, 1500, 9, 10]);
    expect(named('NoHealthyTask', told)).toMatchObject({ EvaluationPeriods: 15, AlarmDescription: expect.stringContaining('no healthy task for 15 min') as string });
  });

  test.each<[AlarmThresholds, string]>([
    [{ deniedCalls: 0 }, 'got alarm threshold deniedCalls 0, expected a whole number of 1 or more'],
    [{ serverErrors: 1.5 }, 'got alarm threshold serverErrors 1.5, expected a whole number of 1 or more'],
    [{ luigidStarts: -1 }, 'got alarm threshold luigidStarts -1, expected a whole number of 1 or more'],
    [{ failedDumps: NaN }, 'got alarm threshold failedDumps NaN, expected a whole number of 1 or more'],
    [{ loginErrors: Infinity }, 'got alarm threshold loginErrors Infinity, expected a whole number of 1 or more'],
    [{ blockedRequests: 0.1 }, 'got alarm threshold blockedRequests 0.1, expected a whole number of 1 or more'],
    [{ responseTime: Duration.seconds(0) }, 'got alarm threshold responseTime 0 s, expected 0.001 to 60 s'],
    [{ responseTime: Duration.minutes(2) }, 'got alarm threshold responseTime 120 s, expected 0.001 to 60 s'],
    [{ withoutTask: Duration.seconds(90) }, 'got alarm threshold withoutTask 90 s, expected whole minutes'],
    [{ withoutTask: Duration.seconds(30) }, 'got alarm threshold withoutTask 30 s, expected 60 to 3600 s'],
    [{ withoutTask: Duration.hours(2) }, 'got alarm threshold withoutTask 7200 s, expected 60 to 3600 s'],
    [{ mappingsAge: Duration.seconds(59) }, 'got alarm threshold mappingsAge 59 s, expected 60 to 3600 s'],
    [{ mappingsAge: Duration.hours(2) }, 'got alarm threshold mappingsAge 7200 s, expected 60 to 3600 s'],
    [{ luigidDelay: Duration.seconds(0) }, 'got alarm threshold luigidDelay 0 s, expected 0.001 to 60 s'],
    [{ luigidHeld: Duration.millis(99) }, 'got alarm threshold luigidHeld 0.099 s, expected 0.1 to 300 s'],
    [{ workersWait: Duration.seconds(10) }, 'got alarm threshold workersWait 10 s, expected 0.001 to 9 s'],
    [{ workersTurnedAway: 0 }, 'got alarm threshold workersTurnedAway 0, expected a whole number of 1 or more'],
    [{ viewersTurnedAway: 0.5 }, 'got alarm threshold viewersTurnedAway 0.5, expected a whole number of 1 or more'],
    [{ stateUnsaved: Duration.days(2) }, 'got alarm threshold stateUnsaved 172800 s, expected 60 to 86400 s'],
    [{ mappingsAge: Duration.seconds(Lazy.number({ produce: () => 600 })) }, 'got alarm threshold mappingsAge as a token, expected a duration that is known at synthesis'],
  ])('%j are refused', (thresholds, message) => {
    expect(() => auditedStack({ ...EVERYTHING, thresholds })).toThrow(new Error(message));
  });

  test('a count may be a token', () => {
    expect(named('DeniedSpike', alarms({ thresholds: { deniedCalls: Lazy.number({ produce: () => 12 }) } })).Threshold).toBe(12);
  });
});
