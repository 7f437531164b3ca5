import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { RunFailureNotice, type RunFailureNoticeProps } from '../../../../lib/jobs/run-failure-notice';
import { patternMatches, transformed, type InputTransformer } from '../../../support/event-pattern';
import { flat } from '../../../support/lib/flat';

interface RuleProperties {
  readonly EventPattern: unknown;
  readonly Targets: readonly [{ readonly Arn: unknown; readonly InputTransformer: InputTransformer; readonly DeadLetterConfig?: unknown }];
}

function notice(over: (stack: Stack) => Partial<RunFailureNoticeProps> = () => ({})): { readonly template: Template; readonly rule: RuleProperties } {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const topic = new sns.Topic(stack, 'Alarms', { masterKey: new kms.Key(stack, 'Key') });
  new RunFailureNotice(stack, 'Notice', { serviceName: 'etl', topic, ...over(stack) });
  const template = Template.fromStack(stack);
  const [resource] = Object.values(template.findResources('AWS::Events::Rule')) as [{ Properties: unknown }];
  return { template, rule: flat(resource.Properties, (reference) => (reference === 'AWS::Partition' ? 'aws' : `<${reference}>`)) as RuleProperties };
}

/** A change of an execution as Step Functions tells EventBridge. */
function change(over: Record<string, unknown> = {}, event: Record<string, unknown> = {}): Record<string, unknown> {
  const machine = 'luigi-etl_daily-report';
  return {
    'version': '0', 'id': '1', 'source': 'aws.states', 'detail-type': 'Step Functions Execution Status Change', 'account': '111122223333', 'region': 'eu-west-1',
    'time': '2026-11-23T06:10:00Z', 'resources': [], ...event,
    'detail': {
      executionArn: `arn:aws:states:eu-west-1:111122223333:execution:${machine}:run-1`, stateMachineArn: `arn:aws:states:eu-west-1:111122223333:stateMachine:${machine}`,
      name: 'run-1', status: 'FAILED', startDate: 1, stopDate: 2, input: '{"parameters":{"day":"2026-11-22"}}', output: null, error: 'a "quote"', cause: '"another\n', ...over,
    },
  };
}

describe('a run that did not succeed is told:', () => {
  const { rule } = notice();

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('%s', (status) => {
    expect(patternMatches(rule.EventPattern, change({ status }))).toBe(true);
  });

  test.each<[string, Record<string, unknown>]>([
    ['one that runs', change({ status: 'RUNNING' })],
    ['one that succeeded', change({ status: 'SUCCEEDED' })],
    ['one of a service whose name goes on', change({ stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:luigi-etl-two_daily' })],
    ['one of no service', change({ stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:other' })],
    ['what another source says', change({}, { source: 'mine' })],
  ])('not %s', (_, event) => {
    expect(patternMatches(rule.EventPattern, event)).toBe(false);
  });

  test('in a sentence that says which, without parameters, and whatever words the error has', () => {
    const said = transformed(rule.Targets[0].InputTransformer, change({ status: 'ABORTED' }));
    expect(said).toBe('A run of a job of the Luigi service etl did not succeed: ABORTED. Run: run-1. '
      + 'Job: the last part of arn:aws:states:eu-west-1:111122223333:stateMachine:luigi-etl_daily-report. '
      + 'When: 2026-11-23T06:10:00Z, in account 111122223333, region eu-west-1. '
      + 'Its page in Luigi says why and who asked for it; so does the execution in Step Functions.');
  });
});

test('EventBridge may publish, and use the topic\'s key for it', () => {
  const { template } = notice();
  template.hasResourceProperties('AWS::SNS::TopicPolicy', { PolicyDocument: { Statement: [
    Match.objectLike({ Sid: 'RunFailureNotices', Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } }),
  ] } });
  template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'LuigiEvents' })]) } });
});

test('what could not be delivered goes to a queue, if one is given', () => {
  const { template, rule } = notice((stack) => ({ deadLetterQueue: new sqs.Queue(stack, 'Queue') }));
  expect(rule.Targets[0].DeadLetterConfig).toEqual({ Arn: expect.stringMatching(/^<Queue.*\.Arn>$/) as string });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [Match.objectLike({
    Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' },
    Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('^NoticeRule'), 'Arn'] } } },
  })] } });
});
