import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { IdentityError, type IdentityCode } from '../../../../../images/gateway/src/identity/errors';
import { JwksSource } from '../../../../../images/gateway/src/identity/tokens/jwks-source';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { cognitoAccessToken, cognitoKey } from '../../../../support/cognito-access-token';
import { encodeSegment, loadBalancerHeaders, loadBalancerKey, requestHead } from '../../../../support/load-balancer-claims';
import { authenticator, TestClock, TestFetch } from '../scene';

const key = loadBalancerKey();
const poolKey = cognitoKey();

function world() {
  const net = new TestFetch();
  net.publish(key);
  net.answer('jwks.json', JSON.stringify({ keys: [poolKey.jwk] }));
  const clock = new TestClock();
  const people = authenticator({ fetch: net.fetch, clock, groupsSource: 'cognito-access-token' });
  const authenticate = (accessToken: string, subject = 'ada') =>
    people.authenticate(requestHead(loadBalancerHeaders({ key, subject, now: clock.at, accessToken })));
  const keySetFetches = () => net.requests.filter((url) => url.endsWith('jwks.json')).length;
  return { net, clock, people, authenticate, keySetFetches };
}

describe('groups from the Cognito access token', () => {
  test('are those of cognito:groups, for as long as both tokens hold', async () => {
    const { authenticate, clock } = world();
    const exp = Math.floor(clock.at / 1000) + 40;
    const caller = await authenticate(cognitoAccessToken({ key: poolKey, groups: ['ops', 'etl'], claims: { exp } }));
    expect(caller).toMatchObject({ principals: ['user:ada', 'group:etl', 'group:ops'], expiresAt: exp });
  });

  test('are none where the person is in none', async () => {
    expect(await world().authenticate(cognitoAccessToken({ key: poolKey }))).toMatchObject({ groups: [] });
  });

  test('are not read from a claim that people may write themselves', async () => {
    const { people, clock } = world();
    const headers = loadBalancerHeaders({
      key, now: clock.at, claims: { groups: ['admins'] }, accessToken: cognitoAccessToken({ key: poolKey, groups: ['etl'] }),
    });
    expect(await people.authenticate(requestHead(headers))).toMatchObject({ groups: ['etl'] });
  });

  test.each<[string, IdentityCode, Omit<Parameters<typeof cognitoAccessToken>[0], 'key'>]>([
    ['of another issuer', 'access-token-issuer', { claims: { iss: 'https://login.example.org' } }],
    ['of another client', 'access-token-client', { claims: { client_id: 'another-client' } }],
    ['without client', 'access-token-client', { claims: { client_id: undefined, aud: 'luigi-client' } }],
    ['that is an id token', 'access-token-use', { claims: { token_use: 'id' } }],
    ['without expiry', 'access-token-no-expiry', { claims: { exp: undefined } }],
    ['that expired', 'access-token-expired', { claims: { exp: 1 } }],
    ['with an expiry that is a string', 'access-token-malformed', { claims: { exp: '9999999999' } }],
    ['issued tomorrow', 'access-token-not-yet-valid', { claims: { iat: Date.now() / 1000 + 86_400 } }],
    ['of another person', 'access-token-subject', { subject: 'root' }],
    ['without subject', 'access-token-subject', { claims: { sub: undefined } }],
    ['with groups that are no names', 'groups-malformed', { groups: [1] }],
    ['with alg none', 'access-token-algorithm', { header: { alg: 'none' } }],
    ['with alg HS256', 'access-token-algorithm', { header: { alg: 'HS256' } }],
    ['without key id', 'access-token-key-unknown', { header: { kid: undefined } }],
    ['with an unknown key id', 'access-token-key-unknown', { header: { kid: 'unknown' } }],
    ['with a number as key id', 'access-token-malformed', { header: { kid: 7 } }],
  ])('a token %s is refused as %s', async (_what, code, token) => {
    await expect(world().authenticate(cognitoAccessToken({ key: poolKey, ...token }))).rejects.toMatchObject({ name: 'IdentityError', code });
  });

  test('a token signed with another key is refused', async () => {
    const forger = cognitoKey(poolKey.kid);
    await expect(world().authenticate(cognitoAccessToken({ key: forger }))).rejects.toMatchObject({ code: 'access-token-signature' });
  });

  test('an opaque or missing token is refused', async () => {
    const { people, authenticate, clock } = world();
    await expect(authenticate('opaque')).rejects.toMatchObject({ code: 'access-token-malformed' });
    const { 'x-amzn-oidc-data': data } = loadBalancerHeaders({ key, now: clock.at });
    await expect(people.authenticate(requestHead({ 'x-amzn-oidc-data': data ?? '' }))).rejects.toMatchObject({ code: 'access-token-missing' });
  });

  test('are not looked at before the claims hold: nobody else causes a fetch', async () => {
    const { people, clock, keySetFetches } = world();
    const forger = loadBalancerKey(key.kid);
    const headers = loadBalancerHeaders({ key: forger, now: clock.at, accessToken: cognitoAccessToken({ key: poolKey }) });
    await expect(people.authenticate(requestHead(headers))).rejects.toMatchObject({ code: 'claims-signature' });
    expect(keySetFetches()).toBe(0);
  });

  test('belong to the access token that came along, never to one that came before', async () => {
    const { people, clock } = world();
    const headers = loadBalancerHeaders({ key, now: clock.at });
    const groupsWith = async (groups: string[]) => (await people.authenticate(requestHead({
      ...headers, 'x-amzn-oidc-accesstoken': cognitoAccessToken({ key: poolKey, groups }),
    }))).groups;
    expect(await groupsWith(['admins'])).toEqual(['admins']);
    expect(await groupsWith(['etl'])).toEqual(['etl']);
    await expect(people.authenticate(requestHead({ ...headers, 'x-amzn-oidc-accesstoken': '' }))).rejects.toThrow(IdentityError);
  });

  test('of one person are not given to another who sends that token, also once it is known', async () => {
    const { authenticate } = world();
    const adas = cognitoAccessToken({ key: poolKey, groups: ['admins'] });
    await authenticate(adas);
    await expect(authenticate(adas, 'eve')).rejects.toMatchObject({ code: 'access-token-subject' });
  });

  test('1,000 made-up key ids cost one fetch, and a rotated key is had ten seconds later', async () => {
    const { authenticate, net, clock, keySetFetches } = world();
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () =>
      authenticate(cognitoAccessToken({ key: { ...poolKey, kid: randomUUID() } })).catch((error: IdentityError) => error.code)));
    expect(new Set(outcomes)).toEqual(new Set(['access-token-key-unknown']));
    expect(keySetFetches()).toBe(1);
    const rotated = cognitoKey();
    net.answer('jwks.json', JSON.stringify({ keys: [poolKey.jwk, rotated.jwk] }));
    clock.advanceSeconds(10);
    await expect(authenticate(cognitoAccessToken({ key: rotated }))).resolves.toMatchObject({ principal: 'user:ada' });
  });

  test('a key that was taken back is let go within five minutes, while somebody calls', async () => {
    const { authenticate, net, clock } = world();
    await authenticate(cognitoAccessToken({ key: poolKey }));
    net.answer('jwks.json', JSON.stringify({ keys: [cognitoKey().jwk] }));
    clock.advanceSeconds(301);
    await authenticate(cognitoAccessToken({ key: poolKey, groups: ['etl'] }));
    await waitFor(() => authenticate(cognitoAccessToken({ key: poolKey, groups: [randomUUID()] }))
      .then(() => false, (error: IdentityError) => error.code === 'access-token-key-unknown'), { what: 'the key is known no longer' });
  });

  test('the key set is fetched once for any number of calls at once', async () => {
    const { net, clock, keySetFetches } = world();
    const keys = new JwksSource({ fetch: net.fetch, clock });
    net.hold();
    const calls = Array.from({ length: 50 }, () => keys.getJwk('https://login.example.com/.well-known/jwks.json', { header: { kid: poolKey.kid } }));
    net.release();
    expect((await Promise.all(calls)).map((jwk) => jwk.kid)).toEqual(calls.map(() => poolKey.kid));
    expect(keySetFetches()).toBe(1);
  });

  test('a token that is known is not verified again when the load balancer makes new claims', async () => {
    const { authenticate, clock } = world();
    const accessToken = cognitoAccessToken({ key: poolKey, groups: ['etl'] });
    const before = await authenticate(accessToken);
    clock.advanceSeconds(200);
    const after = await authenticate(accessToken);
    expect(after).not.toBe(before);
    expect(after.groups).toBe(before.groups);
  });

  test('while the issuer is down an unknown key is 503 and a known one goes on', async () => {
    const { authenticate, net, clock } = world();
    await authenticate(cognitoAccessToken({ key: poolKey }));
    net.down = true;
    clock.advanceSeconds(10);
    const unknown = () => authenticate(cognitoAccessToken({ key: cognitoKey() }));
    await expect(unknown()).rejects.toMatchObject({ status: 503, code: 'access-token-keys-unavailable' });
    await expect(unknown()).rejects.toMatchObject({ status: 503, code: 'access-token-keys-unavailable' });
    await expect(authenticate(cognitoAccessToken({ key: poolKey, groups: ['etl'] }))).resolves.toMatchObject({ groups: ['etl'] });
  });

  test('an issuer that answers no key set counts as unavailable', async () => {
    const { authenticate, net, clock } = world();
    for (const body of ['<html>', '{}', '{"keys":7}', '[]', 'null', `{"keys":[],"more":"${'x'.repeat(150_000)}"}`]) {
      net.answer('jwks.json', body);
      await expect(authenticate(cognitoAccessToken({ key: poolKey }))).rejects.toMatchObject({ code: 'access-token-keys-unavailable' });
      clock.advanceSeconds(2);
    }
  });

  test('tokens never verify once any character was changed, and garbage gets an IdentityError', async () => {
    const { authenticate } = world();
    const token = cognitoAccessToken({ key: poolKey });
    await authenticate(token);
    const mutated = fc.tuple(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '0', '-', '_', '.', '=', ' ', ''))
      .map(([at, character]) => token.slice(0, at) + character + token.slice(at + 1));
    const garbage = fc.array(fc.oneof(fc.string(), fc.json().map((json) => encodeSegment(json)))).map((parts) => parts.join('.'));
    await fc.assert(fc.asyncProperty(fc.oneof(mutated, garbage), async (text) => {
      fc.pre(text !== token);
      await expect(authenticate(text)).rejects.toBeInstanceOf(IdentityError);
    }), { numRuns: 300 });
  });
});
