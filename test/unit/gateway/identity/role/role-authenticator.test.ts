import type { Caller } from '../../../../../images/gateway/src/identity/caller';
import { RoleAuthenticator } from '../../../../../images/gateway/src/identity/role/role-authenticator';
import { RoleVerifier } from '../../../../../images/gateway/src/identity/role/role-verifier';
import { Sts } from '../../../../../images/gateway/src/identity/role/sts';
import { Problem } from '../../../../../images/gateway/src/problem';
import { TASK_ID, credentialOf } from '../../../../support/sts/credentials';
import { StsStandIn } from '../../../../support/sts/sts-stand-in';
import { AUDIENCE, NOW, ROLE, aToken, head, jobsOf, outcome, urlIn, tokenOf } from './scene';

const MINUTE = 60_000;

let sts: StsStandIn;
let now: number;
let logged: string[];

beforeEach(async () => {
  now = NOW;
  logged = [];
  sts = await StsStandIn.start({ now: () => now });
  sts.knows(credentialOf());
});
afterEach(() => sts.stop());

/** What differs from the service of the daily job. */
interface Over {
  readonly jobs?: ReturnType<typeof jobsOf>;
  readonly timeoutMs?: number;
}

const clock = { now: () => now, monotonic: () => now };

function authenticator(over: Over = {}): RoleAuthenticator {
  const { jobs = jobsOf({ daily: ROLE, other: undefined }), timeoutMs } = over;
  const log = { info: (message: string) => { logged.push(message); }, warn: (message: string) => { logged.push(message); } };
  return new RoleAuthenticator({
    endpoint: { origin: sts.origin, region: 'eu-central-1' }, jobs: { jobs }, clock,
    verifier: new RoleVerifier({
      sts: new Sts({ origin: sts.origin, audience: AUDIENCE, ...(timeoutMs === undefined ? {} : { timeoutMs }) }), log, clock,
    }),
  });
}

const token = (over: Parameters<typeof aToken>[0] = {}): string => aToken({ stsOrigin: sts.origin, at: now, ...over });
const asks = (by: RoleAuthenticator, text = token()): Promise<unknown> => outcome(() => by.authenticate(head(`Bearer ${text}`)));

describe('a task of a job', () => {
  test('is known by its role, with the path that sessions do not tell', async () => {
    const caller = await asks(authenticator()) as Caller;

    expect(caller).toEqual({
      kind: 'worker', principal: `role:${ROLE}`, displayName: TASK_ID, groups: [], principals: [], session: 'role', roleSession: TASK_ID,
      expiresAt: NOW / 1000 + 300,
    });
  });

  test('is asked for at STS once a token, by a request with nothing of the caller\'s in it but what was checked', async () => {
    const by = authenticator();
    for (let call = 0; call < 20; call += 1) await asks(by);
    await Promise.all(Array.from({ length: 20 }, () => asks(by, token({ at: now + 1000 }))));

    expect(sts.seen).toHaveLength(2);
    const [{ method, target, headers } = { method: '', target: '', headers: {} }] = sts.seen;
    expect(method).toBe('GET');
    expect(target.split('&').sort()).toEqual(urlIn(token()).slice(sts.origin.length).split('&').sort());
    expect(headers).toMatchObject({ 'x-luigi-service': AUDIENCE, 'accept': 'application/json' });
    expect(headers).not.toHaveProperty('authorization');
  });

  test('is let go once the token has expired, though it is remembered', async () => {
    const by = authenticator();
    const old = token();
    await asks(by, old);
    now += 5 * MINUTE;

    expect(await asks(by, old)).toBe('401 role-token-expired');
    expect(sts.seen).toHaveLength(1);
  });

  test('that no job has any more is refused at once', async () => {
    const catalogue = { jobs: jobsOf({ daily: ROLE }) };
    const by = new RoleAuthenticator({
      endpoint: { origin: sts.origin, region: 'eu-central-1' }, jobs: catalogue, clock,
      verifier: new RoleVerifier({ sts: new Sts({ origin: sts.origin, audience: AUDIENCE }), log: { info: jest.fn(), warn: jest.fn() }, clock }),
    });
    expect(await asks(by)).toMatchObject({ session: 'role' });
    catalogue.jobs = jobsOf({ other: `${ROLE}2` });

    expect(await asks(by)).toBe('401 role-not-of-job');
  });
});

