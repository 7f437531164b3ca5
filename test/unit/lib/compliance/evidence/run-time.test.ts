import { App, Stack } from 'aws-cdk-lib';
import { Alarm, CompositeAlarm, AlarmRule, AlarmState, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FlowLogDestination, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnQueryDefinition, FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { LuigiExample } from '../../../../../bin/example/stack';
import { QUERIES } from '../../../../../lib/audit/query-texts';
import type { RunTimeEvidence } from '../../../../../lib/compliance/evidence/document';
import { OWN_ALARMS, OWN_LOGS, OWN_QUERIES } from '../../../../../lib/compliance/evidence/own-evidence';
import { runTimeEvidenceOf } from '../../../../../lib/compliance/evidence/run-time';
import { templatesOf } from '../../../../../lib/compliance/soc2/model/app-templates';
import { Estate } from '../../../../../lib/compliance/soc2/model/estate';

type Found = Readonly<Record<string, RunTimeEvidence & { readonly criteria: readonly string[] }>>;

function foundIn(app: App): Found {
  return Object.fromEntries(runTimeEvidenceOf(new Estate([...templatesOf(app).values()]))
    .map(({ criteria, evidence }) => [evidence.resource.replace(/\/Resource$/, ''), { ...evidence, criteria: [...criteria].sort() }]));
}

function found(build: (stack: Stack) => void): Found {
  const app = new App();
  build(new Stack(app, 'Stack'));
  return foundIn(app);
}

describe('run-time evidence of anybody\'s stacks', () => {
  test('a log group is evidence for what its writer is about', () => {
    const all = found((stack) => {
      const logGroup = new LogGroup(stack, 'Flows');
      new Vpc(stack, 'Vpc', { flowLogs: { all: { destination: FlowLogDestination.toCloudWatchLogs(logGroup) } } });
      new LogGroup(stack, 'Other', { logGroupName: 'other' });
    });
    expect(all['Stack/Flows']).toMatchObject({ kind: 'log group', criteria: ['CC6.6', 'CC7.2', 'CC7.3'], shows: 'connections that the network let through or refused' });
    expect(all['Stack/Other']).toMatchObject({ name: 'other', criteria: ['CC7.2'], shows: expect.stringContaining('do not say') as string });
  });

  test('a saved query reads log groups, by reference or by name', () => {
    const all = found((stack) => {
      const one = new LogGroup(stack, 'One');
      new LogGroup(stack, 'Two', { logGroupName: 'two' });
      new CfnQueryDefinition(stack, 'Query', { name: 'mine', queryString: 'fields @message', logGroupNames: [one.logGroupName, 'two', 'elsewhere'] });
    });
    expect(all['Stack/Query']).toMatchObject({ kind: 'saved query', name: 'mine', criteria: ['CC7.2'], logGroups: ['Stack/One/Resource', 'Stack/Two/Resource'] });
  });

  test('an alarm names what it watches, the log group that this is measured in, and whom it tells', () => {
    const all = found((stack) => {
      const logGroup = new LogGroup(stack, 'Logs');
      const filter = new MetricFilter(stack, 'Filter', { logGroup, metricNamespace: 'Mine', metricName: 'Errors', filterPattern: FilterPattern.allTerms('ERROR') });
      const alarm = new Alarm(stack, 'Alarm', { metric: filter.metric(), threshold: 1, evaluationPeriods: 1, alarmDescription: 'errors' });
      alarm.addAlarmAction(new SnsAction(new Topic(stack, 'Topic')));
    });
    expect(all['Stack/Alarm']).toMatchObject({
      kind: 'alarm', criteria: ['CC7.2', 'CC7.4'], shows: 'errors; watches Mine Errors', logGroups: ['Stack/Logs/Resource'], tells: ['Stack/Topic/Resource'],
    });
  });

  test.each([
    ['AWS/ApplicationELB', 'ELBAuthFailure', ['CC6.1', 'CC7.2', 'CC7.3']],
    ['AWS/ApplicationELB', 'UnHealthyHostCount', ['A1.2', 'CC7.2']],
    ['AWS/WAFV2', 'BlockedRequests', ['CC6.6', 'CC7.2', 'CC7.3']],
    ['Mine', 'Anything', ['CC7.2']],
  ])('an alarm on %s %s is evidence by what it watches; one that tells nobody is none of a response', (namespace, metricName, criteria) => {
    const all = found((stack) => {
      new Alarm(stack, 'Alarm', { metric: new Metric({ namespace, metricName }), threshold: 1, evaluationPeriods: 1 });
    });
    expect(all['Stack/Alarm']).toMatchObject({ criteria, tells: [] });
  });

  test('an alarm on an expression, or on other alarms, counts too', () => {
    const all = found((stack) => {
      const metric = new MathExpression({ expression: 'a+b', usingMetrics: { a: new Metric({ namespace: 'AWS/WAFV2', metricName: 'B' }), b: new Metric({ namespace: 'Mine', metricName: 'A' }) } });
      const alarm = new Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
      new CompositeAlarm(stack, 'Both', { alarmRule: AlarmRule.fromAlarm(alarm, AlarmState.ALARM), compositeAlarmName: 'both' });
    });
    expect(all['Stack/Alarm']).toMatchObject({ criteria: ['CC6.6', 'CC7.2', 'CC7.3'], shows: 'watches AWS/WAFV2 B, Mine A' });
    expect(all['Stack/Both']).toMatchObject({ name: 'both', criteria: ['CC7.2'], shows: 'watches other alarms' });
  });

  test('a rule of EventBridge is evidence where it tells a topic', () => {
    const all = found((stack) => {
      const eventPattern = { source: ['aws.guardduty'] };
      new Rule(stack, 'Told', { eventPattern, targets: [new SnsTopic(new Topic(stack, 'Topic'))] });
      new Rule(stack, 'Untold', { eventPattern, targets: [new SqsQueue(new Queue(stack, 'Queue'))] });
    });
    expect(all['Stack/Told']).toMatchObject({ kind: 'event rule', criteria: ['CC7.2', 'CC7.3', 'CC7.4'], tells: ['Stack/Topic/Resource'] });
    expect(all['Stack/Untold']).toBeUndefined();
  });
});

describe('run-time evidence of a LuigiService', () => {
  const app = new App();
  new LuigiExample(app, 'Example');
  const all = foundIn(app);
  const below = (path: string) => Object.entries(all).filter(([resource]) => resource.startsWith(`Example/Luigi/${path}/`));

  test('each log, by what is measured in it', () => {
    expect(below('Logs').map(([path, { shows }]) => [path.split('/').at(-1)?.toLowerCase(), shows]).sort())
      .toEqual(Object.entries(OWN_LOGS).map(([name, { shows }]) => [name, shows]).sort());
  });

  test('each alarm has its row in the table', () => {
    const alarms = below('Alarms');
    expect(alarms.length).toBeGreaterThan(10);
    for (const [path, { criteria, tells }] of alarms) {
      expect({ path, criteria }).toEqual({ path, criteria: [...OWN_ALARMS[path.split('/').at(-1) as string] ?? [], 'CC7.4'].filter((one, index, every) => every.indexOf(one) === index).sort() });
      expect(tells).toEqual(['Example/Luigi/AlarmTopic/Resource/Resource']);
    }
  });

  test('each saved query has its row in the table', () => {
    expect(QUERIES.map(({ name }) => name).sort()).toEqual(Object.keys(OWN_QUERIES).sort());
    expect(below('Queries').map(([, { shows }]) => shows).sort()).toEqual(Object.values(OWN_QUERIES).map(({ shows }) => shows).sort());
  });

  test('the notice of changed mappings is evidence for who may do what', () => {
    expect(all['Example/Luigi/MappingChangeNotice/Rule']).toMatchObject({ criteria: ['CC6.3', 'CC7.1', 'CC7.3', 'CC7.4', 'CC8.1'] });
  });
});
