import { App, CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { MappingChangeNotice, type MappingChangeNoticeProps } from '../../../../lib/access/mapping-change-notice';
import { MappingWrites } from '../../../../lib/access/mapping-writes';
import { ServiceKeyPolicy } from '../../../../lib/audit/service-key-policy';
import { patternMatches, transformed, type InputTransformer } from '../../../support/event-pattern';

interface RuleProperties {
  readonly EventPattern: unknown;
  readonly Targets: readonly { readonly Arn: unknown; readonly InputTransformer: InputTransformer }[];
}

function notice(over: Partial<MappingChangeNoticeProps> = {}): { readonly stack: Stack; readonly rule: RuleProperties } {
  const stack = new Stack(new App(), 'Stack');
  const topic = new sns.Topic(stack, 'Alarms', { masterKey: new kms.Key(stack, 'Key') });
  new MappingChangeNotice(stack, 'Notice', { serviceName: 'etl', topic, ...over });
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return { stack, rule: (resource as { readonly Properties: RuleProperties }).Properties };
}

/** A call as CloudTrail's events in EventBridge look, made by a person with the CLI. */
function call(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    'version': '0', 'id': '1', 'source': 'aws.ssm', 'detail-type': 'AWS API Call via CloudTrail', 'account': '111122223333', 'region': 'eu-west-1', 'time': '2026-11-02T08:00:05Z', 'resources': [],
    'detail': {
      eventVersion: '1.11',
      userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Admin/mallory', accountId: '111122223333' },
      eventTime: '2026-11-02T08:00:00Z', eventSource: 'ssm.amazonaws.com', eventName: 'PutParameter', awsRegion: 'eu-west-1',
      sourceIPAddress: '203.0.113.9', userAgent: 'aws-cli/2.0 "quoted"',
      requestParameters: { name: '/luigi/etl/access/Admins', type: 'String', value: 'HIDDEN_DUE_TO_SECURITY_REASONS', overwrite: true },
      responseElements: { version: 2, tier: 'Standard' }, eventID: 'b8f28767-d9c0-41ca-8aa0-878a68b2bca4', readOnly: false, eventType: 'AwsApiCall', managementEvent: true,
      ...over,
    },
  };
}

const byCloudFormation = {
  sourceIPAddress: 'cloudformation.amazonaws.com', userAgent: 'cloudformation.amazonaws.com',
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/cdk-hnb659fds-cfn-exec-role/AWSCloudFormation', invokedBy: 'cloudformation.amazonaws.com' },
};

