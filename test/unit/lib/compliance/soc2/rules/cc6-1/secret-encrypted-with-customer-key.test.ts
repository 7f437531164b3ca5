import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SECRET_ENCRYPTED_WITH_CUSTOMER_KEY } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/secret-encrypted-with-customer-key';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const secret = (properties: object) => verdictOn(SECRET_ENCRYPTED_WITH_CUSTOMER_KEY, 'AWS::SecretsManager::Secret', properties);

test('one with a key complies, one without is found', () => {
  const found = judged(SECRET_ENCRYPTED_WITH_CUSTOMER_KEY, (stack) => {
    new Secret(stack, 'With', { encryptionKey: new Key(stack, 'Key') });
    new Secret(stack, 'Without');
  });

  expect(found).toEqual({ 'Stack/With/Resource': [], 'Stack/Without/Resource': [''] });
});

test.each(['alias/aws/secretsmanager', 'aws/secretsmanager', 'arn:aws:kms:eu-west-1:111122223333:alias/aws/secretsmanager'])('AWS\'s own key is found: %s', (KmsKeyId) => {
  expect(secret({ KmsKeyId })).toEqual(['']);
});

test.each(['alias/luigi', { 'Fn::Sub': 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/1234' }])('a key by its name complies: %j', (KmsKeyId) => {
  expect(secret({ KmsKeyId })).toEqual([]);
});

test('what deployment decides is a finding of its own', () => {
  expect(secret({ KmsKeyId: HANDED_IN })).toEqual(unresolvedAt('KmsKeyId'));
});
