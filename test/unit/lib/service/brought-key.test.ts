import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555';

test.each(['workerCredential', 'taskHistoryUrl'])('%s under a key that is brought can be read: the key\'s policy can\'t be altered from here', (property) => {
  const { stack } = aLuigiStack((scope) => ({
    [property]: Secret.fromSecretAttributes(scope, 'Brought', {
      secretCompleteArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:luigi/brought-AbCdEf',
      encryptionKey: Key.fromKeyArn(scope, 'BroughtKey', KEY),
    }),
  }));

  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([{ Action: 'kms:Decrypt', Effect: 'Allow', Resource: KEY }]) },
    Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
  });
});
