import type { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import type { Evidence } from '../../../../../images/gateway/src/identity/evidence';
import { loadBalancerEvidence } from '../../../../../images/gateway/src/identity/login/load-balancer-evidence';
import { withEvidence } from '../../../../../images/gateway/src/identity/with-evidence';
import { loadBalancerKey } from '../../../../support/load-balancer-claims';
import { authenticator, claimsHead, TestClock, TestFetch } from '../scene';

const key = loadBalancerKey();

/** What somebody with these claims is told of them, signed in or refused. */
async function evidenceOf(
  options: Parameters<typeof authenticator>[0], claims: Record<string, unknown>, forger = key,
): Promise<{ readonly code?: string; readonly evidence: Evidence | undefined }> {
  const net = new TestFetch();
  net.publish(key);
  const people = authenticator({ fetch: net.fetch, clock: new TestClock(), ...options });
  return people.authenticate(claimsHead({ key: forger, header: { kid: key.kid }, claims }))
    .then(({ evidence }) => ({ evidence }), ({ code, extensions }: IdentityError) => ({ code, evidence: extensions.evidence }));
}

const told = (evidence: Evidence | undefined, name: string): unknown => evidence?.claims.find((claim) => claim.name === name);

describe('what a login at the load balancer said', () => {
  test('names all claims that arrived, which count, and the values of those that make up the identity alone', async () => {
    const { code, evidence } = await evidenceOf({ userClaim: 'email', groupsClaim: 'teams' }, {
      email: 'ada@example.com', email_verified: true, teams: ['etl', 'ops'], name: 'Ada', phone: '+41 secret', nested: { secret: 'secret' },
    });
    expect([code, evidence?.source, evidence?.missing]).toEqual([undefined, 'load-balancer', []]);
    expect(told(evidence, 'email')).toEqual({ name: 'email', used: true, value: 'ada@example.com' });
    expect(told(evidence, 'teams')).toEqual({ name: 'teams', used: true, value: ['etl', 'ops'] });
    for (const name of ['email_verified', 'sub', 'iss', 'exp']) expect(told(evidence, name)).toEqual({ name, used: true });
    for (const name of ['name', 'phone', 'nested']) expect(told(evidence, name)).toEqual({ name, used: false });
    expect(JSON.stringify(evidence)).not.toContain('secret');
    const names = evidence?.claims.map(({ name }) => name);
    expect(names).toEqual([...names ?? []].sort());
  });

  test('names the groups claim where it is missing: who is in no group is let in all the same', async () => {
    const { code, evidence } = await evidenceOf({ groupsClaim: 'teams' }, {});
    expect([code, evidence?.missing]).toEqual([undefined, ['teams']]);
  });

  test.each<[string, Parameters<typeof authenticator>[0], Record<string, unknown>, string, readonly string[]]>([
    ['the user claim is missing', { userClaim: 'username' }, { groups: ['etl'] }, 'user-claim-missing', ['username']],
    ['the address is not said to be verified', { userClaim: 'email' }, { email: 'ada@example.com', groups: ['etl'] }, 'user-email-unverified', ['email_verified']],
    ['groups are malformed', {}, { groups: [7] }, 'groups-malformed', []],
    ['the access token is missing', { groupsSource: 'cognito-access-token' }, {}, 'access-token-missing', ['x-amzn-oidc-accesstoken']],
  ])('is told also where %s', async (_what, options, claims, code, missing) => {
    const refused = await evidenceOf(options, claims);
    expect([refused.code, refused.evidence?.missing]).toEqual([code, missing]);
    for (const name of Object.keys(claims)) expect(told(refused.evidence, name)).toMatchObject({ name });
  });

  test('is told to nobody whose claims are not proved', async () => {
    const forged = await evidenceOf({ userClaim: 'username' }, {}, loadBalancerKey());
    expect([forged.code, forged.evidence]).toEqual([expect.stringMatching(/^claims-/), undefined]);
  });

  test('tells where Cognito\'s groups came from, or that there were none', () => {
    const settings = { userClaim: 'sub', groupsSource: 'cognito-access-token', groupsClaim: 'groups' } as const;
    // What calls itself groups is not where they come from.
    const evidence = (groups: readonly string[]): Evidence => loadBalancerEvidence(settings, { sub: 'ada', groups: ['admins'] }, { user: 'ada', groups, hasAccessToken: true });
    expect(evidence(['etl'])).toEqual({
      source: 'load-balancer', missing: [],
      claims: [{ name: 'groups', used: false }, { name: 'sub', used: true, value: 'ada' }, { name: 'cognito:groups', used: true, value: ['etl'], header: 'x-amzn-oidc-accesstoken' }],
    });
    expect(evidence([]).missing).toEqual(['cognito:groups of x-amzn-oidc-accesstoken']);
  });

  test('is bounded, whatever the provider sends', () => {
    const claims = Object.fromEntries([...Array(500).keys()].map((n) => [`${n}${'x'.repeat(1000)}`, 1]));
    const evidence = loadBalancerEvidence({ userClaim: '__proto__', groupsSource: 'claim', groupsClaim: 'constructor' }, claims, { hasAccessToken: false });
    expect([evidence.claims.length, evidence.missing]).toEqual([100, ['__proto__', 'constructor']]);
    for (const { name } of evidence.claims) expect(name.length).toBeLessThanOrEqual(128);
  });

  test('has values of its own alone, whatever claims are called', () => {
    const { claims } = loadBalancerEvidence({ userClaim: 'sub', groupsSource: 'claim', groupsClaim: 'groups' }, JSON.parse('{"constructor":1,"toString":2,"__proto__":3}') as object as Record<string, unknown>, { user: 'ada', hasAccessToken: false });
    expect(claims).toEqual([{ name: '__proto__', used: false }, { name: 'constructor', used: false }, { name: 'toString', used: false }]);
  });

  test('goes with refusals of an identity alone: a defect stays what it is', () => {
    const defect = new TypeError('a defect');
    expect(withEvidence(defect, { source: 'load-balancer', claims: [], missing: [] })).toBe(defect);
  });
});
