import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { IdentityError, type IdentityCode } from '../../../../../images/gateway/src/identity/errors';
import {
  encodeSegment, loadBalancerClaims, loadBalancerHeaders, loadBalancerKey, requestHead, TEST_LOAD_BALANCER_ARN, type ClaimsOptions,
} from '../../../../support/load-balancer-claims';
import { authenticator, claimsHead, TestClock, TestFetch } from '../scene';

const key = loadBalancerKey();

function world() {
  const net = new TestFetch();
  net.publish(key);
  const clock = new TestClock();
  return { net, clock, people: authenticator({ fetch: net.fetch, clock }) };
}

describe('claims of the load balancer', () => {
  test('prove a person, by subject and groups', async () => {
    const { people, clock } = world();
    const head = requestHead(loadBalancerHeaders({ key, now: clock.at, claims: { name: 'Ada Lovelace', groups: ['etl', 'ops', 'etl'] } }));
    expect(await people.authenticate(head)).toEqual({
      kind: 'person', principal: 'user:ada', displayName: 'Ada Lovelace', groups: ['etl', 'ops'],
      principals: ['user:ada', 'group:etl', 'group:ops'], session: 'cookie', evidence: expect.anything(), expiresAt: Math.floor(clock.at / 1000) + 120,
    });
  });

  test('are taken without padding too, should load balancers ever leave it out', async () => {
    const { people, clock } = world();
    await expect(people.authenticate(claimsHead({ key, now: clock.at, padding: false }))).resolves.toMatchObject({ principal: 'user:ada' });
  });

  test.each(['aws', 'aws-cn', 'aws-us-gov'])('are believed of a load balancer in partition %s', async (partition) => {
    const { net, clock } = world();
    const signer = TEST_LOAD_BALANCER_ARN.replace('arn:aws:', `arn:${partition}:`);
    const people = authenticator({ fetch: net.fetch, clock, loadBalancerArn: signer });
    await expect(people.authenticate(claimsHead({ key, now: clock.at, signer }))).resolves.toMatchObject({ principal: 'user:ada' });
  });

  type Hostile = readonly [what: string, code: IdentityCode, claims: Partial<ClaimsOptions>];
  test.each<Hostile>([
    ['not signed (alg none)', 'claims-malformed', { signedAs: 'none' }],
    ['with alg none and a signature', 'claims-algorithm', { header: { alg: 'none' } }],
    ['signed by HS256 with the public key as secret', 'claims-algorithm', { signedAs: 'HS256-with-public-key' }],
    ['signed by HS256 and called ES256', 'claims-signature', { signedAs: 'HS256-with-public-key', header: { alg: 'ES256' } }],
    ['with alg in another case', 'claims-algorithm', { header: { alg: 'es256' } }],
    ['without alg', 'claims-algorithm', { header: { alg: undefined } }],
    ['with critical extensions', 'claims-malformed', { header: { crit: ['b64'], b64: false } }],
    ['without key id', 'claims-key-id', { header: { kid: undefined } }],
    ['with a path as key id', 'claims-key-id', { header: { kid: '../../attacker/key' } }],
    ['with an upper-case key id', 'claims-key-id', { header: { kid: key.kid.toUpperCase().replace(/^./, 'A') } }],
    ['with a key id and more behind it', 'claims-key-id', { header: { kid: `${key.kid}\n` } }],
    ['with a list as key id', 'claims-key-id', { header: { kid: [key.kid] } }],
    ['with a key id that does not exist', 'claims-key-unknown', { header: { kid: randomUUID() } }],
    ['of another load balancer', 'claims-signer', { signer: TEST_LOAD_BALANCER_ARN.replace('50dc', '0000') }],
    ['of another account', 'claims-signer', { signer: TEST_LOAD_BALANCER_ARN.replace('123456789012', '210987654321') }],
    ['with a list of signers', 'claims-signer', { header: { signer: [TEST_LOAD_BALANCER_ARN] } }],
    ['without signer', 'claims-signer', { header: { signer: undefined } }],
    ['of another issuer', 'claims-issuer', { issuer: 'https://login.example.org' }],
    ['of an issuer with a slash more', 'claims-issuer', { issuer: 'https://login.example.com/' }],
    ['with another issuer in the header', 'claims-issuer', { header: { iss: 'https://login.example.org' } }],
    ['with another issuer in the payload', 'claims-issuer', { claims: { iss: 'https://login.example.org' } }],
    ['without issuer in the payload', 'claims-issuer', { claims: { iss: undefined } }],
    ['of another client of the same provider', 'claims-client', { clientId: 'another-client' }],
    ['without client', 'claims-client', { header: { client: undefined } }],
    ['without expiry in the header', 'claims-no-expiry', { header: { exp: undefined } }],
    ['without expiry in the payload', 'claims-no-expiry', { claims: { exp: undefined } }],
    ['with an expiry that is a string', 'claims-malformed', { header: { exp: '99999999999' } }],
    ['with an expiry of null', 'claims-malformed', { claims: { exp: null } }],
    ['expired in the header only', 'claims-expired', { header: { exp: 1 } }],
    ['expired in the payload only', 'claims-expired', { claims: { exp: 1 } }],
    ['that live for years', 'claims-not-yet-valid', { lifetimeSeconds: 1e8 }],
    ['that begin tomorrow', 'claims-not-yet-valid', { claims: { nbf: Date.now() / 1000 + 86_400 } }],
    ['issued tomorrow', 'claims-not-yet-valid', { claims: { iat: Date.now() / 1000 + 86_400 } }],
    ['without subject', 'claims-subject', { claims: { sub: undefined } }],
    ['with an empty subject', 'claims-subject', { claims: { sub: '' } }],
    ['with a list as subject', 'claims-subject', { claims: { sub: ['ada'] } }],
    ['with a line break in the subject', 'claims-subject', { claims: { sub: 'ada\nroot' } }],
    ['larger than any header', 'claims-malformed', { claims: { padding: 'x'.repeat(16_384) } }],
  ])('%s are refused as %s', async (_what, code, claims) => {
    const { people, clock } = world();
    await expect(people.authenticate(claimsHead({ key, now: clock.at, ...claims }))).rejects.toMatchObject({ name: 'IdentityError', code });
  });

  test('signed with another key under a known id are refused', async () => {
    const { people, clock } = world();
    const forger = loadBalancerKey(key.kid);
    await expect(people.authenticate(claimsHead({ key: forger, now: clock.at }))).rejects.toMatchObject({ code: 'claims-signature' });
  });

  test.each([
    ['', 'claims-malformed'], ['.', 'claims-malformed'], ['..', 'claims-malformed'], ['a.b.c', 'claims-malformed'], ['a.b.c.d', 'claims-malformed'],
    [`${encodeSegment('[]')}.${encodeSegment('{}')}.AAAA`, 'claims-malformed'],
    [`${encodeSegment('null')}.${encodeSegment('{}')}.AAAA`, 'claims-malformed'],
    [`${encodeSegment(Buffer.from([0x7b, 0xff, 0x7d]))}.${encodeSegment('{}')}.AAAA`, 'claims-malformed'],
    [`${encodeSegment(Buffer.from('{"alg":"\xff"}', 'latin1'))}.${encodeSegment('{}')}.AAAA`, 'claims-malformed'],
    [`${encodeSegment('{}')}.${encodeSegment('{}')}.AB==`, 'claims-malformed'],
    [`${encodeSegment('{"__proto__":{"alg":"ES256"}}')}.${encodeSegment('{}')}.AAAA`, 'claims-algorithm'],
    [`${encodeSegment('['.repeat(9000))}.${encodeSegment('{}')}.AAAA`, 'claims-malformed'],
  ])('%# that are no such token are refused', async (token, code) => {
    await expect(world().people.authenticate(requestHead({ 'x-amzn-oidc-data': token }))).rejects.toMatchObject({ code });
  });

  test('cost no key fetch as long as signer, issuer, client or expiry are wrong', async () => {
    const { people, net, clock } = world();
    const wrong: Array<Partial<ClaimsOptions>> = [
      { signer: 'arn:aws:x' }, { issuer: 'https://x' }, { clientId: 'x' }, { lifetimeSeconds: -3600 }, { claims: { exp: undefined } },
    ];
    for (const claims of wrong) await expect(people.authenticate(claimsHead({ key, now: clock.at, ...claims }))).rejects.toThrow(IdentityError);
    expect(net.requests).toEqual([]);
  });

  test('never verify once any character of them was changed', async () => {
    const { people, clock } = world();
    const token = loadBalancerClaims({ key, now: clock.at });
    await people.authenticate(requestHead({ 'x-amzn-oidc-data': token }));
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ ';
    await fc.assert(fc.asyncProperty(
      fc.nat(token.length - 1), fc.constantFrom(...alphabet), fc.constantFrom('replace', 'insert', 'delete'),
      async (at, character, how) => {
        const mutated = token.slice(0, at) + (how === 'delete' ? '' : character) + token.slice(how === 'insert' ? at : at + 1);
        fc.pre(mutated !== token);
        await expect(people.authenticate(requestHead({ 'x-amzn-oidc-data': mutated }))).rejects.toBeInstanceOf(IdentityError);
      }), { numRuns: 500 });
  });

  test('that are garbage get an IdentityError and nothing else', async () => {
    const { people } = world();
    const segment = fc.oneof(fc.string(), fc.json().map((json) => encodeSegment(json)), fc.base64String());
    const garbage = fc.oneof(fc.string({ unit: 'binary' }), fc.tuple(segment, segment, segment).map((parts) => parts.join('.')));
    await fc.assert(fc.asyncProperty(garbage, async (token) => {
      await expect(people.authenticate(requestHead({ 'x-amzn-oidc-data': token }))).rejects.toBeInstanceOf(IdentityError);
    }), { numRuns: 500 });
  });

  test('with any header and payload at all, well signed, get a caller or an IdentityError', async () => {
    const { people, clock } = world();
    await fc.assert(fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(
      fc.constantFrom('sub', 'exp', 'iss', 'groups', 'name', 'nbf', 'iat', '__proto__'), fc.jsonValue()), async (header, claims) => {
      const outcome = await people.authenticate(claimsHead({ key, now: clock.at, header, claims })).catch((error: unknown) => error);
      expect(outcome instanceof IdentityError || (outcome as { kind?: string }).kind === 'person').toBe(true);
    }), { numRuns: 200 });
  });
});

