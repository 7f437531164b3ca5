import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { TOPIC_ENCRYPTED } from '../../../../../../../lib/compliance/soc2/rules/cc7-4/topic-encrypted';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test('a topic needs a key', () => {
  expect(judged(TOPIC_ENCRYPTED, (stack) => {
    new Topic(stack, 'Open');
    new Topic(stack, 'Locked', { masterKey: new Key(stack, 'Key') });
  })).toEqual({ 'Stack/Open/Resource': [''], 'Stack/Locked/Resource': [] });
});

test('a key that a condition leaves out is missed; one that is handed in is a key', () => {
  const template = (key: unknown) => ({
    Parameters: { Stage: { Type: 'String' }, Key: { Type: 'String' } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: key } } },
  });

  expect(judgedTemplate(TOPIC_ENCRYPTED, template({ 'Fn::If': ['IsProd', { Ref: 'Key' }, { Ref: 'AWS::NoValue' }] }))).toEqual({ Topic: [''] });
  expect(judgedTemplate(TOPIC_ENCRYPTED, template({ Ref: 'Key' }))).toEqual({ Topic: [] });
});
