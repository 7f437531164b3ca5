import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { IssuerKeys } from '../../../../../images/gateway/src/identity/bearer/issuer-keys';
import { KeySetEndpoint, type KeySetMode } from '../../../../support/bearer/key-set-endpoint';
import { renamed, tokenKey } from '../../../../support/bearer/tokens';
import { TestClock } from '../scene';
import { outcome } from './scene';

const [first, second] = [tokenKey('first'), tokenKey('second')];
const UNAVAILABLE = '503 token-keys-unavailable';
const UNKNOWN = '401 token-key-unknown';

let endpoint: KeySetEndpoint;
let clock: TestClock;
let keys: IssuerKeys;
let faults: unknown[];

beforeEach(async () => {
  endpoint = await KeySetEndpoint.start(first);
  clock = new TestClock();
  faults = [];
  keys = new IssuerKeys({ keysUrl: endpoint.url, clock, timeoutMs: 1000, watch: (fault) => { if (fault !== undefined) faults.push(fault); } });
});
afterEach(() => endpoint.close());

/** The id where there is such a key; else what asking for it is refused for. */
const has = async (kid: unknown): Promise<unknown> => {
  const found = await outcome(() => keys.get(kid));
  return typeof found === 'string' ? found : kid;
};
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 100); });

describe('an issuer\'s keys', () => {
  test('are fetched when the first is needed, once for any number of calls', async () => {
    expect(endpoint.asked).toBe(0);
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => has('first'))))).toEqual(new Set(['first']));
    expect(endpoint.asked).toBe(1);
  });

  test('that were rotated are had at once, if the last fetch was ten seconds ago', async () => {
    await has('first');
    endpoint.publish(second);
    expect(await has('second')).toBe(UNKNOWN);
    clock.advanceSeconds(10);
    expect(await has('second')).toBe('second');
    expect(await has('first')).toBe(UNKNOWN);
  });

  test('are not fetched for 1,000 made-up ids more than once in ten seconds', async () => {
    const ask = () => Promise.all(Array.from({ length: 1000 }, () => has(randomUUID())));
    expect(new Set(await ask())).toEqual(new Set([UNKNOWN]));
    await ask();
    expect(endpoint.asked).toBe(1);
    clock.advanceSeconds(10);
    await ask();
    expect(endpoint.asked).toBe(2);
  });

  test('are not fetched for an id that none could have', async () => {
    for (const kid of ['', 'k'.repeat(257), 7, undefined, ['first']]) expect(await has(kid)).toBe(UNKNOWN);
    expect(endpoint.asked).toBe(0);
  });

  test('are not asked for again within five minutes while nothing is missing', async () => {
    const key = await keys.get('first');
    clock.advanceSeconds(300);
    expect([keys.has('first', key), await has('first')]).toEqual([true, 'first']);
    await settled();
    expect(endpoint.asked).toBe(1);
  });

  test('are fetched again behind what goes on once they are five minutes old, so that one that was taken back is let go', async () => {
    const key = await keys.get('first');
    endpoint.publish(first, second);
    clock.advanceSeconds(301);
    expect(keys.has('first', key)).toBe(true);
    await settled();
    expect(endpoint.asked).toBe(2);
    expect(keys.has('first', key)).toBe(true);

    endpoint.publish(second);
    clock.advanceSeconds(301);
    keys.has('first', key);
    await settled();
    expect(keys.has('first', key)).toBe(false);
  });

  test('that were taken back while nobody called let nobody in: the issuer is asked before the first who calls again', async () => {
    const key = await keys.get('first');
    endpoint.publish(second);
    clock.advanceSeconds(86_400);
    expect(keys.has('first', key)).toBe(false);
    expect(await has('first')).toBe(UNKNOWN);
    expect(await has('second')).toBe('second');
  });

  test('go on where the issuer was asked in vain, and nobody waits for it again and again', async () => {
    const key = await keys.get('first');
    endpoint.mode = 'silent';
    clock.advanceSeconds(10_800);
    expect(await keys.get('first')).toBe(key);
    expect(keys.has('first', key)).toBe(true);
    clock.advanceSeconds(2);
    const began = performance.now();
    expect(await keys.get('first')).toBe(key);
    expect(performance.now() - began).toBeLessThan(150);
  });

  test('that could not be had anew for a day let nobody in, until they can', async () => {
    const key = await keys.get('first');
    endpoint.mode = 'silent';
    for (let hour = 0; hour < 23; hour += 1) {
      clock.advanceSeconds(3_600);
      expect(await keys.get('first')).toBe(key);
    }
    clock.advanceSeconds(3_601);
    expect(await has('first')).toBe(UNAVAILABLE);
    expect(keys.has('first', key)).toBe(false);
    endpoint.mode = 'up';
    clock.advanceSeconds(2);
    expect(await has('first')).toBe('first');
  });

  test('that changed under their id are other keys', async () => {
    const key = await keys.get('first');
    endpoint.publish(renamed(second, 'first'));
    clock.advanceSeconds(301);
    keys.has('first', key);
    await settled();
    expect(keys.has('first', key)).toBe(false);
    expect(await keys.get('first')).not.toBe(key);
  });
});

