import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { twinAttribute } from '../../../../../../lib/jobs/state-machine/turns/twin';
import { evaluated } from '../../../../../support/step-functions/expressions';

/** The attribute for these values, as Step Functions makes it. */
async function twinOf(names: readonly string[], values: object): Promise<string> {
  return await evaluated(`{% ${twinAttribute(names, '$values')} %}`, 'Assign/twin', { input: {}, context: {}, variables: { values } }) as string;
}

const sha256 = (text: string): string => `twin-${createHash('sha256').update(text).digest('hex')}`;

describe('what stands for runs with the same parameters', () => {
  test('is made of names and values, by name', async () => {
    expect(await twinOf(['rows', 'day', 'dry'], { day: '2026-11-23', rows: -7, dry: false })).toBe(sha256('day=2026-11-23\0dry=false\0rows=-7'));
    expect(await twinOf(['only'], { only: 'a b' })).toBe(sha256('only=a b'));
  });

  test('leaves out what has no value, and is there where nothing has one', async () => {
    expect(await twinOf(['a', 'b'], { b: 1 })).toBe(sha256('b=1'));
    expect(await twinOf(['a'], {})).toBe(sha256(''));
    expect(await twinOf([], {})).toBe(sha256(''));
  });

  test('is equal exactly where the values are, in whatever order they are declared', async () => {
    const names = ['a', 'b', 'a_b', 'Z'];
    const value = fc.oneof(fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', '=', '_', '1', ' ', '\u00e4', '\u{1F600}') }), fc.integer({ min: -3, max: 12 }), fc.boolean());
    const values = fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true });
    await fc.assert(fc.asyncProperty(values, values, fc.shuffledSubarray(names, { minLength: 4 }), async (one, other, order) => {
      const [first, second] = [await twinOf(names, one), await twinOf(order, other)];
      // As Luigi gets them: a parameter's type is its own, so that a number and its digits never meet.
      const told = (all: object): string => JSON.stringify(names.map((name) => [name, String((all as Record<string, unknown>)[name])]));
      expect(first === second).toBe(told(one) === told(other));
      expect(first).toMatch(/^twin-[0-9a-f]{64}$/);
    }), { numRuns: 200 });
  });
});
