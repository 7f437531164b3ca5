import fc from 'fast-check';
import { AccessMap } from '../../../../images/gateway/src/access/access-map';
import { PrincipalIndex } from '../../../../images/gateway/src/principals/principal-index';
import { forRolePathsHolding } from '../../../../images/gateway/src/principals/role-path';
import { aMapping } from '../../../support/access/mappings';

const BASE = 'role:arn:aws:iam::111122223333:role/';
const [OTHER_ACCOUNT, OTHER_PARTITION] = ['role:arn:aws:iam::111122223334:role/', 'role:arn:aws-cn:iam::111122223333:role/'];

/** Whether a mapping of this principal is the caller's. */
const names = (pattern: string, caller: string): boolean => new AccessMap([aMapping('m', [pattern], { view: ['*'] })]).accessOf([caller]).mappings.length > 0;

describe('roles below a path', () => {
  test.each([
    ['ci/*', 'ci/deploy'], ['ci/*', 'ci/etl/nightly'], ['ci/etl/*', 'ci/etl/nightly'], ['*', 'admin'], ['*', 'ci/etl/nightly'], ['ci/*', 'ci/ci'],
    // Paths are text: these are roles that whoever may make roles below ci can make
    ['ci/*', 'ci/../admin'], ['ci/*', 'ci//admin'], ['ci/*', 'ci/.'],
  ])('%s holds %s', (pattern, role) => {
    expect(names(BASE + pattern, BASE + role)).toBe(true);
  });

  test.each([
    ['ci/*', 'ci'], ['ci/*', 'cicd/deploy'], ['ci/*', 'ci-deploy'], ['ci/*', 'admin'], ['ci/*', 'a/ci/deploy'], ['ci/*', 'CI/deploy'], ['ci/*', 'ci/'], ['ci/etl/*', 'ci/deploy'],
    ['ci/*', 'ci/*'], ['*', '*'], ['*', ''], ['ci/*', '/ci/deploy'], ['ci//*', 'ci/deploy'], ['ci/*', './ci/deploy'], ['ci/*', '../role/ci/deploy'], ['ci/*', 'c%69/deploy'],
    ['ci', 'ci/deploy'], ['ci/', 'ci/deploy'], ['ci/deploy', 'ci/*'],
  ])('%s does not hold %s', (pattern, role) => {
    expect(names(BASE + pattern, BASE + role)).toBe(false);
  });

  test.each([
    `${OTHER_ACCOUNT}ci/deploy`, `${OTHER_PARTITION}ci/deploy`, `role:${BASE}ci/deploy`, `${BASE.slice('role:'.length)}ci/deploy`, `user:${BASE}ci/deploy`, `Role:${BASE.slice('role:'.length)}ci/deploy`,
    `${BASE}ci/deploy\n`, `\n${BASE}ci/deploy`, `${BASE}ci/deploy role`, `${BASE}ci/de:ploy`, 'role:arn:aws:sts::111122223333:assumed-role/ci/deploy', 'role:arn:aws:iam::111122223333:user/ci/deploy',
    'role:arn:aws:iam:eu-west-1:111122223333:role/ci/deploy', 'role:ci/deploy',
  ])('of one account and partition do not hold %j', (caller) => {
    for (const pattern of ['*', 'ci/*']) expect(names(BASE + pattern, caller)).toBe(false);
  });

  test('are told as what the mapping names, beside the role itself', () => {
    const map = new AccessMap([aMapping('m', [`${BASE}*`, `${BASE}ci/*`, `${BASE}ci/deploy`, `${BASE}ci/etl/*`], { view: ['*'] })]);
    expect(map.accessOf([`${BASE}ci/deploy`]).applied[0]?.because).toEqual([`${BASE}*`, `${BASE}ci/*`, `${BASE}ci/deploy`]);
  });

  test('are not taken for each other by the cache', () => {
    const map = new AccessMap(['ci', 'cd'].map((path) => aMapping(path, [`${BASE}${path}/*`], { view: [path] })));
    const ask = (...roles: string[]): string => map.accessOf(roles.map((role) => BASE + role)).view.key;
    expect([ask('ci/a'), ask('cd/a'), ask('ci/a', 'cd/a'), ask('a'), ask('ci/b')]).toEqual(['ci', 'cd', 'cd ci', '', 'ci']);
    expect(map.accessOf([`${BASE}ci/a`])).toBe(map.accessOf([`${BASE}ci/b`]));
  });

  const part = fc.constantFrom('ci', 'cicd', 'c', 'etl', '.', '..', 'a', '');
  const base = fc.constantFrom(BASE, BASE, OTHER_ACCOUNT, OTHER_PARTITION);
  const text = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  const caller = fc.tuple(base, text).map(([of, role]) => of + role);
  const pattern = fc.tuple(base, text, fc.constantFrom('', '/*', '/*')).map(([of, path, end]) => of + path + end);

  const patternsAndCaller = fc.array(pattern, { minLength: 1, maxLength: 4 }).chain((patterns) => fc.tuple(fc.constant(patterns), fc.oneof(
    caller, fc.tuple(fc.constantFrom(...patterns), fc.constantFrom('a', '', '/a', 'ci/etl', 'd')).map(([one, more]) => `${one.replace(/\*$/, '')}${more}`),
  )));

  test('hold exactly what begins with the path and its slash and goes on: the long way gives the same', () => {
    let held = 0;
    fc.assert(fc.property(patternsAndCaller, ([patterns, who]) => {
      const expected = [...new Set(patterns)].filter((one) =>
        (one.endsWith('/*') ? who.startsWith(one.slice(0, -1)) && who.length > one.length - 1 && !who.endsWith('/') : one === who)).sort();
      if (expected.length > 0) held += 1;
      const access = new AccessMap([aMapping('m', patterns, { view: ['*'] })]).accessOf([who]);
      expect(access.applied[0]?.because ?? []).toEqual(expected);
    }), { numRuns: 500 });
    expect(held).toBeGreaterThan(20);
  });

  test('are asked for once for each slash of the role\'s path, and never beyond the longest', () => {
    const asked = (principal: string, longest = 1000): string[] => {
      const patterns: string[] = [];
      forRolePathsHolding(principal, longest, (one) => patterns.push(one));
      return patterns;
    };
    expect(asked(`${BASE}a/b/c`)).toEqual([`${BASE}*`, `${BASE}a/*`, `${BASE}a/b/*`]);
    expect(asked(`${BASE}${'a/'.repeat(280)}c`, BASE.length + 3)).toEqual([`${BASE}*`, `${BASE}a/*`]);
    expect([asked(`${BASE}a/b`, 0), asked('group:a/b'), asked(`${BASE}a/b*`)]).toEqual([[], [], []]);
  });

  test('an index counts each principal once', () => {
    const index = new PrincipalIndex<object>();
    const made = [`${BASE}*`, `${BASE}*`, `${BASE}a`, 'group:a/*', 'group:a/*'].map((principal) => index.at(principal, () => ({})));
    expect([index.size, made[0] === made[1], made[3] === made[4], index.of(['group:a/b']).size, index.of(['group:a/*']).size]).toEqual([3, true, true, 0, 1]);
  });
});
