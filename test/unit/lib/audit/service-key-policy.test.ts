import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ServiceKeyPolicy } from '../../../../lib/audit/service-key-policy';

const TOPICS = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*']] };

function statements() {
  const stack = new Stack(new App(), 'Stack');
  ServiceKeyPolicy.allow(new Key(stack, 'Key'), stack);
  const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key')) as Array<{ Properties: { KeyPolicy: { Statement: Array<Record<string, unknown>> } } }>;
  return (key?.Properties.KeyPolicy.Statement ?? []).slice(1);
}

describe('the policy of a key that a service uses', () => {
  test('lets CloudWatch Logs of the region encrypt log groups of the account, in any partition', () => {
    expect(statements()[0]).toEqual({
      Sid: 'LuigiLogs',
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } },
      Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:*']],
          },
        },
      },
    });
  });

  test('lets alarms of the account publish to encrypted topics', () => {
    expect(statements()[1]).toEqual({
      Sid: 'LuigiAlarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': TOPICS } },
    });
  });

  test('lets rules publish to topics of the account, with no condition on where the event came from: deliveries would fail', () => {
    expect(statements()[2]).toEqual({
      Sid: 'LuigiEvents',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:sns:topicArn': TOPICS } },
    });
  });

  test('lets log delivery read what encrypted state machines write to logs of the account', () => {
    expect(statements()[3]).toEqual({
      Sid: 'LuigiLogDelivery',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: 'kms:Decrypt*',
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':*']] } } },
    });
    expect(statements()).toHaveLength(4);
  });

  test('of a key that was imported is left alone', () => {
    const stack = new Stack(new App(), 'Stack');
    ServiceKeyPolicy.allow(Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012'), stack);

    expect(stack.node.findAll().filter((node) => CfnResource.isCfnResource(node))).toEqual([]);
  });

  test('names the region\'s own service where the region is known, also in China', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'cn-north-1', account: '111122223333' } });

    expect(stack.resolve(ServiceKeyPolicy.logs(stack).toStatementJson())).toMatchObject({
      Principal: { Service: { 'Fn::Join': ['', ['logs.cn-north-1.', { Ref: 'AWS::URLSuffix' }]] } },
    });
  });
});
