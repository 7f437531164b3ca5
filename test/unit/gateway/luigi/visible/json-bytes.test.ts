import fc from 'fast-check';
import { Collage } from '../../../../../images/gateway/src/luigi/visible/collage';
import { membersOf, parseSlice, responseIn } from '../../../../../images/gateway/src/luigi/visible/json-bytes';

describe('JSON as bytes', () => {
  test('is taken apart into the members that JSON.parse finds, however it is spaced', () => {
    fc.assert(fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), fc.constantFrom(undefined, 1, '\t', '\r\n '), (value, space) => {
      const json = Buffer.from(JSON.stringify({ response: value }, undefined, space));
      const found = [...membersOf(json, responseIn(json))].map(({ name, valueStart, end }) => [name, parseSlice(json, valueStart, end)]);
      expect(found).toEqual(Object.entries(JSON.parse(JSON.stringify(value)) as object));
    }));
  });

  test('that is cut off anywhere is a SyntaxError, not a part of it', () => {
    const json = Buffer.from('{"response": {"a \\"": [1, {"b": "}"}], "c": null}}');
    const start = responseIn(json);
    for (let length = start; length < json.length - 1; length++) {
      expect(() => [...membersOf(json.subarray(0, length), start)]).toThrow(SyntaxError);
    }
  });

  test('is put together again from what is copied and what is new', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.tuple(fc.nat(20), fc.nat(20)))), (text, parts) => {
      const original = Buffer.from(text);
      const collage = new Collage(original);
      const expected: Buffer[] = [];
      for (const part of parts) {
        if (typeof part === 'string') {
          collage.text(part);
          expected.push(Buffer.from(part));
        } else {
          const [start, end] = part.map((at) => Math.min(at, original.length)).sort((a, b) => a - b) as [number, number];
          collage.copy(start, end);
          expected.push(original.subarray(start, end));
        }
      }
      expect(collage.toBuffer()).toEqual(Buffer.concat(expected));
    }));
  });
});
