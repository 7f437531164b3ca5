import fc from 'fast-check';
import { parseStrictJson } from '../../../../images/gateway/src/json/strict-json';
import { Problem } from '../../../../images/gateway/src/problem';

const codeOf = (json: string): string | undefined => {
  try {
    parseStrictJson(json);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

/** JSON whose numbers every reader keeps. */
const soundJson = fc.json({ maxDepth: 6 }).filter((json) => codeOf(json) !== 'number-out-of-range');

describe('strict JSON', () => {
  test('reads what JSON.parse reads, as JSON.parse reads it', () => {
    fc.assert(fc.property(soundJson, (json) => {
      expect(JSON.stringify(parseStrictJson(json))).toBe(JSON.stringify(JSON.parse(json)));
    }));
  });

  test('refuses whatever JSON.parse refuses, and never throws anything but a Problem', () => {
    const mutilated = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 3 })).map(([json, at, insert]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + insert + json.slice(place + 1);
    });
    fc.assert(fc.property(fc.oneof(mutilated, fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0aEe+-.1 ') })), (json) => {
      const refused = codeOf(json) !== undefined;
      let parsed = true;
      try { JSON.parse(json); } catch { parsed = false; }
      // Stricter is allowed, looser is not
      expect(parsed || refused).toBe(true);
    }), { numRuns: 2000 });
  });

  test.each([
    ['a member twice', '{"a":1,"a":2}', 'duplicate-member'],
    ['a member twice, once escaped', '{"a":1,"\\u0061":2}', 'duplicate-member'],
    ['a member twice further in', '{"a":[{"b":1,"b":1}]}', 'duplicate-member'],
    ['a doubled __proto__', '{"__proto__":1,"__proto__":2}', 'duplicate-member'],
    ['NaN', '{"a":NaN}', 'malformed-json'],
    ['Infinity', '{"a":Infinity}', 'malformed-json'],
    ['a number beyond doubles', '{"a":1e400}', 'number-out-of-range'],
    ['an integer beyond 2^53', '{"a":9007199254740993}', 'number-out-of-range'],
    ['65 levels of lists', `${'['.repeat(65)}${']'.repeat(65)}`, 'nested-too-deep'],
    ['a million open brackets', '['.repeat(1_000_000), 'nested-too-deep'],
    ['a leading zero', '{"a":01}', 'malformed-json'],
    ['a raw NUL in a string', '"\0"', 'malformed-json'],
    ['something after the end', '{} {}', 'malformed-json'],
    ['a byte order mark', '\ufeff{}', 'malformed-json'],
    ['a string that never ends', '"\\"', 'malformed-json'],
    ['nothing', '', 'malformed-json'],
  ])('refuses %s', (_, json, code) => {
    expect(codeOf(json)).toBe(code);
  });

  test('takes 64 levels', () => {
    expect(codeOf(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeUndefined();
  });

  test('a member called __proto__ is a member and nothing else', () => {
    const value = parseStrictJson('{"__proto__":{"isAdmin":true}}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.isAdmin).toBeUndefined();
  });

  test('leaves out a bare Infinity only where it is expected', () => {
    expect(parseStrictJson('{"max": Infinity, "b": 1}', { infinityAt: 'max' })).toEqual({ b: 1 });
    for (const json of ['{"max":-Infinity}', '{"max":Infinit}', '{"other":Infinity}', '{"a":{"max":Infinity}}', '[{"max":Infinity}]', '{"max":Infinity,"max":1}']) {
      expect(() => parseStrictJson(json, { infinityAt: 'max' })).toThrow(Problem);
    }
  });

  test('a text of 8 MB is read without running out of stack', () => {
    const text = 'a\\n"'.repeat(1_000_000);
    expect(parseStrictJson(JSON.stringify(text))).toBe(text);
  });
});
