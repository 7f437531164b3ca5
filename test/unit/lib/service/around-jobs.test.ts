import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

describe('starts by schedule that could not be delivered', () => {
  const { stack, service } = aLuigiStack(() => ({ serviceName: 'etl' }));
  const queue = service.jobDefaults.deadLetterQueue as IQueue;
  const sender = new Role(stack, 'Sender', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  queue.grantSendMessages(sender);
  const template = Template.fromStack(stack);
  const isKey = { 'Fn::GetAtt': [Match.stringLikeRegexp('^LuigiKey'), 'Arn'] };

  test('are kept for two weeks, encrypted with the service\'s key, in one queue for all its jobs', () => {
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.hasResource('AWS::SQS::Queue', {
      DeletionPolicy: 'Retain', Properties: { MessageRetentionPeriod: 1_209_600, KmsMasterKeyId: isKey, QueueName: Match.absent() },
    });
  });

  test('come by TLS only', () => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Action: 'sqs:*', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('can be sent by a role that is let send: queue and key', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^Sender') }],
      PolicyDocument: { Statement: Match.arrayWith([
        Match.objectLike({ Action: Match.arrayWith(['sqs:SendMessage']), Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LuigiUndeliveredStarts'), 'Arn'] } }),
        Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']), Resource: isKey }),
      ]) },
    });
  });

  test('ring an alarm while nobody has taken them', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'luigi-etl-StartsUndelivered',
      Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum', Threshold: 1,
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LuigiUndeliveredStarts'), 'QueueName'] } }],
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^LuigiAlarmTopic') }],
    });
  });

  test('go with the stack where all is to go', () => {
    Template.fromStack(aLuigiStack(() => ({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false })).stack)
      .hasResource('AWS::SQS::Queue', { DeletionPolicy: 'Delete' });
  });
});

describe('the cluster that a service makes', () => {
  const template = Template.fromStack(aLuigiStack().stack);

  test('has spare capacity for jobs, and gives it to nobody who does not ask', () => {
    template.hasResourceProperties('AWS::ECS::ClusterCapacityProviderAssociations', { CapacityProviders: ['FARGATE', 'FARGATE_SPOT'], DefaultCapacityProviderStrategy: [] });
  });

  test('runs the service itself on demand', () => {
    template.hasResourceProperties('AWS::ECS::Service', { LaunchType: 'FARGATE', CapacityProviderStrategy: Match.absent() });
  });
});

test('runs of its jobs that do not succeed are told to those whom alarms tell, with no change when a job is added', () => {
  const template = Template.fromStack(aLuigiStack(() => ({ serviceName: 'etl' })).stack);

  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['aws.states'], detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ prefix: { 'Fn::Join': ['', Match.arrayWith([':stateMachine:luigi-etl_'])] } }] } },
    Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^LuigiAlarmTopic') } })],
  });
});
