import type { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import { loadBalancerClaims, loadBalancerHeaders, loadBalancerKey, requestHead, TEST_LOAD_BALANCER_ARN } from '../../../../support/load-balancer-claims';
import { authenticator, claimsHead, TestClock, TestFetch } from '../scene';

const key = loadBalancerKey();

function world(options: Parameters<typeof authenticator>[0] = {}) {
  const net = new TestFetch();
  net.publish(key);
  const clock = new TestClock();
  return { net, clock, people: authenticator({ fetch: net.fetch, clock, ...options }) };
}

describe('identity headers', () => {
  const data = loadBalancerClaims({ key });

  test.each<[string, Array<[string, string]>]>([
    ['x-amzn-oidc-data twice', [['x-amzn-oidc-data', data], ['x-amzn-oidc-data', data]]],
    ['x-amzn-oidc-data twice in other case', [['X-Amzn-Oidc-Data', data], ['x-amzn-oidc-data', data]]],
    ['x-amzn-oidc-data also with underscores', [['x-amzn-oidc-data', data], ['X_Amzn_Oidc_Data', 'forged']]],
    ['x-amzn-oidc-data only with underscores', [['x_amzn_oidc_data', data]]],
    ['one underscore among dashes', [['x-amzn-oidc_data', data]]],
    ['x-amzn-oidc-identity twice', [['x-amzn-oidc-data', data], ['x-amzn-oidc-identity', 'ada'], ['X-AMZN-OIDC-IDENTITY', 'ada']]],
    ['x-amzn-oidc-identity with an underscore', [['x-amzn-oidc-data', data], ['x-amzn-oidc_identity', 'ada']]],
    ['x-amzn-oidc-accesstoken twice', [['x-amzn-oidc-data', data], ['x-amzn-oidc-accesstoken', 'a'], ['x-amzn-oidc-accesstoken', 'b']]],
    ['x-amzn-oidc-data twice, first empty', [['x-amzn-oidc-data', ''], ['x-amzn-oidc-data', data]]],
  ])('%s are refused as identity-header-doubled', async (_what, headers) => {
    const { people } = world();
    const head = requestHead(headers);
    expect(people.recognises(head)).toBe(true);
    await expect(people.authenticate(head)).rejects.toMatchObject({ status: 400, code: 'identity-header-doubled' });
  });

  test('are looked for among names only, never among values', () => {
    expect(world().people.recognises(requestHead({ 'x-other': 'x-amzn-oidc-data' }))).toBe(false);
  });

  test('without claims prove nobody', async () => {
    const head = requestHead({ 'x-amzn-oidc-identity': 'root' });
    await expect(world().people.authenticate(head)).rejects.toMatchObject({ code: 'no-identity' });
  });

  test('that name another subject than the claims are refused, also when the claims are known already', async () => {
    const { people } = world();
    const headers = loadBalancerHeaders({ key });
    const forged = requestHead({ ...headers, 'x-amzn-oidc-identity': 'root' });
    await expect(people.authenticate(forged)).rejects.toMatchObject({ code: 'claims-subject' });
    await people.authenticate(requestHead(headers));
    await expect(people.authenticate(forged)).rejects.toMatchObject({ code: 'claims-subject' });
  });

  test('that name the subject in UTF-8, which node reads as Latin-1, are taken', async () => {
    const headers = loadBalancerHeaders({ key, subject: 'zoë' });
    const asNodeReadsIt = { ...headers, 'x-amzn-oidc-identity': Buffer.from('zoë').toString('latin1') };
    await expect(world().people.authenticate(requestHead(asNodeReadsIt))).resolves.toMatchObject({ principal: 'user:zoë' });
  });
});

describe('people', () => {
  test.each([
    ['sub', {}, 'user:ada'],
    ['email', { email: 'ada@example.com', email_verified: true }, 'user:ada@example.com'],
    ['email', { email: 'ada@example.com', email_verified: 'true' }, 'user:ada@example.com'],
    ['email', { email: 'ada@example.com', email_verified: 'false' }, 'user-email-unverified'],
    ['email', { email: 'ada@example.com', email_verified: false }, 'user-email-unverified'],
    ['email', { email: 'ada@example.com', email_verified: 1 }, 'user-email-unverified'],
    ['email', { email: 'ada@example.com' }, 'user-email-unverified'],
    ['email', { email_verified: true }, 'user-claim-missing'],
    ['username', { username: 'ada.l' }, 'user:ada.l'],
    ['username', { username: '' }, 'user-claim-missing'],
    ['username', { username: null }, 'user-claim-missing'],
    ['username', { username: 7 }, 'user-claim-malformed'],
    ['username', { username: ['ada'] }, 'user-claim-malformed'],
    ['username', { username: 'ada\u0000' }, 'user-claim-malformed'],
    ['username', { username: 'a'.repeat(257) }, 'user-claim-malformed'],
    ['constructor', {}, 'user-claim-missing'],
  ])('named by %s with %j are %s', async (userClaim, claims, outcome) => {
    const { people } = world({ userClaim });
    const got = await people.authenticate(claimsHead({ key, claims })).then((caller) => caller.principal, (error: IdentityError) => error.code);
    expect(got).toBe(outcome);
  });

  test('get a name to show that can break no page or record', async () => {
    const shown = async (name: unknown) => (await world().people.authenticate(claimsHead({ key, claims: { name } }))).displayName;
    expect(await shown('Ada Lovelace')).toBe('Ada Lovelace');
    expect(await shown('Ada\nroot')).toBe('ada');
    expect(await shown({ toString: 'x' })).toBe('ada');
  });

  test('can not be changed by whoever is handed one', async () => {
    const caller = await world().people.authenticate(claimsHead({ key, claims: { groups: ['a'] } }));
    expect([caller, caller.groups, caller.principals].every(Object.isFrozen)).toBe(true);
  });
});

describe('proofs that are kept', () => {
  test('spare the same claims a second verification', async () => {
    const { people } = world();
    const head = claimsHead({ key });
    expect(await people.authenticate(head)).toBe(await people.authenticate(head));
  });

  test('end when the claims end', async () => {
    const { people, clock } = world();
    const head = claimsHead({ key, now: clock.at });
    await people.authenticate(head);
    clock.advanceSeconds(181);
    await expect(people.authenticate(head)).rejects.toMatchObject({ code: 'claims-expired' });
  });

  test('are of one text only: the same claims with another signature are verified anew', async () => {
    const { people } = world();
    const token = loadBalancerClaims({ key });
    await people.authenticate(requestHead({ 'x-amzn-oidc-data': token }));
    const other = loadBalancerClaims({ key: loadBalancerKey(key.kid) });
    const spliced = [...token.split('.').slice(0, 2), other.split('.')[2]].join('.');
    await expect(people.authenticate(requestHead({ 'x-amzn-oidc-data': spliced }))).rejects.toMatchObject({ code: 'claims-signature' });
  });

  test('never mix up people', async () => {
    const { people } = world();
    const heads = ['ada', 'bob', 'eve'].map((subject) => claimsHead({ key, subject }));
    for (let round = 0; round < 2; round += 1) {
      const callers = await Promise.all(heads.map((head) => people.authenticate(head)));
      expect(callers.map((caller) => caller.principal)).toEqual(['user:ada', 'user:bob', 'user:eve']);
    }
  });
});

describe('settings', () => {
  test.each([
    [{ loadBalancerArn: 'luigi' }, 'GATEWAY_LOAD_BALANCER_ARN is "luigi", expected the ARN of an application load balancer'],
    [{ loadBalancerArn: TEST_LOAD_BALANCER_ARN.replace('/app/', '/net/') },
      `GATEWAY_LOAD_BALANCER_ARN is "${TEST_LOAD_BALANCER_ARN.replace('/app/', '/net/').slice(0, 80)}...", expected the ARN of an application load balancer`],
    [{ loadBalancerArn: TEST_LOAD_BALANCER_ARN.replace('arn:aws:', 'arn:aws-iso:') },
      "GATEWAY_LOAD_BALANCER_KEYS_URL is not set, expected the address of the load balancers' public keys: none is known for partition aws-iso"],
    [{ loadBalancerKeysUrl: new URL('http://keys.example.com') },
      'GATEWAY_LOAD_BALANCER_KEYS_URL is "http://keys.example.com/", expected an https URL without query (http only on the loopback interface): whoever answers there decides who is believed'],
    [{ oidcIssuer: '' }, 'GATEWAY_OIDC_ISSUER is not set, expected what the load balancer was given'],
    [{ oidcClientId: '' }, 'GATEWAY_OIDC_CLIENT_ID is not set, expected what the load balancer was given'],
    [{ oidcIssuer: 'http://login.example.com', groupsSource: 'cognito-access-token' as const },
      'GATEWAY_OIDC_ISSUER is "http://login.example.com", expected an https URL without query (http only on the loopback interface): whoever answers there decides who is believed'],
  ])('%# that cannot be trusted stop the gateway with one line', (options, message) => {
    expect(() => authenticator(options)).toThrow(message);
  });
});
