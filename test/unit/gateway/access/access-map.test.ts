import fc from 'fast-check';
import type { Access } from '../../../../images/gateway/src/access/access';
import { AccessMap } from '../../../../images/gateway/src/access/access-map';
import type { AccessMapping } from '../../../../images/gateway/src/access/access-mapping';
import { describeAccess } from '../../../../images/gateway/src/access/describe';
import type { AccessGrants, RunGrant } from '../../../../lib/contract/access-mapping';
import { aMapping } from '../../../support/access/mappings';

const ACTIONS = ['view', 'operate'] as const;
const VALUES = ['a', 'b', '__proto__', 'constructor', 'group:a', 'user:a', 'a,b', ''];
const FAMILIES = ['etl', 'etl.Job', 'etl.daily.Job', 'etlx.Job', 'etl.daily', 'Job', 'A', 'A_B', 'B_C', 'constructor', '__proto__', 'toString', '', '*'];

const principal = fc.tuple(fc.constantFrom('user', 'group', 'role'), fc.constantFrom(...VALUES)).map(([kind, value]) => `${kind}:${value}`);
const pattern = fc.constantFrom('etl', 'etl.Job', 'etl.*', 'etl.daily.*', 'etlx.*', 'A', 'constructor', '__proto__', 'constructor.*', '*');
const patterns = fc.uniqueArray(pattern, { maxLength: 4 });
const runGrant: fc.Arbitrary<RunGrant> = fc.oneof(
  fc.constantFrom('report', 'clean').map((job): RunGrant => ({ job })),
  fc.tuple(fc.constantFrom('daily', 'constructor'), fc.nat(2)).map(([category, maximum]): RunGrant => ({ category, parameters: { level: { maximum, minimum: 0 } } })),
);
const grants: fc.Arbitrary<AccessGrants> = fc.record({ view: patterns, operate: patterns, run: fc.array(runGrant, { maxLength: 3 }) });
interface Given { readonly name: string; readonly principals: string[]; readonly grants: AccessGrants }
const given: fc.Arbitrary<readonly Given[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('m1', 'm2', 'm3', 'M1', '__proto__', 'constructor', '10', '9'),
    principals: fc.uniqueArray(principal, { minLength: 1, maxLength: 4 }),
    grants,
  }),
  { selector: ({ name }) => name, maxLength: 6 },
);
const caller = fc.array(principal, { maxLength: 4 });

const built = (mappings: readonly Given[]): AccessMapping[] =>
  mappings.map(({ name, principals, grants: granted }) => aMapping(name, principals, granted));
const mapOf = (mappings: readonly Given[]): AccessMap => new AccessMap(built(mappings));

/** All that can be asked of an access, as a value. */
function answers(access: Access): unknown {
  return {
    mappings: access.mappings,
    keys: ACTIONS.map((action) => access[action].key),
    run: access.run,
    families: FAMILIES.map((family) => ACTIONS.map((action) => [access[action].includes(family), access.grantedBy(action, family)])),
    described: describeAccess(access),
  };
}

/** The same question answered the long way: every mapping, every grant, a regular expression each. */
function oracle(mappings: readonly Given[], principals: readonly string[], action: 'view' | 'operate', family: string): string | undefined {
  return mappings
    .filter((mapping) => principals.some((one) => mapping.principals.includes(one)))
    .filter((mapping) => (mapping.grants[action] ?? []).some((granted) => {
      if (granted === '*') return true;
      return family !== '*' && new RegExp(`^${granted.replaceAll('.', '\\.').replace('*', '.+')}$`, 's').test(family);
    }))
    .map(({ name }) => name)
    .sort()[0];
}

