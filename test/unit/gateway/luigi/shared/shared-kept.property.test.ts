import fc from 'fast-check';
import { SharedContent, type Cut } from '../../../../../images/gateway/src/luigi/shared/shared-content';
import { KeptAnswers, type Keeper } from '../../../../../images/gateway/src/luigi/shared/shared-kept';

const KEYS = ['a', 'b', 'c', 'd', 'e'];
const OVERHEAD = 1024;

type Step =
  | { readonly do: 'keep'; readonly which: number; readonly bytes: number; readonly askedAt: number }
  | { readonly do: 'make'; readonly which: number; readonly scope: number; readonly bytes: number; readonly fails: boolean }
  | { readonly do: 'let go'; readonly before: number }
  | { readonly do: 'clear' };

const someBytes = fc.integer({ min: 1, max: 120_000 });
const someSteps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('keep' as const), which: fc.nat(4), bytes: someBytes, askedAt: fc.nat(50) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('make' as const), which: fc.nat(4), scope: fc.nat(3), bytes: someBytes, fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('let go' as const), before: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
), { maxLength: 25 });

test('however answers come, and grow by what is made of them, no more bytes are kept than the limit, and none is counted that is not', async () => {
  let bounded = 0;
  await fc.assert(fc.asyncProperty(someSteps, fc.integer({ min: 0, max: 300_000 }), async (steps, maxBytes) => {
    const letGo: string[] = [];
    const kept = new KeptAnswers<Keeper>(maxBytes, ({ key }) => { letGo.push(key); });
    const keepers = KEYS.map((key): Keeper => ({ key, kept: undefined }));
    const contents: SharedContent[] = [];
    const expectBound = (): void => {
      const weights = keepers.flatMap(({ key, kept: there }) => (there === undefined ? [] : [there.content.weight + 2 * key.length + OVERHEAD]));
      expect(kept.weight).toBe(weights.reduce((sum, weight) => sum + weight, 0));
      expect(kept.weight).toBeLessThanOrEqual(maxBytes);
      expect(kept.isEmpty).toBe(weights.length === 0);
    };

    for (const step of steps) {
      switch (step.do) {
        case 'keep': {
          const content = new SharedContent({ status: 200, contentType: 'application/json', body: Buffer.alloc(step.bytes) });
          contents.push(content);
          kept.keep(keepers[step.which]!, { content, askedAt: step.askedAt });
          break;
        }
        case 'make': {
          const content = contents[step.which];
          const cut: Cut = {
            key: String(step.scope), repeatable: step.scope !== 0,
            from: () => (step.fails ? Promise.reject(new Error('not to be had')) : Promise.resolve(Buffer.alloc(step.bytes))),
          };
          await content?.rendering(cut).bodyFor({ br: false, gzip: step.scope === 1 }).catch(() => undefined);
          break;
        }
        case 'let go': kept.letGoBefore(step.before, () => true); break;
        case 'clear': kept.clear(); break;
      }
      expectBound();
    }
    if (letGo.length > 0) bounded += 1;
    kept.clear();
    expect(kept.weight).toBe(0);
  }), { numRuns: 200 });
  // Or else nothing was tested
  expect(bounded).toBeGreaterThan(40);
}, 60_000);
