import { isObject, member } from '../../../../images/gateway/src/json/json-object';

test.each([[{}, true], [{ a: 1 }, true], [Object.create(null), true], [[], false], [null, false], [undefined, false], ['{}', false], [1, false]])('of %j it is %s that it is an object', (value, is) => {
  expect(isObject(value)).toBe(is);
});

test.each<[unknown, string, unknown]>([
  [{ a: 1 }, 'a', 1], [{ a: null }, 'a', null], [{}, 'a', undefined], [JSON.parse('{"__proto__":"own"}'), '__proto__', 'own'], [{}, '__proto__', undefined],
  [{}, 'constructor', undefined], [['x'], '0', undefined], [['x'], 'length', undefined], ['text', 'length', undefined], [null, 'a', undefined], [undefined, 'a', undefined],
])('%j has as %s: %j', (value, name, expected) => {
  expect(member(value, name)).toEqual(expected);
});
