import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import { PublicKeySource } from '../../../../../images/gateway/src/identity/login/public-key-source';
import { KeyEndpoint, loadBalancerKey, type KeyEndpointMode } from '../../../../support/load-balancer-claims';
import { authenticator, claimsHead, TestClock, TestFetch } from '../scene';

const key = loadBalancerKey();
const rotated = loadBalancerKey();

function world() {
  const net = new TestFetch();
  net.publish(key);
  const clock = new TestClock();
  const people = authenticator({ fetch: net.fetch, clock });
  const outcome = (claims: Parameters<typeof claimsHead>[0]) =>
    people.authenticate(claimsHead({ now: clock.at, ...claims })).then((caller) => caller.principal, (error: IdentityError) => error.code);
  return { net, clock, people, outcome };
}

/** Claims that hold in everything but the key: as good as anyone can forge them. */
const forged = () => ({ key: { ...key, kid: randomUUID() } });

describe('keys of the load balancer', () => {
  test.each([
    ['eu-central-1', 'aws', 'https://public-keys.auth.elb.eu-central-1.amazonaws.com/'],
    ['cn-north-1', 'aws-cn', 'https://public-keys.auth.elb.cn-north-1.amazonaws.com.cn/'],
    ['us-gov-west-1', 'aws-us-gov', 'https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1/'],
  ])('of region %s in partition %s come from the address that AWS documents', async (region, partition, address) => {
    const { net, clock } = world();
    const signer = `arn:${partition}:elasticloadbalancing:${region}:123456789012:loadbalancer/app/luigi/50dc6c495c0c9188`;
    await authenticator({ fetch: net.fetch, clock, loadBalancerArn: signer }).authenticate(claimsHead({ key, signer }));
    expect(net.requests).toEqual([address + key.kid]);
  });

  test('are fetched once for any number of calls at once', async () => {
    const { net, outcome } = world();
    net.hold();
    const calls = Array.from({ length: 50 }, (_, index) => outcome({ key, subject: `u${index}` }));
    // All of them wait for the one fetch that is on its way.
    await new Promise((resolve) => setImmediate(resolve));
    net.release();
    expect(await Promise.all(calls)).toEqual(calls.map((_, index) => `user:u${index}`));
    expect(net.requests).toHaveLength(1);
  });

  test('that are rotated are picked up, and the old one holds on', async () => {
    const { net, outcome } = world();
    expect(await outcome({ key })).toBe('user:ada');
    net.publish(rotated);
    expect(await outcome({ key: rotated })).toBe('user:ada');
    expect(await outcome({ key, subject: 'bob' })).toBe('user:bob');
    expect(net.requests).toHaveLength(2);
  });

  test('cost at most a burst of fetches when 1,000 ids are made up', async () => {
    const { net, outcome } = world();
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () => outcome(forged())));
    expect(new Set(outcomes)).toEqual(new Set(['claims-key-unknown', 'claims-keys-unavailable']));
    expect(net.requests.length).toBeLessThanOrEqual(8);
  });

  test('cost at most a burst of fetches after a long quiet time too', async () => {
    const { net, clock, outcome } = world();
    clock.advanceSeconds(86_400);
    for (let call = 0; call < 100; call += 1) await outcome(forged());
    expect(net.requests).toHaveLength(8);
  });

  test('are fetched four at a time at most', async () => {
    const { net, clock } = world();
    const keys = new PublicKeySource({ keysUrl: 'https://keys.example.com', fetch: net.fetch, clock });
    net.hold();
    const calls = Array.from({ length: 100 }, () => keys.get(randomUUID()).catch((error: IdentityError) => error.code));
    expect(net.requests).toHaveLength(4);
    net.release();
    expect((await Promise.all(calls)).filter((code) => code === 'claims-key-unknown')).toHaveLength(4);
  });

  test('cost at most a burst and one fetch a second under a lasting flood, one call after the other', async () => {
    const { net, clock, outcome } = world();
    for (let call = 0; call < 1000; call += 1) {
      await outcome(forged());
      clock.advanceSeconds(0.01);
    }
    expect(net.requests.length).toBeLessThanOrEqual(8 + 10);
  });

  test('in use go on serving during such a flood, without a fetch', async () => {
    const { net, outcome } = world();
    await outcome({ key });
    for (let call = 0; call < 100; call += 1) await outcome(forged());
    const before = net.requests.length;
    expect(await outcome({ key, subject: 'bob' })).toBe('user:bob');
    expect(net.requests).toHaveLength(before);
  });

  test('that are rotated in during such a flood are had within three seconds: the most wanted is fetched first', async () => {
    const { net, clock, outcome } = world();
    net.publish(rotated);
    for (let call = 0; call < 500; call += 1) await outcome(forged());
    const outcomes: string[] = [];
    for (let tick = 0; tick < 30; tick += 1) {
      for (let call = 0; call < 20; call += 1) await outcome(forged());
      outcomes.push(await outcome({ key: rotated }));
      clock.advanceSeconds(0.1);
    }
    expect(outcomes[0]).toBe('claims-keys-unavailable');
    expect(outcomes.at(-1)).toBe('user:ada');
  });

  test('of strangers, however many, do not drive out the one that our load balancer signs with', async () => {
    const { net, clock, outcome } = world();
    await outcome({ key });
    for (let stranger = 0; stranger < 40; stranger += 1) {
      const strange = loadBalancerKey();
      net.publish(strange);
      expect(await outcome({ key: { ...key, kid: strange.kid } })).toBe('claims-signature');
      clock.advanceSeconds(2);
    }
    net.down = true;
    expect(await outcome({ key, subject: 'bob' })).toBe('user:bob');
  });

  test('that do not exist are remembered for a minute, then asked for again', async () => {
    const { net, clock, outcome } = world();
    for (let call = 0; call < 3; call += 1) expect(await outcome({ key: rotated })).toBe('claims-key-unknown');
    expect(net.requests).toHaveLength(1);
    net.publish(rotated);
    clock.advanceSeconds(61);
    expect(await outcome({ key: rotated })).toBe('user:ada');
  });
});

