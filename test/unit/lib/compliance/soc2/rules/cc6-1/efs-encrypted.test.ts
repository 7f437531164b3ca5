import { EFS_ENCRYPTED } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/efs-encrypted';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const fileSystem = (properties: object) => verdictOn(EFS_ENCRYPTED, 'AWS::EFS::FileSystem', properties);

test.each([true, 'true'])('an encrypted one complies: %j', (Encrypted) => {
  expect(fileSystem({ Encrypted })).toEqual([]);
});

test.each([{}, { Encrypted: false }, { Encrypted: 'false' }])('one that isn\'t is found: %j', (properties) => {
  expect(fileSystem(properties)).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(fileSystem({ Encrypted: HANDED_IN })).toEqual(unresolvedAt('Encrypted'));
});

test('other resources are not looked at', () => {
  expect(verdictOn(EFS_ENCRYPTED, 'AWS::EFS::MountTarget', {})).toBeUndefined();
});
