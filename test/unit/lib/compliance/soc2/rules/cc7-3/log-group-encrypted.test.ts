import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { LOG_GROUP_ENCRYPTED } from '../../../../../../../lib/compliance/soc2/rules/cc7-3/log-group-encrypted';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test('a log group needs a key, which may be of another stack', () => {
  expect(judged(LOG_GROUP_ENCRYPTED, (stack) => {
    new LogGroup(stack, 'Open');
    new LogGroup(stack, 'Locked', { encryptionKey: new Key(new Stack(stack.node.scope, 'Other'), 'Key') });
  })).toEqual({ 'Stack/Open/Resource': [''], 'Stack/Locked/Resource': [] });
});

test('a key that a condition leaves out is missed; one that is handed in is a key', () => {
  const template = (key: unknown) => ({
    Parameters: { Stage: { Type: 'String' }, Key: { Type: 'String' } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: key } } },
  });

  expect(judgedTemplate(LOG_GROUP_ENCRYPTED, template({ 'Fn::If': ['IsProd', { Ref: 'Key' }, { Ref: 'AWS::NoValue' }] }))).toEqual({ Group: [''] });
  expect(judgedTemplate(LOG_GROUP_ENCRYPTED, template({ Ref: 'Key' }))).toEqual({ Group: [] });
});
