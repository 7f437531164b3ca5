import fc from 'fast-check';
import { AllowedRoles, isRoleAllowance, roleOfSubject } from '../../../../../images/gateway/src/identity/bearer/role-arn';

const ACCOUNT = 'arn:aws:iam::111122223333:role/';
const part = fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{1,64}$/).filter((text) => text !== '.' && text !== '..');
const parts = fc.array(part, { minLength: 1, maxLength: 9 });
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b');
const account = fc.stringMatching(/^[0-9]{12}$/);

describe('the role that a subject names', () => {
  test('is itself, letter by letter', () => {
    fc.assert(fc.property(partition, account, parts, (where, whose, path) => {
      const arn = `arn:${where}:iam::${whose}:role/${path.join('/')}`;
      expect(roleOfSubject(arn)).toEqual({ arn, name: path.at(-1) });
    }));
  });

  test('of a session is the role without path, in the same partition and account', () => {
    fc.assert(fc.property(partition, account, part, part, (where, whose, name, session) => {
      expect(roleOfSubject(`arn:${where}:sts::${whose}:assumed-role/${name}/${session}`)).toEqual({ arn: `arn:${where}:iam::${whose}:role/${name}`, name, session });
    }));
  });

  test.each([
    '', 'nightly', 'role/nightly', `${ACCOUNT}`, `${ACCOUNT}/nightly`, `${ACCOUNT}ci//nightly`, `${ACCOUNT}ci/`, `${ACCOUNT}..`, `${ACCOUNT}.`, `${ACCOUNT}../nightly`,
    `${ACCOUNT}ci/../nightly`, `${ACCOUNT}ci/./nightly`, `${ACCOUNT}ci/..`, `${ACCOUNT}*`, `${ACCOUNT}ci/*`, `${ACCOUNT}night%6cy`, `${ACCOUNT}nightly\n`, ` ${ACCOUNT}nightly`,
    `${ACCOUNT}nightly `, `${ACCOUNT}nıghtly`, `${ACCOUNT}ci\\nightly`, `${ACCOUNT}ci?x`, `${ACCOUNT}${'x'.repeat(65)}`, `${ACCOUNT}${'a/'.repeat(9)}x`,
    'arn:aws:iam::11112222333:role/nightly', 'arn:aws:iam::1111222233334:role/nightly', 'arn:aws:iam:eu-central-1:111122223333:role/nightly', 'arn:aws:sts::111122223333:role/nightly',
    'arn:AWS:iam::111122223333:role/nightly', 'arn::iam::111122223333:role/nightly', 'arn:evil:iam::111122223333:role/nightly', 'arn:aws:iam::١١١١٢٢٢٢٣٣٣٣:role/nightly',
    'arn:aws:iam::111122223333:Role/nightly', 'arn:aws:iam::111122223333:user/nightly', 'arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:role:nightly',
    'arn:aws:iam::111122223333:assumed-role/nightly/i-1', 'arn:aws:sts::111122223333:assumed-role/nightly', 'arn:aws:sts::111122223333:assumed-role/nightly/',
    'arn:aws:sts::111122223333:assumed-role/ci/nightly/i-1', 'arn:aws:sts::111122223333:assumed-role/../i-1', 'arn:aws:sts::111122223333:federated-user/nightly',
    'arn:aws:sts::111122223333:assumed-role//i-1',
  ])('%j names none', (subject) => {
    expect(roleOfSubject(subject)).toBeUndefined();
  });
});

describe('the roles that are allowed', () => {
  test('by a path hold whatever is below it, and nothing else', () => {
    fc.assert(fc.property(parts, parts, (path, below) => {
      const roles = new AllowedRoles([`${ACCOUNT}${path.join('/')}/*`]);
      const inside = `${ACCOUNT}${[...path, ...below].join('/')}`;
      expect(roles.has(inside)).toBe(true);
      expect(roles.has(`${ACCOUNT}${path.join('/')}`)).toBe(false);
      for (const other of [inside.replace('arn:aws:', 'arn:aws-cn:'), inside.replace('111122223333', '111122223334'), inside.replace(':role/', ':role/x')]) {
        expect(roles.has(other)).toBe(false);
      }
      const beside = `${ACCOUNT}${path.join('/')}x/${below.join('/')}`;
      expect(roles.has(beside)).toBe(false);
    }));
  });

  test('exactly hold themselves alone', () => {
    fc.assert(fc.property(parts, parts, (path, other) => {
      const arn = `${ACCOUNT}${path.join('/')}`;
      const roles = new AllowedRoles([arn]);
      expect(roles.has(arn)).toBe(true);
      expect(roles.has(`${arn}/${other.join('/')}`)).toBe(false);
      expect(roles.has(arn.slice(0, -1))).toBe(false);
    }));
  });

  test('of a whole account hold every role of it', () => {
    const roles = new AllowedRoles([`${ACCOUNT}*`]);
    expect([`${ACCOUNT}a`, `${ACCOUNT}a/b/c`].map((arn) => roles.has(arn))).toEqual([true, true]);
    expect(roles.has('arn:aws:iam::999988887777:role/a')).toBe(false);
  });

  test('are compared letter by letter', () => {
    const roles = new AllowedRoles([`${ACCOUNT}nightly`, `${ACCOUNT}ci/*`]);
    for (const arn of [`${ACCOUNT}Nightly`, `${ACCOUNT}NIGHTLY`, `${ACCOUNT}CI/deploy`, `${ACCOUNT}Ci/deploy`]) expect(roles.has(arn)).toBe(false);
  });

  test('may be none', () => {
    expect(new AllowedRoles([]).has(`${ACCOUNT}nightly`)).toBe(false);
  });
});

describe('a setting', () => {
  test.each([`${ACCOUNT}nightly`, `${ACCOUNT}ci/*`, `${ACCOUNT}*`, `${ACCOUNT}a/b/c`, 'arn:aws-us-gov:iam::444455556666:role/x.y@z'])('may allow %s', (text) => {
    expect(isRoleAllowance(text)).toBe(true);
  });

  test.each([
    '*', 'arn:*:iam::111122223333:role/x', 'arn:aws:iam::*:role/x', 'arn:aws:iam::111122223333:*', `${ACCOUNT}ci*`, `${ACCOUNT}*/x`, `${ACCOUNT}ci/*/x`, `${ACCOUNT}../x`,
    `${ACCOUNT}ci/../*`, `${ACCOUNT}ci/..`, `${ACCOUNT}ci//*`, `${ACCOUNT}ci/`, `${ACCOUNT}?`, `${ACCOUNT}x\n`, 'arn:aws:iam::111122223333:user/x', '',
  ])('may not allow %j', (text) => {
    expect(isRoleAllowance(text)).toBe(false);
  });
});
