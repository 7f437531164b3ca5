import fc from 'fast-check';
import type { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import { groupsOfClaim, groupsOfSamlAttribute } from '../../../../../images/gateway/src/identity/login/groups';

function outcome(parse: () => readonly string[]): readonly string[] | string {
  try {
    return parse();
  } catch (error) {
    return (error as IdentityError).code;
  }
}

describe('groups of a claim', () => {
  test.each<[unknown, readonly string[] | string]>([
    [undefined, []], [null, []], ['', []], [[], []],
    ['etl', ['etl']], [['b', 'a', 'b'], ['a', 'b']], ['a, b', ['a, b']], ['[a, b]', ['[a, b]']],
    [7, 'groups-malformed'], [true, 'groups-malformed'], [{ a: 1 }, 'groups-malformed'], [['a', 7], 'groups-malformed'], [[['a']], 'groups-malformed'],
    [['a', ''], 'groups-malformed'], [['a\nb'], 'groups-malformed'], [['a\u2028b'], 'groups-malformed'], [['\ud800'], 'groups-malformed'],
    [['a'.repeat(256)], ['a'.repeat(256)]], [['a'.repeat(257)], 'groups-malformed'],
    [Array.from({ length: 501 }, (_, index) => `g${index}`), 'groups-too-many'],
  ])('%j are %j', (value, expected) => {
    expect(outcome(() => groupsOfClaim(value))).toEqual(expected);
  });

  test('may be 500', () => {
    expect(groupsOfClaim(Array.from({ length: 500 }, (_, index) => `g${index}`))).toHaveLength(500);
  });

  test('are a list of names or an IdentityError, whatever the claim holds', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      for (const parse of [groupsOfClaim, groupsOfSamlAttribute]) {
        const got = outcome(() => parse(value));
        expect(Array.isArray(got) || got === 'groups-malformed' || got === 'groups-too-many').toBe(true);
      }
    }));
  });
});

describe('groups of a SAML attribute', () => {
  test.each<[unknown, readonly string[] | string]>([
    [undefined, []], [null, []], ['', []], ['[]', []],
    ['[a, b]', ['a', 'b']], ['[a]', ['a']], ['a', ['a']], ['[Data Engineers, b]', ['Data Engineers', 'b']],
    ['[a,b]', 'groups-malformed'], ['a, b', 'groups-malformed'], ['a,b', 'groups-malformed'], ['[a, b', 'groups-malformed'], ['a]', 'groups-malformed'],
    ['[a, [b]]', 'groups-malformed'], ['[[a]]', 'groups-malformed'], ['[a,  b]', 'groups-malformed'], ['[ a]', 'groups-malformed'],
    ['[a, ]', 'groups-malformed'], ['[, a]', 'groups-malformed'], ['[a, , b]', 'groups-malformed'], [' a', 'groups-malformed'],
    ['[Data+Engineers, b]', ['Data Engineers', 'b']], ['[R%26D%2C+EMEA, %C3%A9quipe]', ['R&D, EMEA', 'équipe']], ['[c%2B%2B, 100%25]', ['100%', 'c++']],
    ['[DOMAIN%5Cadmins, a%40b.c]', ['DOMAIN\\admins', 'a@b.c']], ['[a+b]', ['a b']], ['a+b', ['a+b']], ['100%25', ['100%25']],
    ['[Data Engineers, a+b, 100%25]', ['100%25', 'Data Engineers', 'a+b']], ['[50%, b]', ['50%', 'b']],
    ['[%FF, b]', 'groups-malformed'], ['[a%0Ab, b]', 'groups-malformed'], ['[%00]', 'groups-malformed'], ['[%E2%80%A8]', 'groups-malformed'],
    ['[a\t, b]', 'groups-malformed'], [['a'], 'groups-malformed'], [{}, 'groups-malformed'],
    [`[${Array.from({ length: 501 }, (_, index) => `g${index}`).join(', ')}]`, 'groups-too-many'],
  ])('%j are %j', (value, expected) => {
    expect(outcome(() => groupsOfSamlAttribute(value))).toEqual(expected);
  });

  test('come back as they were put in, whatever the names, where Cognito encodes them as it says', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text));
    const encoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
    fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
      expect(groupsOfSamlAttribute(`[${names.map(encoded).join(', ')}]`)).toEqual([...names].sort());
    }));
  });

  test('come back as they were put in where nothing is encoded, as long as no name holds a comma or a bracket, or the list + or %', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_ .@-]{0,20}[A-Za-z0-9_]$/);
    fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
      expect(groupsOfSamlAttribute(`[${names.join(', ')}]`)).toEqual([...names].sort());
    }));
  });
});
