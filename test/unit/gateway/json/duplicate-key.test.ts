import fc from 'fast-check';
import { duplicateKey } from '../../../../images/gateway/src/json/duplicate-key';

describe('the search for doubled keys', () => {
  test.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"a":{"b":[0,{"c":1,"d":2,"c":3}]}}', '/a/b/1/c'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"a/b~":1,"a/b~":2}', '/a~1b~0'],
    ['{"":1,"":2}', '/'],
    ['[{"a":1},{"a":1,"b":["a","a"],"a":0}]', '/1/a'],
    ['{"a":"b","c":"\\"}","a":1}', '/a'],
  ])('finds it in %s', (text, expected) => {
    expect(duplicateKey(text)).toBe(expected);
  });

  test.each(['{}', '[]', '"a"', '1', '["a","a"]', '{"a":"a","b":"a"}', '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":1}]', '{"a":"{\\"a\\":1,\\"a\\":2}"}', '{"a":[],"b":{},"c":"x,\\\\"}'])('finds none in %s', (text) => {
    expect(duplicateKey(text)).toBeUndefined();
  });

  test('finds none in what JSON.stringify writes, since no object holds a key twice', () => {
    fc.assert(fc.property(fc.json(), fc.nat(3), (text, indent) => {
      expect(duplicateKey(JSON.stringify(JSON.parse(text), undefined, indent))).toBeUndefined();
    }));
  });

  test('finds any key that is written twice into an object, at any depth', () => {
    const anObject = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
    fc.assert(fc.property(anObject, fc.nat(), fc.array(fc.boolean(), { maxLength: 5 }), (object, pick, wraps) => {
      const keys = Object.keys(object);
      const key = keys[pick % keys.length] ?? '';
      const doubled = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:0}`;
      const text = wraps.reduce((inner, asArray) => (asArray ? `["x",${inner}]` : `{"x":"x","in":${inner}}`), doubled);
      expect(duplicateKey(text)).toBeDefined();
    }));
  });
});