describe('refused, by the signature:', () => {
  test.each<[string, Parameters<typeof aToken>[0]]>([
    ['a token for another service', { audience: '111122223333/eu-central-1/luigi2' }],
    ['a token for the service of that name in another region', { audience: '111122223333/us-east-1/luigi' }],
    ['a token for the service of that name in another account', { audience: '444455556666/eu-central-1/luigi' }],
    ['another secret', { credentials: { ...credentialOf(), secretAccessKey: 'x'.repeat(40) } }],
    ['another session token', { credentials: { ...credentialOf(), sessionToken: credentialOf('Other').sessionToken } }],
    ['a credential that there is not', { credentials: credentialOf('Nobody') }],
  ])('%s', async (_, over) => {
    expect(await asks(authenticator(), token(over))).toBe('401 role-token-refused');
  });

  test('what was pre-signed for another use, without the header', async () => {
    const url = urlIn(token()).replace('host%3Bx-luigi-service', 'host');
    expect(await asks(authenticator(), tokenOf(url))).toBe('400 role-token-malformed');
    expect(sts.seen).toEqual([]);
  });

  test('a credential that has ended', async () => {
    sts.knows({ ...credentialOf('DailyRole', 'older-task'), endsAt: now - 1 });
    expect(await asks(authenticator(), token({ credentials: credentialOf('DailyRole', 'older-task') }))).toBe('401 role-token-refused');
  });

  test('a token whose times are changed so that it seems to live on', async () => {
    const stale = urlIn(token({ at: now - 10 * MINUTE }));
    const fresh = urlIn(token());
    const date = (url: string): string => /X-Amz-Date=(\w+)/.exec(url)?.[1] ?? '';
    expect(await asks(authenticator(), tokenOf(stale.replace(date(stale), date(fresh))))).toBe('401 role-token-refused');
    expect(await asks(authenticator(), tokenOf(stale.replace('Expires=300', 'Expires=900')))).toBe('401 role-token-refused');
  });

  test('each changed part of a token, as far as it gets to STS', async () => {
    const by = authenticator();
    const other = (letter: string): string => (letter === '1' ? '2' : '1');
    for (const part of [/(?<=Signature=)./, /(?<=Signature=.{63})./, /(?<=ASIA)./, /(?<=Expires=)./, /(?<=Token=)./, /(?<=Date=.{14})./]) {
      const changed = urlIn(token()).replace(part, other);
      expect(changed).not.toBe(urlIn(token()));
      expect(await asks(by, tokenOf(changed))).toBe('401 role-token-refused');
    }
  });

  test('is not asked about again for a minute', async () => {
    const by = authenticator();
    const bad = token({ audience: '111122223333/eu-central-1/other' });
    for (let call = 0; call < 10; call += 1) await asks(by, bad);
    expect(sts.seen).toHaveLength(1);
    now += MINUTE + 1;
    await asks(by, bad);
    expect(sts.seen).toHaveLength(2);
  });
});

