import { BearerAuthenticator } from '../../../../../images/gateway/src/identity/bearer/bearer-authenticator';
import { IssuersWatch } from '../../../../../images/gateway/src/identity/bearer/issuers-watch';
import type { LogFields } from '../../../../../images/gateway/src/log';
import { ManualClock, settled } from '../../../../support/manual-clock';
import { awsKey, githubKey, issuersAt } from './scene';

const [AWS, GITHUB] = ['https://keys.example.com/aws', 'https://keys.example.com/github'];

let clock: ManualClock;
let watch: IssuersWatch;
let asked: string[];
let logged: Array<readonly [string, string, LogFields | undefined]>;
/** Addresses that give no keys, with what they answer. */
let down: Map<string, () => Promise<Response>>;

beforeEach(() => {
  clock = new ManualClock();
  [asked, logged, down] = [[], [], new Map()];
  const at = (level: string) => (message: string, fields?: LogFields): void => { logged.push([level, message, fields]); };
  const { keys } = new BearerAuthenticator({
    issuers: issuersAt(AWS, GITHUB).slice(0, 2), clock, log: { info: at('info'), warn: at('warn'), error: at('error') },
    fetch: (url) => {
      asked.push(url);
      return down.get(url)?.() ?? Promise.resolve(Response.json({ keys: [(url === AWS ? awsKey : githubKey).jwk] }));
    },
  });
  watch = new IssuersWatch(keys, clock);
});
afterEach(() => watch.close());

const fails = (): Promise<Response> => Promise.reject(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND keys.example.com') }));
/** Lets time pass, with answers that come at once. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await clock.advance(1000);
    for (let turn = 0; turn < 5; turn += 1) await settled();
  }
}

describe('the keys of token issuers', () => {
  test('are fetched before anybody calls, and again before they are old, once for each time', async () => {
    await watch.start();
    expect(asked.sort()).toEqual([AWS, GITHUB]);
    expect(watch.health).toEqual({
      ok: true, degraded: false,
      issuers: [{ name: 'aws', count: 1, ageSeconds: 0, lastError: null }, { name: 'github', count: 1, ageSeconds: 0, lastError: null }],
    });
    await pass(299);
    expect(asked).toHaveLength(2);
    await pass(30);
    expect(asked).toHaveLength(4);
    expect([watch.take(), logged]).toEqual([{}, []]);
  });

  test('of an address that gives none are told of at once, loudly and once, and counted; others are well', async () => {
    down.set(AWS, fails);
    await watch.start();
    expect(watch.health).toEqual({
      ok: true, degraded: true,
      issuers: [
        { name: 'aws', count: null, ageSeconds: null, lastError: 'fetch failed: getaddrinfo ENOTFOUND keys.example.com' },
        { name: 'github', count: 1, ageSeconds: 0, lastError: null },
      ],
    });
    expect(watch.take()).toEqual({ issuersWithoutKeys: 1 });
    await pass(120);
    expect(logged).toEqual([['error', 'the keys of a token issuer can not be had: nobody with a token of it is let in', { issuer: 'aws', error: expect.any(TypeError) as unknown }]]);
    // then: it is tried again, so that it is over soon after it is mended
    down.clear();
    await pass(21);
    expect([watch.health.degraded, watch.take(), logged.at(-1)]).toEqual([false, {}, ['info', 'the keys of a token issuer are there again', { issuer: 'aws' }]]);
  });

  test('that were there once are not missing at the first fetch that fails, but after ten minutes', async () => {
    await watch.start();
    down.set(GITHUB, fails);
    await pass(330);
    expect([watch.health.degraded, watch.take(), logged.map(([level]) => level)]).toEqual([true, {}, ['warn']]);
    await pass(300);
    expect([watch.take(), watch.health.issuers[1]]).toMatchObject([{ issuersWithoutKeys: 1 }, { name: 'github', count: 1, ageSeconds: 630 }]);
  });

  test('are not missing for being old, where nothing fails', async () => {
    const { keys } = new BearerAuthenticator({
      issuers: issuersAt(AWS, GITHUB).slice(0, 1), clock, fetch: () => Promise.resolve(Response.json({ keys: [awsKey.jwk] })),
    });
    await keys.get('aws')!.freshen();
    await clock.advance(3_600_000);
    expect(keys.get('aws')!.health).toEqual({ count: 1, ageSeconds: 3600, lastError: null, missing: false });
  });

  test('what stands there instead is told in one short line of plain letters', async () => {
    down.set(AWS, () => Promise.resolve(new Response(`<html>\n\u202e${'x'.repeat(1000)}`)));
    await watch.start();
    const { lastError } = watch.health.issuers[0]!;
    expect(lastError).toMatch(/^[\x20-\x7e]{10,200}$/);
  });

  test('are looked after no more once it is closed, also while they are asked for', async () => {
    let answer = (): void => undefined;
    down.set(AWS, () => new Promise((resolve) => { answer = () => resolve(Response.json({ keys: [] })); }));
    const started = watch.start();
    watch.close();
    answer();
    await started;
    expect(clock.pending).toBe(0);
  });
});