describe('an endpoint that is ill', () => {
  test.each<KeySetMode>(['failing', 'missing', 'redirecting', 'garbage', 'silent', 'dripping', 'endless', 'hanging up'])(
    '(%s) makes its issuer\'s keys unavailable, in bounded time, and is asked once a second', async (mode) => {
      endpoint.mode = mode;
      const began = performance.now();
      expect(await Promise.all([has('first'), has('other')])).toEqual([UNAVAILABLE, UNAVAILABLE]);
      expect(await has('first')).toBe(UNAVAILABLE);
      expect(performance.now() - began).toBeLessThan(5000);
      expect(endpoint.asked).toBe(1);
      expect(faults).toHaveLength(1);
      clock.advanceSeconds(1);
      endpoint.mode = 'up';
      expect(await has('first')).toBe('first');
      // It is well again: what its set lacks is unknown, not waited for.
      expect(await has('other')).toBe(UNKNOWN);
    });

  test('(silent) is waited for two seconds where nothing else was said', async () => {
    endpoint.mode = 'silent';
    keys = new IssuerKeys({ keysUrl: endpoint.url, clock });
    const began = performance.now();
    expect(await has('first')).toBe(UNAVAILABLE);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test.each<KeySetMode>(['failing', 'garbage', 'silent', 'endless'])('(%s) leaves the last good set, and what is not in it waits', async (mode) => {
    await has('first');
    endpoint.mode = mode;
    clock.advanceSeconds(3600);
    expect(await has('first')).toBe('first');
    expect(await has('second')).toBe(UNAVAILABLE);
    expect(await has('first')).toBe('first');
  });

  test('that nobody listens on', async () => {
    const gone = await KeySetEndpoint.start(first);
    const { url } = gone;
    await gone.close();
    keys = new IssuerKeys({ keysUrl: url, clock, timeoutMs: 1000 });
    expect(await has('first')).toBe(UNAVAILABLE);
  });
});

describe('a key set', () => {
  const { n, e } = first.jwk;
  const bare = { kty: 'RSA', kid: 'first', n, e };

  test('of 10,000 keys is refused, and leaves the last good one', async () => {
    await has('first');
    endpoint.keys = Array.from({ length: 10_000 }, (_, index) => ({ kid: index === 9_999 ? 'second' : 'x' }));
    clock.advanceSeconds(10);
    expect(await has('second')).toBe(UNAVAILABLE);
    expect(await has('first')).toBe('first');
    expect(String(faults[0])).toContain('answered 10000 keys, expected 100 at most');
  });

  test('of 10,000 real keys is too many bytes', async () => {
    endpoint.keys = Array.from({ length: 10_000 }, (_, index) => ({ ...bare, kid: `k${index}` }));
    // As text they take the test's own endpoint a while.
    keys = new IssuerKeys({ keysUrl: endpoint.url, clock, timeoutMs: 10_000, watch: (fault) => { faults.push(fault); } });
    expect(await has('k1')).toBe(UNAVAILABLE);
    expect(String(faults[0])).toContain('more than 150000 bytes');
  });

  test('of 100 keys is taken', async () => {
    endpoint.keys = Array.from({ length: 100 }, (_, index) => ({ ...bare, kid: `k${index}` }));
    expect(await has('k99')).toBe('k99');
  });

  test.each<[string, unknown[]]>([
    ['no key at all', []],
    ['what is no key', [null, 7, 'key', [], {}]],
    ['a key of an elliptic curve alone', [{ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'first', use: 'sig' }]],
    ['a key for encryption', [{ ...bare, use: 'enc' }]],
    ['a key for another algorithm', [{ ...bare, alg: 'RS512' }]],
    ['a key for RSA-PSS', [{ ...bare, alg: 'PS256' }]],
    ['a key for operations without verify', [{ ...bare, key_ops: ['encrypt'] }]],
    ['a key for an operation that is a text', [{ ...bare, key_ops: 'verify' }]],
    ['a password', [{ kty: 'oct', kid: 'first', k: 'c2VjcmV0' }]],
    ['a key of 1024 bits', [tokenKey('first', 1024).jwk]],
    ['a key of 2047 bits', [{ ...bare, n: Buffer.concat([Buffer.of(0x7f), Buffer.from(String(n), 'base64url').subarray(1)]).toString('base64url') }]],
    ['a key of 8200 bits', [{ ...bare, n: Buffer.alloc(1025, 0xff).toString('base64url') }]],
    ['a key whose exponent is 1', [{ ...bare, e: 'AQ' }]],
    ['a key with a very long exponent', [{ ...bare, e: n }]],
    ['a key whose modulus is no base64url', [{ ...bare, n: `${String(n).slice(0, -1)}+` }]],
    ['a key without modulus', [{ ...bare, n: undefined }]],
    ['a key without id', [{ ...bare, kid: undefined }]],
    ['a key whose id is a number', [{ ...bare, kid: 7 }]],
    ['a key whose id is empty', [{ ...bare, kid: '' }]],
    ['a key whose id has 257 characters', [{ ...bare, kid: 'k'.repeat(257) }]],
  ])('of %s is none', async (_what, entries) => {
    endpoint.keys = entries;
    expect(await has('first')).toBe(UNAVAILABLE);
    expect(faults).toHaveLength(1);
  });

  test('passes over what is not for RS256, and takes the rest', async () => {
    endpoint.keys = [null, { ...bare, use: 'enc' }, { ...bare, alg: 'RS512' }, bare, second.jwk];
    expect([await has('first'), await has('second')]).toEqual(['first', 'second']);
  });

  test('with two keys of one id has none of that id', async () => {
    endpoint.keys = [bare, renamed(second, 'first').jwk, second.jwk];
    expect([await has('first'), await has('second')]).toEqual([UNKNOWN, 'second']);
    endpoint.keys = [bare, bare];
    clock.advanceSeconds(10);
    expect([await has('first'), await has('second')]).toEqual(['first', UNKNOWN]);
  });

  test('that holds private keys is used as if it did not', async () => {
    endpoint.keys = [{ ...first.privateKey.export({ format: 'jwk' }), kid: 'first' }];
    expect((await keys.get('first')).key.type).toBe('public');
  });
});
