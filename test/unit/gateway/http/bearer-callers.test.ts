import type { OutgoingHttpHeaders } from 'node:http';
import { AccessMap } from '../../../../images/gateway/src/access/access-map';
import type { IdentityError } from '../../../../images/gateway/src/identity/errors';
import { identityOf } from '../../../../images/gateway/src/identity/identity';
import { aMapping } from '../../../support/access/mappings';
import { KeySetEndpoint } from '../../../support/bearer/key-set-endpoint';
import { bearerToken, tokenKey, type TokenOptions } from '../../../support/bearer/tokens';
import { dataOf, GatewayLanes, TASKS } from '../../../support/gateway-lanes';
import { KeyEndpoint, loadBalancerHeaders, loadBalancerKey, requestHead, TEST_CLIENT_ID, TEST_ISSUER, TEST_LOAD_BALANCER_ARN } from '../../../support/load-balancer-claims';

const ISSUER = 'https://token.example.com';
const AUDIENCE = 'https://luigi.example.com';
const ROLE = 'arn:aws:iam::111122223333:role/nightly';
const WORKER = 'etl:0123456789abcdef';
const key = tokenKey();
const balancer = loadBalancerKey();

let lanes: GatewayLanes;
let close: () => Promise<void>;

beforeAll(async () => {
  const [keys, balancerKeys] = [await KeySetEndpoint.start(key), await KeyEndpoint.start(balancer)];
  const { people, workers } = identityOf({
    loadBalancerArn: TEST_LOAD_BALANCER_ARN, loadBalancerKeysUrl: balancerKeys.url, oidcIssuer: TEST_ISSUER, oidcClientId: TEST_CLIENT_ID,
    userClaim: 'sub', groupsSource: 'claim', groupsClaim: 'groups', workerCredentials: [WORKER],
    tokenIssuers: [{ name: 'aws', kind: 'aws-iam', issuer: ISSUER, keysUrl: keys.url, audience: AUDIENCE, roles: [ROLE] }],
  });
  lanes = await GatewayLanes.start({
    parts: {
      authenticatePerson: (head) => people.verify(head), authenticateWorker: (head) => workers.verify(head),
      policy: new AccessMap([aMapping('nightly', [`role:${ROLE}`, 'user:ada'], { view: ['*'], operate: ['*'] })]),
    },
  });
  close = async () => { await Promise.all([lanes.stop(), keys.close(), balancerKeys.close()]); };
});
afterAll(() => close());
beforeEach(() => { lanes.decisions.records.length = 0; });

const tokenOf = (over: Partial<TokenOptions> = {}): string =>
  bearerToken({ key, ...over, claims: { iss: ISSUER, aud: AUDIENCE, sub: 'arn:aws:sts::111122223333:assumed-role/nightly/i-1', ...over.claims } });
const bearer = (over: Partial<TokenOptions> = {}) => ({ authorization: `Bearer ${tokenOf(over)}` });
const basic = { authorization: `Basic ${Buffer.from(WORKER).toString('base64')}` };
const login = () => loadBalancerHeaders({ key: balancer });
const A_CHANGE = `/api/re_enable_task?${dataOf({ task_id: TASKS.report.id })}`;

describe('a machine with a bearer token', () => {
  test('is told who it is', async () => {
    const { status, text } = await lanes.people('/whoami', bearer());
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ principal: `role:${ROLE}`, kind: 'machine', session: 'bearer', principals: [`role:${ROLE}`] });
  });

  test('may do what its mapping grants, without a proof of origin, and is recorded by its role', async () => {
    const { status } = await lanes.people(A_CHANGE, bearer());
    expect(status).toBe(200);
    expect(lanes.decisions.records[0]).toMatchObject({
      outcome: 'allow', mapping: 'nightly', principal: `role:${ROLE}`, principalKind: 'machine', session: 'bearer', roleSession: 'i-1', issuer: 'aws',
    });
  });

  test('that is refused gets a problem and a challenge, also where it asks for a page: never a redirect', async () => {
    for (const accept of ['text/html', '*/*', 'text/html,application/xhtml+xml,*/*;q=0.8']) {
      const { status, headers, code, text } = await lanes.people('/', { ...bearer({ claims: { aud: 'https://other.example.com' } }), accept });
      expect([status, code]).toEqual([401, 'token-audience']);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(headers['www-authenticate']).toBe('Bearer realm="luigi", error="invalid_token"');
      expect(headers.location).toBeUndefined();
      expect(text).not.toContain('other.example.com');
    }
    expect(lanes.decisions.records).toHaveLength(3);
    expect(lanes.decisions.records[0]).toMatchObject({ outcome: 'deny', reason: 'token-audience', principal: null, status: 401 });
  });

  test('may send 64 KB of it, to no use', async () => {
    const { status, code } = await lanes.people('/whoami', bearer({ claims: { filler: 'x'.repeat(40_000) } }));
    expect([status, code]).toEqual([400, 'token-malformed']);
  });
});