describe('clocks that differ', () => {
  const judged = async (gatewayAheadBySeconds: number, madeSecondsAgo = 0): Promise<string> => {
    const { people, clock } = world();
    const now = clock.at - madeSecondsAgo * 1000;
    clock.at += gatewayAheadBySeconds * 1000;
    return people.authenticate(claimsHead({ key, now })).then((caller) => caller.principal, (error: IdentityError) => error.code);
  };

  test.each([[30, 'user:ada'], [-30, 'user:ada'], [300, 'claims-expired'], [-300, 'claims-not-yet-valid']])(
    'by %i s: fresh claims are %s', async (skew, outcome) => {
      expect(await judged(skew)).toBe(outcome);
    });

  test.each([[30, 119], [-30, 119]])('by %i s: claims are good to the end of their two minutes', async (skew, age) => {
    expect(await judged(skew, age)).toBe('user:ada');
  });

  test.each([[59.9, 'user:ada'], [60, 'claims-expired']])('%d s after their expiry claims are %s', async (late, outcome) => {
    const { people, clock } = world();
    clock.at = Math.floor(clock.at / 1000) * 1000;
    const head = claimsHead({ key, now: clock.at });
    clock.advanceSeconds(120 + late);
    expect(await people.authenticate(head).then((caller) => caller.principal, (error: IdentityError) => error.code)).toBe(outcome);
  });
});
