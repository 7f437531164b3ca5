import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { KMS_KEY_ROTATED } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/kms-key-rotated';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const key = (properties: object) => verdictOn(KMS_KEY_ROTATED, 'AWS::KMS::Key', properties);

test('keys that CDK makes', () => {
  const found = judged(KMS_KEY_ROTATED, (stack) => {
    new Key(stack, 'Rotated', { enableKeyRotation: true });
    new Key(stack, 'Not', { enableKeyRotation: false });
    new Key(stack, 'Signs', { keySpec: KeySpec.ECC_NIST_P256, keyUsage: KeyUsage.SIGN_VERIFY });
  });

  expect(found).toEqual({ 'Stack/Rotated/Resource': [], 'Stack/Not/Resource': [''] });
});

test.each([{ EnableKeyRotation: 'true' }, { EnableKeyRotation: 'True', KeySpec: 'SYMMETRIC_DEFAULT' }, { EnableKeyRotation: true, KeySpec: HANDED_IN }])('%j complies', (properties) => {
  expect(key(properties)).toEqual([]);
});

test.each([{}, { EnableKeyRotation: 'false' }, { KeySpec: 'SYMMETRIC_DEFAULT', Origin: 'AWS_KMS' }])('%j is found', (properties) => {
  expect(key(properties)).toEqual(['']);
});

test.each([{ KeySpec: 'HMAC_256' }, { Origin: 'EXTERNAL' }])('what KMS can\'t rotate is not looked at: %j', (properties) => {
  expect(key(properties)).toBeUndefined();
});

test('what deployment decides is a finding of its own', () => {
  expect(key({ EnableKeyRotation: HANDED_IN })).toEqual(unresolvedAt('EnableKeyRotation'));
  expect(key({ KeySpec: HANDED_IN })).toEqual(unresolvedAt('KeySpec'));
  expect(key({ Origin: HANDED_IN })).toEqual(unresolvedAt('Origin'));
});
