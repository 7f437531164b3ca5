import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { inWords } from '../../../../../images/gateway/src/http/pages/jobs/times';
import { PORTAL_SCRIPT, PORTAL_SCRIPT_ADDRESS } from '../../../../../images/gateway/src/http/pages/portal-script';
import { PORTAL_TIMES } from '../../../../../images/gateway/src/http/pages/script/times';

/** What the script's functions answer, outside of a browser. */
const asked = (expression: string): unknown => runInContext(`${PORTAL_TIMES}\n;${expression}`, createContext({}));

describe('the script of our pages', () => {
  test('does nothing where there is no page', () => {
    expect(() => runInContext(PORTAL_SCRIPT, createContext({}))).not.toThrow();
  });

  test('has an address of its own for each version', () => {
    expect(PORTAL_SCRIPT_ADDRESS).toMatch(/^\/portal\.js\?v=[0-9a-f]{12}$/);
  });

  test('says how long something took as pages do', () => {
    const says = asked('inWords') as typeof inWords;
    fc.assert(fc.property(fc.oneof(fc.integer({ min: -5000, max: 4_000_000_000 }), fc.integer({ min: 0, max: 100_000 })), (milliseconds) => {
      expect(says(milliseconds)).toBe(inWords(milliseconds));
    }));
  });

  test.each([
    [0, 'just now'], [59_999, 'just now'], [60_000, 'a minute ago'], [3_599_999, '59 minutes ago'], [3_600_000, 'an hour ago'], [86_399_999, '23 hours ago'],
    [86_400_000, 'a day ago'], [6 * 86_400_000, '6 days ago'],
  ])('%p ms ago is %p', (milliseconds, said) => {
    expect((asked('ago') as (of: number) => string)(milliseconds)).toBe(said);
  });
});