describe('who sends', () => {
  test('nothing is told that a bearer token would do', async () => {
    const { status, code, headers } = await lanes.people('/whoami');
    expect([status, code, headers['www-authenticate']]).toEqual([401, 'no-identity', 'Bearer realm="luigi"']);
  });

  test('a login and a token is refused, whether they hold or not, and whomever they name', async () => {
    const mixes = [
      { ...login(), ...bearer() }, { ...login(), ...bearer({ claims: { sub: 'ada' } }) }, { ...login(), authorization: 'Bearer nonsense' },
      { ...login(), authorization: 'bearer' }, { ...bearer(), 'x-amzn-oidc-data': 'nonsense' }, { ...bearer(), 'x-amzn-oidc-identity': 'ada' },
      { ...bearer(), x_amzn_oidc_data: 'nonsense' },
    ];
    for (const mix of mixes) {
      const { status, code } = await lanes.people('/whoami', mix);
      expect([status, code]).toEqual([400, 'identity-ambiguous']);
    }
  });

  test('both lanes\' credentials at once is refused on both', async () => {
    const token = `Bearer ${tokenOf()}`;
    for (const authorization of [[basic.authorization, token], `${basic.authorization}, ${token}`]) {
      // Sent as two headers where it is a list.
      const headers: OutgoingHttpHeaders = { ['authorization' as string]: authorization };
      const [people, workers] = [await lanes.people('/whoami', headers), await lanes.workers('/api/ping', headers)];
      expect([people.status, people.code]).toEqual([400, 'authorization-doubled']);
      expect(workers.status).toBe(400);
    }
  });

  test('a worker\'s credential is nobody on the people lane, and a machine\'s token nobody on the worker lane', async () => {
    expect((await lanes.people('/whoami', basic)).code).toBe('no-identity');
    expect((await lanes.people('/whoami', { authorization: 'Bearer luigi-sts-v1.aHR0cHM6Ly9zdHM' })).code).toBe('token-malformed');
    const { status } = await lanes.workers(`/api/ping?${dataOf({ worker: 'w' })}`, bearer());
    expect(status).toBe(401);
  });

  test('a login alone is a person as ever', async () => {
    const { status, text } = await lanes.people('/whoami', login());
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ kind: 'person', principal: 'user:ada' });
    expect((await lanes.people(A_CHANGE, login())).code).toBe('origin-not-proved');
  });
});

describe('identity', () => {
  const props = {
    loadBalancerArn: TEST_LOAD_BALANCER_ARN, oidcIssuer: TEST_ISSUER, oidcClientId: TEST_CLIENT_ID, userClaim: 'sub', groupsSource: 'claim', groupsClaim: 'groups', workerCredentials: [],
  } as const;

  test('without an issuer that is trusted knows no bearer token, and asks for none', async () => {
    const { people } = identityOf({ ...props, loadBalancerKeysUrl: new URL('http://127.0.0.1:9/') });
    for (const head of [requestHead({}), requestHead({ authorization: `Bearer ${tokenOf()}` })]) {
      const refused: unknown = await people.verify(head).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'no-identity' });
      expect((refused as IdentityError).extensions.headers).toEqual({});
    }
  });

  test('tells the log whose keys can not be had', async () => {
    const endpoint = await KeySetEndpoint.start(key);
    endpoint.mode = 'failing';
    const error = jest.fn();
    const { people } = identityOf({
      ...props, loadBalancerKeysUrl: new URL('http://127.0.0.1:9/'), log: { info: jest.fn(), warn: jest.fn(), error },
      tokenIssuers: [{ name: 'aws', kind: 'aws-iam', issuer: ISSUER, keysUrl: endpoint.url, audience: AUDIENCE, roles: [ROLE] }],
    });
    await expect(people.verify(requestHead(bearer()))).rejects.toMatchObject({ code: 'token-keys-unavailable' });
    expect(error).toHaveBeenCalledWith(expect.stringContaining('keys of a token issuer'), expect.objectContaining({ issuer: 'aws' }));
    await endpoint.close();
  });
});