describe('while keys can not be fetched', () => {
  test('an unknown key is 503 with Retry-After, and a known one goes on', async () => {
    const { net, people, outcome } = world();
    await outcome({ key });
    net.down = true;
    await expect(people.authenticate(claimsHead({ key: rotated }))).rejects.toMatchObject({
      status: 503, code: 'claims-keys-unavailable', extensions: { headers: { 'retry-after': '1' } },
    });
    expect(await outcome({ key, subject: 'bob' })).toBe('user:bob');
  });

  test('fetches pause for longer and longer, five seconds at most', async () => {
    const { net, clock, outcome } = world();
    net.down = true;
    for (let tick = 0; tick < 600; tick += 1) {
      expect(await outcome({ key })).toBe('claims-keys-unavailable');
      clock.advanceSeconds(0.1);
    }
    expect(net.requests.length).toBeGreaterThanOrEqual(60 / 5);
    expect(net.requests.length).toBeLessThanOrEqual(60 / 5 + 6);
  });

  test('the next fault after a recovery pauses them for a moment only', async () => {
    const { net, clock, outcome } = world();
    net.down = true;
    for (let tick = 0; tick < 10; tick += 1) {
      await outcome({ key });
      clock.advanceSeconds(5);
    }
    net.down = false;
    await outcome({ key });
    net.down = true;
    await outcome({ key: rotated });
    net.down = false;
    net.publish(rotated);
    clock.advanceSeconds(0.25);
    expect(await outcome({ key: rotated })).toBe('user:ada');
  });

  test('the pause is over in its time, also where the machine\'s date is set back meanwhile', async () => {
    const { net, clock, outcome } = world();
    net.down = true;
    await outcome({ key });
    net.down = false;
    clock.at -= 3_600_000;
    clock.advanceSeconds(0.25);
    expect(await outcome({ key })).toBe('user:ada');
  });

  test('the fault is not held against the key: it is had once the network is back', async () => {
    const { net, clock, outcome } = world();
    net.down = true;
    await outcome({ key });
    net.down = false;
    clock.advanceSeconds(5);
    expect(await outcome({ key })).toBe('user:ada');
  });
});

describe('a key endpoint', () => {
  let endpoint: KeyEndpoint;
  beforeEach(async () => { endpoint = await KeyEndpoint.start(key); });
  afterEach(() => endpoint.close());
  /** Patient, but for an endpoint that never ends: a busy machine takes its time too. */
  const source = (mode?: KeyEndpointMode) => new PublicKeySource({
    keysUrl: endpoint.url.href, timeoutMs: mode === 'silent' || mode === 'endless' ? 1_000 : 60_000,
  });

  test('that answers is believed', async () => {
    expect((await source().get(key.kid)).export({ type: 'spki', format: 'pem' })).toBe(key.publicKeyPem);
    expect(endpoint.requests).toEqual([`/${key.kid}`]);
  });

  test('that answers 403 does not have the key', async () => {
    await expect(source().get(randomUUID())).rejects.toMatchObject({ code: 'claims-key-unknown' });
  });

  test.each<KeyEndpointMode>(['failing', 'silent', 'endless', 'garbage', 'redirecting'])('that is %s counts as unavailable, soon', async (mode) => {
    endpoint.mode = mode;
    await expect(source(mode).get(key.kid)).rejects.toMatchObject({ code: 'claims-keys-unavailable', status: 503 });
    expect(endpoint.requests).toHaveLength(1);
  });

  test('that is gone counts as unavailable', async () => {
    const keys = source();
    await endpoint.close();
    await expect(keys.get(key.kid)).rejects.toMatchObject({ code: 'claims-keys-unavailable' });
    endpoint = await KeyEndpoint.start();
  });

  test.each([
    ['a key of another curve', () => generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey.export({ type: 'spki', format: 'pem' })],
    ['an RSA key', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' })],
    ['a private key', () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['a PEM of nonsense', () => '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'],
  ])('that answers %s is not believed', async (_what, pem) => {
    endpoint.publish({ ...key, publicKeyPem: String(pem()) });
    await expect(source().get(key.kid)).rejects.toMatchObject({ code: 'claims-keys-unavailable' });
  });
});