describe('refused, though STS knows them:', () => {
  const known = (over: Parameters<typeof credentialOf>): string => {
    const credentials = credentialOf(...over);
    sts.knows(credentials);
    return token({ credentials });
  };
  test.each<[string, Parameters<typeof credentialOf>, string]>([
    ['a role of no job', ['SomeRole'], '401 role-not-of-job'],
    ['a role of that name in another account', ['DailyRole', 'task-a', { account: '444455556666' }], '401 role-not-of-job'],
    ['a role of that name in another partition', ['DailyRole', 'task-a', { partition: 'aws-cn' }], '401 role-not-of-job'],
    ['a role that is written in other letters', ['dailyrole'], '401 role-not-of-job'],
    ['an IAM user', ['U', 'task-a', { identity: { Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/DailyRole', UserId: 'AIDAEXAMPLE0000' } }], '401 role-token-not-a-role'],
    ['root', ['U', 'task-a', { identity: { Account: '111122223333', Arn: 'arn:aws:iam::111122223333:root', UserId: '111122223333' } }], '401 role-token-not-a-role'],
    ['a federated user', ['U', 'task-a', { identity: { Account: '111122223333', Arn: 'arn:aws:sts::111122223333:federated-user/DailyRole', UserId: '111122223333:DailyRole' } }], '401 role-token-not-a-role'],
    ['a session that contradicts itself', ['U', 'task-a', { identity: { Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/DailyRole/task-a', UserId: 'AROAEXAMPLE0000:task-b' } }], '401 role-token-not-a-role'],
    ['an account that contradicts the ARN', ['U', 'task-a', { identity: { Account: '444455556666', Arn: 'arn:aws:sts::111122223333:assumed-role/DailyRole/task-a', UserId: 'AROAEXAMPLE0000:task-a' } }], '401 role-token-not-a-role'],
  ])('%s', async (_, over, expected) => {
    expect(await asks(authenticator(), known(over))).toBe(expected);
  });

  test('a role that two jobs have by ARNs that differ in the path alone', async () => {
    const twice = jobsOf({ daily: ROLE, other: 'arn:aws:iam::111122223333:role/DailyRole' });
    expect(await asks(authenticator({ jobs: twice }))).toBe('401 role-not-of-job');
    expect(await asks(authenticator({ jobs: jobsOf({ daily: ROLE, weekly: ROLE }) }))).toMatchObject({ principal: `role:${ROLE}` });
  });

  test('a role of another account where a job names it is no stranger', async () => {
    const jobs = jobsOf({ daily: 'arn:aws:iam::444455556666:role/DailyRole' });
    expect(await asks(authenticator({ jobs }), known(['DailyRole', 'task-a', { account: '444455556666' }]))).toMatchObject({ principal: 'role:arn:aws:iam::444455556666:role/DailyRole' });
  });
});

describe('the header', () => {
  test.each<[string, () => string[], string]>([
    ['twice', () => [`Bearer ${token()}`, `Bearer ${token()}`], '400 authorization-doubled'],
    ['two tokens in one', () => [`Bearer ${token()}, Bearer ${token()}`], '400 role-token-malformed'],
    ['no token', () => ['Bearer'], '400 role-token-malformed'],
    ['something behind the token', () => [`Bearer ${token()} x`], '400 role-token-malformed'],
    ['a token of somebody else\'s kind', () => ['Bearer eyJhbGciOiJub25lIn0.e30.'], '400 role-token-malformed'],
  ])('%s', async (_, values, expected) => {
    expect(await outcome(() => authenticator().authenticate(head(...values())))).toBe(expected);
  });

  test('is recognised whatever its letters, and Basic is not', () => {
    const by = authenticator();
    expect(['Bearer x', 'bearer x', 'BEARER', 'Basic x', 'Bearerx', ''].map((value) => by.recognises(head(value)))).toEqual([true, true, true, false, false, false]);
  });
});

describe('while STS says nothing', () => {
  test.each(['ill', 'throttled', 'hangs', 'hangs up', 'redirects', 'rambles'] as const)('(%s) who was known goes on, a stranger waits', async (mood) => {
    const by = authenticator(mood === 'hangs' ? { timeoutMs: 1000 } : {});
    await asks(by);
    sts.mood = mood;
    now += 4 * MINUTE;

    expect(await asks(by)).toMatchObject({ principal: `role:${ROLE}` });
    sts.knows(credentialOf('DailyRole', 'a-new-task'));
    const stranger = asks(by, token({ credentials: credentialOf('DailyRole', 'a-new-task') }));
    expect(await stranger).toBe('503 identity-unavailable');
    await expect(by.authenticate(head(`Bearer ${token({ credentials: credentialOf('DailyRole', 'a-new-task') })}`))).rejects.toMatchObject({ extensions: { headers: { 'retry-after': '5' } } });
    expect(logged).toEqual(['sts does not answer: workers that it knew within the last hour go on, others wait']);
  });

  test('the known go on for an hour, and not longer', async () => {
    const by = authenticator();
    await asks(by);
    sts.mood = 'ill';
    now += 60 * MINUTE;
    expect(await asks(by)).toMatchObject({ session: 'role' });
    now += 1;
    expect(await asks(by)).toBe('503 identity-unavailable');
  });

  test('an expired token is none, known or not', async () => {
    const by = authenticator();
    const old = token();
    await asks(by, old);
    sts.mood = 'ill';
    now += 6 * MINUTE;
    expect(await asks(by, old)).toBe('401 role-token-expired');
  });

  test('the role must still be a job\'s', async () => {
    const jobs = jobsOf({ daily: ROLE }) as Map<string, never>;
    const catalogue = { jobs: jobs as ReturnType<typeof jobsOf> };
    const by = new RoleAuthenticator({
      endpoint: { origin: sts.origin, region: 'eu-central-1' }, jobs: catalogue, clock,
      verifier: new RoleVerifier({ sts: new Sts({ origin: sts.origin, audience: AUDIENCE }), log: { info: jest.fn(), warn: jest.fn() }, clock }),
    });
    await asks(by);
    sts.mood = 'ill';
    now += MINUTE;
    catalogue.jobs = jobsOf({});
    expect(await asks(by)).toBe('401 role-not-of-job');
  });

  test('it is asked again and again, ever more seldom, and is believed once it is back', async () => {
    const by = authenticator();
    await asks(by);
    sts.mood = 'ill';
    for (let call = 0; call < 600; call += 1, now += 100) await asks(by, token({ at: now }));
    expect(sts.seen.length).toBeGreaterThan(10);
    expect(sts.seen.length).toBeLessThan(25);
    sts.mood = 'well';
    now += 5_001;
    sts.knows(credentialOf('DailyRole', 'a-new-task'));
    expect(await asks(by, token({ credentials: credentialOf('DailyRole', 'a-new-task') }))).toMatchObject({ roleSession: 'a-new-task' });
    expect(logged.at(-1)).toBe('sts answers again');
  });

  test('who it has refused since is known no longer', async () => {
    const by = authenticator();
    await asks(by);
    sts.knows({ ...credentialOf(), endsAt: now });
    now += 1000;
    expect(await asks(by)).toBe('401 role-token-refused');
    sts.mood = 'ill';
    now += 1000;
    expect(await asks(by)).toBe('503 identity-unavailable');
  });
});

test('many bad tokens cost STS few calls, and who is known is not held up by them', async () => {
  const by = authenticator();
  await asks(by);
  const flood = Array.from({ length: 500 }, (_, number) => asks(by, token({ credentials: credentialOf('Nobody', `task-${number}`) })));
  const outcomes = await Promise.all(flood);

  expect(sts.seen.length).toBeLessThanOrEqual(101);
  expect(new Set(outcomes)).toEqual(new Set(['401 role-token-refused', '503 identity-unavailable']));
  now += MINUTE;
  expect(await asks(by)).toMatchObject({ session: 'role' });
});

test('without jobs nobody is known', async () => {
  const by = new RoleAuthenticator({
    endpoint: { origin: sts.origin, region: 'eu-central-1' }, clock,
    jobs: { get jobs(): never { throw new Problem(503, 'jobs-unavailable', 'jobs could not be read'); } },
    verifier: new RoleVerifier({ sts: new Sts({ origin: sts.origin, audience: AUDIENCE }), log: { info: jest.fn(), warn: jest.fn() }, clock }),
  });
  await expect(asks(by)).rejects.toMatchObject({ status: 503, code: 'jobs-unavailable' });
});

test('one address can neither keep others from STS, nor have itself believed without it', async () => {
  const by = authenticator();
  const from = (address: string, text: string) => outcome(() => by.authenticate({ ...head(`Bearer ${text}`), headers: { 'x-forwarded-for': address } }));
  expect(await from('10.0.0.9', token())).toMatchObject({ session: 'role' });
  const forged = Array.from({ length: 500 }, (_, index) => token({ credentials: { ...credentialOf(), accessKeyId: `ASIA${`${index}`.padStart(16, 'X')}` } }));

  const answers = await Promise.all(forged.map((text) => from('10.0.0.66', text)));

  expect([answers.filter((answer) => answer === '401 role-token-refused').length, sts.seen.length]).toEqual([60, 61]);
  expect(new Set(answers.slice(60))).toEqual(new Set(['503 identity-unavailable']));
  // A credential that is known, by a token with another signature
  expect(await from('10.0.0.66', token({ at: now - 1000 }))).toBe('503 identity-unavailable');
  sts.knows(credentialOf('DailyRole', 'a-new-task'));
  expect(await from('10.0.0.10', token({ credentials: credentialOf('DailyRole', 'a-new-task') }))).toMatchObject({ roleSession: 'a-new-task' });
});
