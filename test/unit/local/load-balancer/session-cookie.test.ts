import fc from 'fast-check';
import { CookieSeal, joinShards, parseCookies, shardSession } from '../../../../local/load-balancer/session-cookie';

describe('session cookies', () => {
  const seal = new CookieSeal();

  test('what was sealed comes back the same through any number of shards, in any order of cookies', () => {
    fc.assert(fc.property(fc.string({ maxLength: 9_000 }), fc.boolean(), (text, reversed) => {
      const shards = Object.entries(shardSession(seal.seal('session', { text })) ?? {});
      const header = (reversed ? shards.reverse() : shards).map(([name, value]) => `${name}=${value}`).join('; ');
      expect(seal.open('session', joinShards(parseCookies(header)) ?? '')).toEqual({ text });
    }), { numRuns: 30 });
  });

  test('no shard is larger than what browsers keep', () => {
    const shards = Object.entries(shardSession(seal.seal('session', 'x'.repeat(11_000))) ?? {});
    expect(shards).toHaveLength(4);
    for (const [name, value] of shards) expect(name.length + value.length + 1).toBeLessThanOrEqual(4_096);
  });

  test('a session that four shards do not hold is none', () => {
    expect(shardSession('x'.repeat(16_001))).toBeUndefined();
  });

  test('a changed bit, another purpose, another key or plain nonsense opens to nothing', () => {
    const sealed = seal.seal('session', { sub: 'ada' });
    const bytes = Buffer.from(sealed, 'base64url');
    bytes[20] = (bytes[20] as number) ^ 1;
    expect(seal.open('session', bytes.toString('base64url'))).toBeUndefined();
    expect(seal.open('state', sealed)).toBeUndefined();
    expect(new CookieSeal().open('session', sealed)).toBeUndefined();
    expect(seal.open('session', 'nonsense')).toBeUndefined();
  });

  test('a renewed key ends what was sealed before', () => {
    const other = new CookieSeal();
    const sealed = other.seal('session', 1);
    other.renew();
    expect(other.open('session', sealed)).toBeUndefined();
  });
});
