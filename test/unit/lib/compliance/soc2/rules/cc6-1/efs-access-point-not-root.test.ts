import { EFS_ACCESS_POINT_NOT_ROOT } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/efs-access-point-not-root';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const accessPoint = (properties: object) => verdictOn(EFS_ACCESS_POINT_NOT_ROOT, 'AWS::EFS::AccessPoint', properties);

test.each(['1000', 1000])('a user of its own complies: %j', (Uid) => {
  expect(accessPoint({ PosixUser: { Uid, Gid: '0' } })).toEqual([]);
});

test.each([{}, { PosixUser: { Uid: '0', Gid: '0' } }, { PosixUser: { Uid: 0, Gid: 0 } }])('root, or whoever they say, is found: %j', (properties) => {
  expect(accessPoint(properties)).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(accessPoint({ PosixUser: { Uid: HANDED_IN } })).toEqual(unresolvedAt('PosixUser.Uid'));
  expect(accessPoint({ PosixUser: HANDED_IN })).toEqual(unresolvedAt('PosixUser.Uid'));
});

test('file systems are not looked at', () => {
  expect(verdictOn(EFS_ACCESS_POINT_NOT_ROOT, 'AWS::EFS::FileSystem', {})).toBeUndefined();
});