describe('access by mappings', () => {
  test('grants what some mapping of the caller names, nothing else, and says by which', () => {
    fc.assert(fc.property(given, caller, (mappings, principals) => {
      const access = mapOf(mappings).accessOf(principals);
      for (const action of ACTIONS) {
        for (const family of FAMILIES) {
          const expected = oracle(mappings, principals, action, family);
          expect(access.grantedBy(action, family)).toBe(expected);
          expect(access[action].includes(family)).toBe(expected !== undefined);
        }
      }
    }), { numRuns: 500 });
  });

  test('carries the run grants of the mappings that apply, and no others', () => {
    fc.assert(fc.property(given, caller, (mappings, principals) => {
      const expected = mappings
        .filter((mapping) => principals.some((one) => mapping.principals.includes(one)))
        .flatMap((mapping) => mapping.grants.run ?? []);
      const { run } = mapOf(mappings).accessOf(principals);
      for (const grant of expected) expect(run).toContainEqual(grant);
      for (const grant of run) expect(expected).toContainEqual(grant);
    }));
  });

  test('is the same whatever the order of mappings, principals and grants', () => {
    const turned = ({ name, principals, grants: { view = [], operate = [], run = [] } }: Given): Given => ({
      name,
      principals: [...principals].reverse(),
      grants: {
        run: [...run].reverse().map((grant) => Object.fromEntries(Object.entries(grant).reverse()) as RunGrant),
        operate: [...operate].reverse(),
        view: [...view].reverse(),
      },
    });
    const reversed = (mappings: readonly Given[]): Given[] => [...mappings].reverse().map(turned);
    fc.assert(fc.property(given, caller, (mappings, principals) => {
      const there = answers(mapOf(mappings).accessOf(principals));
      const back = answers(mapOf(reversed(mappings)).accessOf([...principals, ...principals].reverse()));
      expect(back).toEqual(there);
      expect(JSON.stringify(back)).toBe(JSON.stringify(there));
    }));
  });

  test('never shrinks when a mapping, a grant or a principal is added', () => {
    const addition = fc.record({ principals: fc.uniqueArray(principal, { minLength: 1 }), grants });
    fc.assert(fc.property(given, caller, addition, principal, fc.nat(), (mappings, principals, extra, alsoA, pick) => {
      const before = mapOf(mappings).accessOf(principals);
      const widened = mappings.map((mapping, index) => (index !== pick % Math.max(1, mappings.length) ? mapping : {
        ...mapping,
        principals: [...mapping.principals, ...extra.principals],
        grants: {
          view: [...mapping.grants.view ?? [], ...extra.grants.view ?? []],
          operate: [...mapping.grants.operate ?? [], ...extra.grants.operate ?? []],
          run: [...mapping.grants.run ?? [], ...extra.grants.run ?? []],
        },
      }));
      const wider = [
        mapOf([...mappings, { name: 'added', ...extra }]).accessOf(principals),
        mapOf(widened).accessOf(principals),
        mapOf(mappings).accessOf([...principals, alsoA]),
      ];
      for (const after of wider) {
        for (const action of ACTIONS) {
          for (const family of FAMILIES) {
            if (before[action].includes(family)) expect(after[action].includes(family)).toBe(true);
          }
        }
        for (const grant of before.run) expect(after.run).toContainEqual(grant);
      }
    }));
  });

  test('is nothing for callers whom no mapping names', () => {
    const access = new AccessMap([aMapping('everything', ['group:a', 'user:b'], { view: ['*'], operate: ['*'], run: [{ job: 'x' }] })])
      .accessOf(['user:a', 'group:b', 'role:a', 'a', 'group:', 'group:A', 'group:a ', '__proto__', 'constructor']);
    expect(describeAccess(access)).toEqual({ view: [], operate: [], run: [], mappings: [] });
    const granters = new Set(ACTIONS.flatMap((action) => FAMILIES.map((family) => access.grantedBy(action, family))));
    expect([...granters]).toEqual([undefined]);
  });

  test('never takes a user, a group and a role of the same value for each other', () => {
    const kinds = ['user:x', 'group:x', 'role:x'];
    const map = new AccessMap(kinds.map((one) => aMapping(`of-${one.slice(0, 1)}`, [one], { view: [one.slice(0, 1)] })));
    expect(kinds.map((one) => map.accessOf([one]).view.key)).toEqual(['u', 'g', 'r']);
  });

  test('to operate does not include to view, nor the other way round', () => {
    const access = new AccessMap([aMapping('m', ['group:a'], { operate: ['etl.*'], view: ['web.*'] })]).accessOf(['group:a']);
    expect([access.view.includes('etl.Job'), access.operate.includes('web.Page')]).toEqual([false, false]);
  });

  test('to everything is needed to operate the scheduler itself', () => {
    const map = new AccessMap([aMapping('all', ['group:ops'], { operate: ['*'] }), aMapping('much', ['group:etl'], { operate: ['etl.*', 'web.*'] })]);
    expect(map.accessOf(['group:ops']).grantedBy('operate', '*')).toBe('all');
    expect(map.accessOf(['group:etl']).grantedBy('operate', '*')).toBeUndefined();
  });

  test('cannot be widened by a principal that looks like several', () => {
    const map = new AccessMap([aMapping('1', ['group:a'], { view: ['a'] }), aMapping('2', ['group:b'], { view: ['b'] })]);
    map.accessOf(['group:a', 'group:b']);
    for (const forged of ['group:a,group:b', 'group:a\ngroup:b', '0,1', '["group:a","group:b"]']) {
      expect(map.accessOf([forged]).view.isNone).toBe(true);
    }
  });

  test('refuses two mappings of one name, of which records could not tell which one granted', () => {
    expect(() => new AccessMap([aMapping('m', ['user:a'], { view: ['a'] }), aMapping('m', ['user:b'], { view: ['b'] })])).toThrow(RangeError);
  });
});

