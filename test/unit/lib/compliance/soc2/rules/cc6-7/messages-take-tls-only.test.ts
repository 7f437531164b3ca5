import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Rule } from '../../../../../../../lib/compliance/soc2/rule';
import { QUEUE_TAKES_TLS_ONLY } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/queue-takes-tls-only';
import { TOPIC_TAKES_TLS_ONLY } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/topic-takes-tls-only';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

type Case = readonly [string, Rule, { readonly type: string; readonly list: string; readonly name: string; readonly inline: string }, string, string];
const CASES: readonly Case[] = [
  ['a topic', TOPIC_TAKES_TLS_ONLY, { type: 'AWS::SNS::Topic', list: 'Topics', name: 'TopicName', inline: 'TopicArn' }, 'sns:Publish', 'sns:Subscribe'],
  ['a queue', QUEUE_TAKES_TLS_ONLY, { type: 'AWS::SQS::Queue', list: 'Queues', name: 'QueueName', inline: 'Queue' }, 'sqs:*', 'sqs:SendMessage'],
];

describe.each(CASES)('%s', (_what, rule, { type, list, name, inline }, all, less) => {
  const deny = (Action: unknown, change: object = {}) => ({ Effect: 'Deny', Action, Principal: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } }, ...change });
  const having = (Statement: unknown, properties: object = {}, of: unknown = { Ref: 'Judged' }) => verdictOn(rule, type, properties, (stack) => {
    raw(stack, 'Policy', `${type}Policy`, { [list]: [of], PolicyDocument: { Statement } });
  });

  test('a policy that denies it complies', () => {
    expect(having([deny(all)])).toEqual([]);
    expect(having(deny([less, all]))).toEqual([]);
    expect(having(deny(all.toUpperCase(), { Principal: { AWS: '*' } }))).toEqual([]);
    expect(verdictOn(rule, type, {}, (stack) => { raw(stack, 'Policy', `${type}InlinePolicy`, { [inline]: { Ref: 'Judged' }, PolicyDocument: { Statement: [deny(all)] } }); })).toEqual([]);
  });

  test('so does a KMS key: the service takes HTTPS only then', () => {
    expect(verdictOn(rule, type, { KmsMasterKeyId: HANDED_IN })).toEqual([]);
    expect(verdictOn(rule, type, { KmsMasterKeyId: 'alias/x' })).toEqual([]);
    expect(verdictOn(rule, type, { KmsMasterKeyId: '' })).toEqual(['']);
  });

  test('no policy, or one that denies less, is found', () => {
    expect(verdictOn(rule, type, {})).toEqual(['']);
    expect(having([deny(less)])).toEqual(['']);
    expect(having([deny(all, { Effect: 'Allow' })])).toEqual(['']);
    expect(having([deny(all, { Principal: { AWS: 'arn:aws:iam::123456789012:root' } })])).toEqual(['']);
    expect(having([deny(all, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })])).toEqual(['']);
  });

  test('the policy may name it, and must be its own', () => {
    expect(having([deny(all)], { [name]: 'jobs' }, { 'Fn::Sub': 'x:${AWS::AccountId}:jobs' })).toEqual([]);
    expect(having([deny(all)], { [name]: 'jobs' }, 'x:other')).toEqual(['']);
  });

  test('what deployment decides is a finding of its own', () => {
    expect(having(HANDED_IN)).toEqual(unresolvedAt(`${type.split('::')[2]}Policy`));
  });
});

test('L2', () => {
  expect(judged(TOPIC_TAKES_TLS_ONLY, (stack) => {
    new Topic(stack, 'Good', { enforceSSL: true });
    new Topic(stack, 'Bad');
  })).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': [''] });
  expect(judged(QUEUE_TAKES_TLS_ONLY, (stack) => {
    new Queue(stack, 'Good', { enforceSSL: true });
    new Queue(stack, 'Bad');
    new Queue(stack, 'Key', { encryption: QueueEncryption.KMS_MANAGED });
  })).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': [''], 'Stack/Key/Resource': [] });
});
