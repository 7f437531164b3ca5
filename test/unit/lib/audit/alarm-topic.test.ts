import { Match, Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { auditedStack } from '../../../support/lib/audited-stack';

const TOPIC = { Ref: Match.stringLikeRegexp('^Topic') };

describe('the topic of alarms', () => {
  test('is encrypted with the key', () => {
    auditedStack().template().hasResourceProperties('AWS::SNS::Topic', {
      DisplayName: 'Luigi etl', KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
    });
  });

  test('takes nothing without TLS, and messages from alarms of this account only', () => {
    auditedStack().template().hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [TOPIC],
      PolicyDocument: {
        Statement: [
          { Sid: 'AllowPublishThroughSSLOnly', Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: TOPIC, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Sid: 'AlarmsOfThisAccount',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: TOPIC,
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  test('a rule adds itself, without a condition', () => {
    const { stack, topic } = auditedStack();
    new Rule(stack, 'Rule', { eventPattern: { source: ['aws.ssm'] }, targets: [new SnsTopic(topic)] });

    Template.fromStack(stack).hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{ Sid: Match.anyValue(), Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: TOPIC }]),
      },
    });
  });
});
