import { Stack } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, CfnCompositeAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnService } from 'aws-cdk-lib/aws-ecs';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ALARM_TELLS_SOMEBODY } from '../../../../../../../lib/compliance/soc2/rules/cc7-4/alarm-tells-somebody';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';
import { raw } from '../../../../../../support/lib/soc2-resource';

const ALARM = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, MetricName: 'Errors', Namespace: 'App' };
const PLAIN = { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 };

function alarm(properties: object) {
  return judgedTemplate(ALARM_TELLS_SOMEBODY, {
    Parameters: { Topic: { Type: 'String' }, Topics: { Type: 'CommaDelimitedList' }, On: { Type: 'String', Default: 'true' } },
    Resources: { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...ALARM, ...properties } } },
  }).Alarm;
}

test.each([
  [{}, ['AlarmActions']],
  [{ AlarmActions: [] }, ['AlarmActions']],
  [{ OKActions: ['arn'], InsufficientDataActions: ['arn'] }, ['AlarmActions']],
  [{ AlarmActions: [{ Ref: 'AWS::NoValue' }] }, ['AlarmActions']],
  [{ AlarmActions: ['arn'], ActionsEnabled: false }, ['ActionsEnabled']],
  [{ AlarmActions: ['arn'], ActionsEnabled: 'false' }, ['ActionsEnabled']],
  [{ AlarmActions: ['arn'], ActionsEnabled: { Ref: 'On' } }, ['unresolved:ActionsEnabled']],
  [{ AlarmActions: { Ref: 'Topics' } }, ['unresolved:AlarmActions']],
  [{ AlarmActions: [{ Ref: 'Topic' }] }, []],
  [{ AlarmActions: [''] }, ['AlarmActions']],
  [{ AlarmActions: ['arn'], ActionsEnabled: 'true' }, []],
])('an alarm with %j gets %j', (properties, verdict) => { expect(alarm(properties)).toEqual(verdict); });

test('an alarm of CDK tells a topic of another stack', () => {
  expect(judged(ALARM_TELLS_SOMEBODY, (stack) => {
    const metric = new Metric({ namespace: 'App', metricName: 'Errors' });
    new Alarm(stack, 'Silent', { metric, threshold: 1, evaluationPeriods: 1 });
    new Alarm(stack, 'Loud', { metric, threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new SnsAction(new Topic(new Stack(stack.node.scope, 'Other'), 'Topic')));
  })).toEqual({ 'Stack/Silent/Resource': ['AlarmActions'], 'Stack/Loud/Resource': [] });
});

test('an alarm that something else looks at needs no action; a composite alarm does', () => {
  expect(judged(ALARM_TELLS_SOMEBODY, (stack) => {
    const part = new CfnAlarm(stack, 'Part', PLAIN);
    new CfnAlarm(stack, 'Named', { ...PLAIN, alarmName: 'named' });
    new CfnAlarm(stack, 'NotNamed', { ...PLAIN, alarmName: 'name' });
    new CfnCompositeAlarm(stack, 'Whole', { alarmRule: `ALARM("${part.ref}") OR ALARM(named)`, alarmActions: ['arn'] });
    new CfnCompositeAlarm(stack, 'SilentWhole', { alarmRule: `ALARM("${part.ref}")` });
    const forDeployment = new CfnAlarm(stack, 'Deployment', PLAIN);
    new CfnService(stack, 'Service', { deploymentConfiguration: { alarms: { alarmNames: [forDeployment.ref], enable: true, rollback: true } } });
    const forRule = new CfnAlarm(stack, 'ByRule', PLAIN);
    new CfnRule(stack, 'Rule', { eventPattern: { source: ['aws.cloudwatch'], resources: [forRule.attrArn] }, targets: [{ id: 'Topic', arn: 'arn' }] });
  })).toEqual({
    'Stack/Part': [], 'Stack/Named': [], 'Stack/NotNamed': ['AlarmActions'], 'Stack/Whole': [], 'Stack/SilentWhole': ['AlarmActions'], 'Stack/Deployment': [], 'Stack/ByRule': [],
  });
});

test.each([
  ['AWS::AppConfig::Environment', { ApplicationId: 'app', Name: 'prod', Monitors: [{ AlarmArn: { 'Fn::GetAtt': ['Alarm', 'Arn'] } }] }],
  ['AWS::CodeDeploy::DeploymentGroup', { ApplicationName: 'app', ServiceRoleArn: 'arn', AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Alarm' } }] } }],
  ['AWS::Route53::HealthCheck', { HealthCheckConfig: { Type: 'CLOUDWATCH_METRIC', AlarmIdentifier: { Name: { Ref: 'Alarm' }, Region: 'eu-west-1' } } }],
])('%s acts on the state of an alarm, which needs no action of its own', (Type, Properties) => {
  expect(judgedTemplate(ALARM_TELLS_SOMEBODY, {
    Resources: { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: ALARM }, Watcher: { Type, Properties } },
  })).toEqual({ Alarm: [] });
});

test('an event rule that leads somewhere passes on all alarms, or those that it names', () => {
  const pattern = (more: object = {}) => ({ source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'], ...more });
  const passedOn = (eventPattern: object, more: object = {}) => judged(ALARM_TELLS_SOMEBODY, (stack) => {
    new CfnAlarm(stack, 'Alarm', { ...PLAIN, alarmName: 'app-errors' });
    new CfnRule(stack, 'Rule', { eventPattern, targets: [{ id: 'Topic', arn: 'arn' }], ...more });
  })['Stack/Alarm'];

  for (const detail of [{}, { state: { value: ['ALARM'] } }, { alarmName: ['app-errors'] }, { alarmName: [{ prefix: 'app-' }] }]) expect(passedOn(pattern({ detail }))).toEqual([]);
  for (const detail of [{ state: { value: ['OK'] } }, { alarmName: ['other'] }, { alarmName: [{ prefix: 'web-' }] }]) expect(passedOn(pattern({ detail }))).toEqual(['AlarmActions']);
  expect(passedOn(pattern({ resources: ['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:other'] }))).toEqual(['AlarmActions']);
  expect(passedOn({ source: ['aws.ecs'] })).toEqual(['AlarmActions']);
  expect(passedOn(pattern(), { targets: [] })).toEqual(['AlarmActions']);
  expect(passedOn(pattern(), { state: 'DISABLED' })).toEqual(['AlarmActions']);
});

test('an alarm that stops an experiment needs no action, and one action needs no list', () => {
  expect(judged(ALARM_TELLS_SOMEBODY, (stack) => {
    raw(stack, 'Stops', 'AWS::CloudWatch::Alarm', ALARM);
    raw(stack, 'Experiment', 'AWS::FIS::ExperimentTemplate', { StopConditions: [{ Source: 'aws:cloudwatch:alarm', Value: { 'Fn::GetAtt': ['Stops', 'Arn'] } }] });
    raw(stack, 'One', 'AWS::CloudWatch::Alarm', { ...ALARM, AlarmActions: { Ref: 'Topic' } });
    raw(stack, 'Topic', 'AWS::SNS::Topic', {});
  })).toEqual({ 'Stack/Stops': [], 'Stack/One': [] });
});
