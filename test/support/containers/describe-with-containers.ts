import { ensureContainerTools } from './tools';

/**
 * `describe` for tests that build or run images. Installs what that takes. Where it can't be had, the tests are skipped, loudly;
 * in CI (variable CI set) they fail instead: images must not be released untested.
 */
export function describeWithContainers(name: string, tests: () => void): void {
  const missing = ensureContainerTools();
  if (missing === undefined) {
    describe(name, tests);
  } else if (process.env.CI) {
    describe(name, () => {
      test('the machine can build and run images', () => {
        throw new Error(missing);
      });
    });
  } else {
    process.stderr.write(`\n${'!'.repeat(100)}\nSKIPPED: ${name}: ${missing}\n${'!'.repeat(100)}\n\n`);
    describe.skip(name, tests);
  }
}