describe('a write of a mapping outside CloudFormation is told:', () => {
  const { rule } = notice();

  test.each<[string, Record<string, unknown>]>([
    ['a mapping that is put', {}],
    ['a mapping that is deleted', { eventName: 'DeleteParameter', requestParameters: { name: '/luigi/etl/access/Admins' } }],
    ['one among several that are deleted', { eventName: 'DeleteParameters', requestParameters: { names: ['/other', '/luigi/etl/access/Admins'] } }],
    ['one that is put by an automation of another service', { sourceIPAddress: 'ssm.amazonaws.com', userIdentity: { type: 'AssumedRole', invokedBy: 'ssm.amazonaws.com' } }],
    ['who is shut out', { requestParameters: { name: '/luigi/etl/control/revoked', value: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }],
    ['that nobody is shut out any more', { eventName: 'DeleteParameter', requestParameters: { name: '/luigi/etl/control/revoked' } }],
    ['one that is put from inside AWS', { sourceIPAddress: 'AWS Internal' }],
    ['one that is put by somebody who calls themselves CloudFormation', { userAgent: 'cloudformation.amazonaws.com' }],
  ])('%s', (_what, over) => {
    expect(patternMatches(rule.EventPattern, call(over))).toBe(true);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a deployment', byCloudFormation],
    ['a deployment in China', { ...byCloudFormation, sourceIPAddress: 'cloudformation.amazonaws.com.cn' }],
    ['a deletion by deployment', { ...byCloudFormation, eventName: 'DeleteParameter', requestParameters: { name: '/luigi/etl/access/Admins' } }],
    ['a read', { eventName: 'GetParameter' }],
    ['a write that was refused', { errorCode: 'AccessDenied' }],
    ['a job', { requestParameters: { name: '/luigi/etl/jobs/nightly' } }],
    ['who is shut out of another service', { requestParameters: { name: '/luigi/etl2/control/revoked' } }],
    ['the worker lane\'s certificate', { requestParameters: { name: '/luigi/etl/lane' } }],
    ['a mapping of another service', { requestParameters: { name: '/luigi/etl2/access/Admins' } }],
    ['a parameter that merely holds the path', { requestParameters: { name: '/copy/luigi/etl/access/Admins' } }],
    ['several others that are deleted', { eventName: 'DeleteParameters', requestParameters: { names: ['/other', '/luigi/etl/accessories'] } }],
    ['a call that CloudTrail keeps the parameters of to itself', { requestParameters: null }],
  ])('not %s', (_what, over) => {
    expect(patternMatches(rule.EventPattern, call(over))).toBe(false);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a put', {}, 'What: PutParameter /luigi/etl/access/Admins in account 111122223333, region eu-west-1. Who: arn:aws:sts::111122223333:assumed-role/Admin/mallory. When: 2026-11-02T08:00:00Z. From: 203.0.113.9.'],
    ['a deletion whose other names would break the notice', { eventName: 'DeleteParameters', requestParameters: { names: ['"', '/luigi/etl/access/Admins'] } }, 'What: DeleteParameters  in account 111122223333'],
    ['a caller without an ARN', { userIdentity: { type: 'AWSService', invokedBy: 'ssm.amazonaws.com' } }, 'Who: . When:'],
  ])('in a sentence that says what, who, when and from where: %s', (_what, over, expected) => {
    const [target] = rule.Targets;
    const sent = transformed(target!.InputTransformer, call(over));
    expect(sent).toContain(expected);
    expect(sent).toMatch(/^Access mappings of the Luigi service etl, or who is shut out of it, were changed outside CloudFormation\. What: .* CloudTrail has more under the event id b8f28767-d9c0-41ca-8aa0-878a68b2bca4\.$/);
  });
});

describe('every write of a mapping is told on request, without a trail:', () => {
  const { rule } = notice({ writes: MappingWrites.EVERY });
  const change = (detail: Record<string, unknown>): unknown => ({
    'source': 'aws.ssm', 'detail-type': 'Parameter Store Change', 'account': '111122223333', 'region': 'eu-west-1', 'time': '2026-11-02T08:00:05Z',
    'detail': { operation: 'Update', name: '/luigi/etl/access/Admins', type: 'String', description: '"', ...detail },
  });

  test.each(['Create', 'Update', 'Delete'])('%s', (operation) => {
    const event = change({ operation });
    expect(patternMatches(rule.EventPattern, event)).toBe(true);
    expect(transformed(rule.Targets[0]!.InputTransformer, event)).toBe(`An access mapping of the Luigi service etl, or who is shut out of it, was written. What: ${operation} /luigi/etl/access/Admins in account 111122223333, region eu-west-1. When: 2026-11-02T08:00:05Z. CloudTrail and CloudFormation say by whom.`);
  });

  test.each([{ operation: 'LabelParameterVersion' }, { name: '/luigi/etl/jobs/nightly' }, { name: '/luigi/etl2/access/Admins' }, { name: '/luigi/etl/accessories' }])('not %j', (detail) => {
    expect(patternMatches(rule.EventPattern, change(detail))).toBe(false);
  });

  test('who is shut out', () => {
    const event = change({ operation: 'Create', name: '/luigi/etl/control/revoked' });
    expect(patternMatches(rule.EventPattern, event)).toBe(true);
    expect(transformed(rule.Targets[0]!.InputTransformer, event)).toContain('What: Create /luigi/etl/control/revoked in account');
  });

  test('a call that CloudTrail tells of is not told twice', () => {
    expect(patternMatches(rule.EventPattern, call())).toBe(false);
  });
});

describe('the notice', () => {
  test('may be published to a topic of the app, by EventBridge alone and without a condition, which it could not meet', () => {
    const { stack, rule } = notice();
    const [topic] = Object.keys(Template.fromStack(stack).findResources('AWS::SNS::Topic'));
    expect(rule.Targets).toEqual([{ Id: 'Target0', Arn: { Ref: topic }, InputTransformer: expect.anything() }]);
    Template.fromStack(stack).hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' }, Resource: { Ref: topic }, Condition: Match.absent() }] },
    });
  });

  test('lets EventBridge use the key of an encrypted topic for topics alone, and says so once beside what the service itself says', () => {
    const stack = new Stack(new App(), 'Stack');
    const masterKey = new kms.Key(stack, 'Key');
    ServiceKeyPolicy.allow(masterKey, stack);
    new MappingChangeNotice(stack, 'Notice', { serviceName: 'etl', topic: new sns.Topic(stack, 'Alarms', { masterKey }) });
    const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key')) as { Properties: { KeyPolicy: { Statement: { Principal: { Service?: unknown } }[] } } }[];

    expect(key!.Properties.KeyPolicy.Statement.filter(({ Principal }) => Principal.Service === 'events.amazonaws.com')).toEqual([expect.objectContaining({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': { 'Fn::Join': ['', expect.arrayContaining([':*'])] } } },
    })]);
  });

  test('may go to a topic that is brought', () => {
    const stack = new Stack(new App(), 'Stack');
    new MappingChangeNotice(stack, 'Notice', { serviceName: 'etl', topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alarms') });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', { State: 'ENABLED', Targets: [Match.objectLike({ Arn: 'arn:aws:sns:eu-west-1:111122223333:alarms' })] });
    Template.fromStack(stack).resourceCountIs('AWS::SNS::TopicPolicy', 0);
  });

  test('is kept in a dead letter queue that is brought', () => {
    const stack = new Stack(new App(), 'Stack');
    const deadLetterQueue = new sqs.Queue(stack, 'Lost');
    new MappingChangeNotice(stack, 'Notice', { serviceName: 'etl', topic: new sns.Topic(stack, 'Topic'), deadLetterQueue });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ DeadLetterConfig: { Arn: stack.resolve(deadLetterQueue.queueArn) as unknown } })] });
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [Match.objectLike({
      Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' }, Resource: stack.resolve(deadLetterQueue.queueArn) as unknown,
      Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('Rule'), 'Arn'] } } },
    })] } });
  });

  test('works for a service whose name is known at deployment only', () => {
    const stack = new Stack(new App(), 'Stack');
    new MappingChangeNotice(stack, 'Notice', { serviceName: new CfnParameter(stack, 'Name').valueAsString, topic: new sns.Topic(stack, 'Topic') });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { $or: [{ requestParameters: { name: [{ prefix: { 'Fn::Join': ['', ['/luigi/', { Ref: 'Name' }, '/access/']] } }, { prefix: { 'Fn::Join': ['', ['/luigi/', { Ref: 'Name' }, '/control/']] } }] } }, Match.anyValue()] } },
    });
  });

  test('adds nothing that the packs would find', () => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new HIPAASecurityChecks(app), new PCIDSS321Checks(app));
    const stack = new Stack(app, 'Stack');
    new MappingChangeNotice(stack, 'Notice', { serviceName: 'etl', topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alarms') });
    expect(() => app.synth()).not.toThrow();
  });
});
