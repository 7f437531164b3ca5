import { parseStsToken } from '../../../../images/gateway/src/identity/role/sts-token';
import { WorkerTokens } from '../../../../images/gateway/src/lane-agent/worker-tokens';
import { credentialOf } from '../../../support/sts/credentials';
import type { KnownCredential } from '../../../support/sts/sts-stand-in';
import { AUDIENCE, NOW } from '../identity/role/scene';

const ENDPOINT = { origin: 'https://sts.eu-central-1.amazonaws.com', region: 'eu-central-1' };
let now: number;
let credential: Omit<KnownCredential, 'sessionToken'> & { readonly sessionToken?: string } | Error;
let tokens: WorkerTokens;

beforeEach(() => {
  now = NOW;
  credential = credentialOf();
  tokens = new WorkerTokens({
    stsOrigin: ENDPOINT.origin, region: ENDPOINT.region, audience: AUDIENCE, clock: { now: () => now },
    credentials: async () => {
      if (credential instanceof Error) throw credential;
      return credential;
    },
  });
});

test('a token is one that the gateway takes, all the time that it is used', async () => {
  const before: string[] = [];
  for (let second = 0; second < 3600; second += 10, now += 10_000) {
    const token = await tokens.token();
    expect(() => parseStsToken(token, ENDPOINT, now / 1000 + 100)).not.toThrow();
    if (!before.includes(token)) before.push(token);
  }
  // One in three minutes: so often STS is asked
  expect(before).toHaveLength(20);
});

test('new credentials make a new token', async () => {
  const one = await tokens.token();
  credential = credentialOf('DailyRole', 'renewed');
  expect(await tokens.token()).not.toBe(one);
});

test('a forgotten token is made anew', async () => {
  const one = await tokens.token();
  now += 1000;
  tokens.forget();
  expect(await tokens.token()).not.toBe(one);
});

test('credentials that can\'t be had: the last token is used up, and then there is none', async () => {
  const one = await tokens.token();
  credential = new Error('the endpoint is gone');
  now += 289_000;
  expect(await tokens.token()).toBe(one);
  now += 1_000;
  await expect(tokens.token()).rejects.toThrow('the endpoint is gone');
});

test('a clock that was set back makes no token of the future go on', async () => {
  const one = await tokens.token();
  now -= 3_600_000;
  expect(await tokens.token()).not.toBe(one);
});

test('credentials of an IAM user are none', async () => {
  const { sessionToken: _, ...user } = credentialOf();
  credential = user;
  await expect(tokens.token()).rejects.toThrow('got the credentials of an IAM user, expected those of the task\'s role');
});
