import { Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Alarm, CfnAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AccountRootPrincipal, PolicyStatement, ServicePrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, Topic, type TopicProps } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ALARM_TOPIC_REACHES_SOMEBODY } from '../../../../../../../lib/compliance/soc2/rules/cc7-4/alarm-topic-reaches-somebody';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

function topic(also: (topic: Topic, stack: Stack, other: Stack) => void, props: (stack: Stack) => TopicProps = () => ({})) {
  return judged(ALARM_TOPIC_REACHES_SOMEBODY, (stack) => {
    const made = new Topic(stack, 'Topic', props(stack));
    new Alarm(stack, 'Alarm', { metric: new Metric({ namespace: 'App', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new SnsAction(made));
    also(made, stack, new Stack(stack.node.scope, 'Other'));
  })['Stack/Topic/Resource'];
}

const subscribe = (made: Topic) => { made.addSubscription(new EmailSubscription('on-call@example.com')); };

test('a topic for alarms needs somebody who listens, in any stack', () => {
  expect(topic(() => undefined)).toEqual(['Subscription']);
  expect(topic(subscribe)).toEqual([]);
  expect(topic(({ topicArn }, _stack, other) => { new CfnSubscription(other, 'Far', { topicArn, protocol: 'email', endpoint: 'on-call@example.com' }); })).toEqual([]);
  expect(topic((made, stack) => {
    new SlackChannelConfiguration(stack, 'Slack', { slackChannelConfigurationName: 'c', slackChannelId: 'C1', slackWorkspaceId: 'T1', notificationTopics: [made] });
  })).toEqual([]);
  expect(topic(({ topicArn }, stack) => {
    new CfnMicrosoftTeamsChannelConfiguration(stack, 'Teams', { configurationName: 'c', iamRoleArn: 'arn', teamId: 't', teamsChannelId: 'c', teamsTenantId: 't', snsTopicArns: [topicArn] });
  })).toEqual([]);
});

test('a subscription may name it', () => {
  const named = (name: string) => topic((_topic, stack) => {
    new CfnSubscription(stack, 'Named', { topicArn: stack.formatArn({ service: 'sns', resource: name }), protocol: 'email', endpoint: 'on-call@example.com' });
  }, () => ({ topicName: 'alarms' }));

  expect(named('alarms')).toEqual([]);
  expect(named('others')).toEqual(['Subscription']);
});

test('CloudWatch must be let use the key', () => {
  const key = (stack: Stack) => ({ masterKey: new Key(stack, 'Key') });
  const allowed = (stack: Stack) => {
    const masterKey = new Key(stack, 'Key');
    masterKey.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
    return { masterKey };
  };

  expect(topic(subscribe, key)).toEqual(['KmsMasterKeyId']);
  expect(topic(subscribe, allowed)).toEqual([]);
  // To write it makes data keys, to go on it reads them.
  for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
    expect(topic(subscribe, (stack) => {
      const masterKey = new Key(stack, 'Key');
      masterKey.grant(new ServicePrincipal('cloudwatch.amazonaws.com'), action);
      return { masterKey };
    })).toEqual(['KmsMasterKeyId']);
  }
  expect(topic(subscribe, (stack) => ({ masterKey: key(stack).masterKey.addAlias('luigi') }))).toEqual(['KmsMasterKeyId']);
  expect(topic(subscribe, (stack) => ({ masterKey: Alias.fromAliasName(stack, 'Sns', 'alias/aws/sns') }))).toEqual(['KmsMasterKeyId']);
  expect(topic(subscribe, (stack) => ({ masterKey: Key.fromKeyArn(stack, 'Far', 'arn:aws:kms:eu-west-1:123456789012:key/0123') }))).toEqual([]);
});

test('the policy of a topic must let CloudWatch publish', () => {
  const published = (principal: IPrincipal, ...actions: string[]) => topic((made) => {
    subscribe(made);
    made.addToResourcePolicy(new PolicyStatement({ principals: [principal], actions, resources: [made.topicArn] }));
  });

  expect(published(new ServicePrincipal('events.amazonaws.com'), 'sns:Publish')).toEqual(['TopicPolicy']);
  expect(published(new ServicePrincipal('cloudwatch.amazonaws.com'), 'sns:Subscribe')).toEqual(['TopicPolicy']);
  expect(published(new ServicePrincipal('cloudwatch.amazonaws.com'), 'sns:Publish')).toEqual([]);
  expect(published(new AccountRootPrincipal(), 'sns:*')).toEqual([]);
  expect(topic(subscribe, () => ({ enforceSSL: true }))).toEqual(['TopicPolicy']);
});

test('an alarm may name the topic in an ARN', () => {
  const named = (topicName: string) => judged(ALARM_TOPIC_REACHES_SOMEBODY, (stack) => {
    new Topic(stack, 'Topic', { topicName });
    new CfnAlarm(stack, 'Alarm', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, alarmActions: [stack.formatArn({ service: 'sns', resource: 'alarms' })] });
  });

  expect(named('alarms')).toEqual({ 'Stack/Topic/Resource': ['Subscription'] });
  expect(named('others')).toEqual({});
});

test('topics for anything else are not looked at', () => {
  expect(judged(ALARM_TOPIC_REACHES_SOMEBODY, (stack) => { new Topic(stack, 'Topic'); })).toEqual({});
});

test('subscriptions in the topic itself count', () => {
  const template = (subscription: unknown) => ({
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { Subscription: subscription } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, AlarmActions: [{ Ref: 'Topic' }] } },
    },
  });

  expect(judgedTemplate(ALARM_TOPIC_REACHES_SOMEBODY, template([{ Protocol: 'email', Endpoint: 'on-call@example.com' }]))).toEqual({ Topic: [] });
  expect(judgedTemplate(ALARM_TOPIC_REACHES_SOMEBODY, template([]))).toEqual({ Topic: ['Subscription'] });
});