describe('the cache of an access map', () => {
  test('never changes an answer', () => {
    fc.assert(fc.property(given, fc.array(caller, { minLength: 1, maxLength: 8 }), (mappings, callers) => {
      const map = new AccessMap(built(mappings), { entries: 2 });
      for (const principals of [...callers, ...callers]) expect(answers(map.accessOf(principals))).toEqual(answers(map.evaluate(principals)));
    }));
  });

  test('never takes callers for each other, however many principals mappings name', () => {
    const map = new AccessMap([...Array(30).keys()].map((n) => aMapping(`m${n}`, [`group:g${n}`], { view: [`f${n}`] })));
    const all = [...Array(30).keys()];
    const callers = all.flatMap((one) => [[one], ...all.filter((other) => other > one).map((other) => [one, other])]);
    for (const groups of callers) expect(map.accessOf(groups.map((n) => `group:g${n}`)).mappings).toEqual(groups.map((n) => `m${n}`).sort());
  });

  test('serves callers who differ only in what no mapping names from one entry', () => {
    const map = new AccessMap([aMapping('m', ['group:a'], { view: ['a'] })]);
    expect(map.accessOf(['user:1', 'group:a'])).toBe(map.accessOf(['group:a', 'user:2', 'group:unknown']));
  });

  test('serves a caller from one entry whatever the order of their principals', () => {
    const map = new AccessMap([aMapping('m', ['group:a', 'group:b'], { view: ['a'] })]);
    expect(map.accessOf(['group:b', 'group:a'])).toBe(map.accessOf(['group:a', 'group:b', 'group:b']));
  });

  test('keeps those asked for last, within its number of entries', () => {
    const names = ['a', 'b', 'c'];
    const map = new AccessMap(names.map((name) => aMapping(name, [`user:${name}`], { view: [name] })), { entries: 2 });
    const [a, b] = [map.accessOf(['user:a']), map.accessOf(['user:b'])];
    expect(map.accessOf(['user:a'])).toBe(a);
    map.accessOf(['user:c']);
    expect(map.accessOf(['user:a'])).toBe(a);
    expect(map.accessOf(['user:b'])).not.toBe(b);
  });

  test('keeps those asked for last, within the weight of all together', () => {
    // given: each weighs 1 for itself, 1 for its mapping and 3 for its patterns
    const map = new AccessMap(['a', 'b'].map((name) => aMapping(name, [`user:${name}`], { view: ['x', 'y', 'z'] })), { weight: 9 });
    const a = map.accessOf(['user:a']);
    expect(map.accessOf(['user:a'])).toBe(a);
    const b = map.accessOf(['user:b']);
    expect(map.accessOf(['user:b'])).toBe(b);
    expect(map.accessOf(['user:a'])).not.toBe(a);
  });

  test('keeps nothing that is heavier than the whole of it', () => {
    const map = new AccessMap([aMapping('m', ['user:a'], { view: ['a', 'b', 'c', 'd', 'e'] })], { weight: 4 });
    expect(map.accessOf(['user:a'])).not.toBe(map.accessOf(['user:a']));
    expect(map.accessOf(['user:a']).view.key).toBe('a b c d e');
  });
});

describe('what a caller is told about their access', () => {
  test('is what is allowed, by mapping, and by which of their principals; never who else holds it', () => {
    const map = new AccessMap([
      aMapping('readers', ['group:analysts', 'user:secret-person'], { view: ['etl.*'] }),
      aMapping('ops', ['user:ada', 'group:ops'], { view: ['*'], operate: ['etl.*'], run: [{ category: 'reports' }] }),
      aMapping('others', ['group:others'], { view: ['hr.*'] }),
    ]);
    const described = describeAccess(map.accessOf(['user:ada', 'group:analysts', 'group:ops']));
    expect(JSON.parse(JSON.stringify(described))).toEqual({
      view: ['*'],
      operate: ['etl.*'],
      run: [{ category: 'reports' }],
      mappings: [
        { name: 'ops', description: undefined, because: ['group:ops', 'user:ada'], view: ['*'], operate: ['etl.*'], run: [{ category: 'reports' }] },
        { name: 'readers', description: undefined, because: ['group:analysts'], view: ['etl.*'], operate: [], run: [] },
      ],
    });
  });
});
