import fc from 'fast-check';
import { BearerAuthenticator } from '../../../../../images/gateway/src/identity/bearer/bearer-authenticator';
import type { Caller } from '../../../../../images/gateway/src/identity/caller';
import { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import { bearerToken, renamed, tokenKey } from '../../../../support/bearer/tokens';
import { encodeSegment, requestHead } from '../../../../support/load-balancer-claims';
import { AUDIENCE, AWS, awsKey, CLAIMS, GITHUB, githubKey, outcome, ROLE, world } from './scene';

const DAY = 86_400;
const forger = tokenKey(awsKey.kid);

let lab: Awaited<ReturnType<typeof world>>;
beforeEach(async () => { lab = await world(); });
afterEach(() => lab.stop());

const seconds = (): number => Math.floor(lab.clock.at / 1000);

describe('a machine with a token that holds', () => {
  test('of an IAM role is known by its ARN, and by nothing that it chose itself', async () => {
    expect(await lab.says(lab.awsToken())).toEqual({
      kind: 'machine', principal: `role:${ROLE}`, displayName: 'nightly', groups: [], principals: [`role:${ROLE}`], session: 'bearer',
      evidence: expect.anything(), issuer: 'aws',
      expiresAt: seconds() + 300,
    });
  });

  test('of a role below an allowed path is known by the whole ARN', async () => {
    const arn = 'arn:aws:iam::111122223333:role/ci/deploy/etl';
    expect(await lab.says(lab.awsToken({ sub: arn }))).toMatchObject({ principals: [`role:${arn}`], displayName: 'etl' });
  });

  test('of a role\'s session is of the role; the session\'s name is recorded, and no principal', async () => {
    const caller = await lab.says(lab.awsToken({ sub: 'arn:aws:sts::111122223333:assumed-role/nightly/i-0123456789' })) as Caller;
    expect(caller).toMatchObject({ principal: `role:${ROLE}`, principals: [`role:${ROLE}`], roleSession: 'i-0123456789' });
  });

  test('of another partition is known there', async () => {
    const arn = 'arn:aws-us-gov:iam::444455556666:role/gov';
    expect(await lab.says(lab.awsToken({ sub: arn }))).toMatchObject({ principals: [`role:${arn}`] });
  });

  test('of GitHub is known by its subject, and by the claims that the service looks at', async () => {
    expect(await lab.says(lab.githubToken())).toMatchObject({
      kind: 'machine', principal: 'claim:github/sub=repo:acme/etl:ref:refs/heads/main', displayName: 'repo:acme/etl:ref:refs/heads/main', groups: [],
      principals: ['claim:github/sub=repo:acme/etl:ref:refs/heads/main', 'claim:github/repository=acme/etl', 'claim:github/environment=production'],
    });
  });

  test('of a service app is known by its client, without any audience', async () => {
    expect(await lab.says(lab.oktaToken({ sub: 'somebody' }))).toMatchObject({ principal: 'client:okta/0oa1', principals: ['client:okta/0oa1'], displayName: '0oa1' });
  });

  test('of any client of an issuer, for the audience alone, is known by its client; without one that mappings could name it is nobody', async () => {
    const bearer = new BearerAuthenticator({
      clock: lab.clock, issuers: [{ name: 'any', kind: 'jwt', issuer: GITHUB, keysUrl: lab.github.url, audience: AUDIENCE, clientClaim: 'azp' }],
    });
    const says = (claims: Record<string, unknown>) => outcome(() => bearer.authenticate(requestHead({ authorization: `Bearer ${lab.githubToken(claims)}` })));
    expect(await says({ azp: 'etl' })).toMatchObject({ principal: 'client:any/etl', principals: ['client:any/etl'] });
    for (const azp of [undefined, '', 7, ['etl'], 'etl\n', ' etl', 'x'.repeat(257)]) expect(await says({ azp })).toBe('401 token-client');
  });

  test.each<[string, unknown]>([
    ['a number', 7], ['a list', ['acme/etl']], ['an object', { name: 'acme/etl' }], ['empty', ''], ['longer than 256 characters', 'x'.repeat(257)],
    ['with a line break', 'acme\netl'], ['with what turns text round', 'acme\u202eetl'], ['with a space at its end', 'acme/etl '], ['null', null],
  ])('has no principal by a claim that is %s, since no mapping could name it', async (_what, repository) => {
    const { principals } = await lab.says(lab.githubToken({ repository })) as Caller;
    expect(principals).toEqual(['claim:github/sub=repo:acme/etl:ref:refs/heads/main', 'claim:github/environment=production']);
  });

  test.each(['at+jwt', 'application/at+jwt', 'AT+JWT', 'jwt', undefined, 7])('may say that it is an access token, or nothing much: typ %p', async (typ) => {
    expect(await lab.says(lab.awsToken({}, { header: { typ } }))).toMatchObject({ kind: 'machine' });
  });

  test('may be told what it said: which claims count, of which it is known by, which are missing', async () => {
    const { evidence } = await lab.says(lab.githubToken()) as Caller;
    expect(evidence).toEqual({
      source: 'bearer',
      claims: [
        { name: 'aud', used: true }, { name: 'environment', used: true, value: 'production' }, { name: 'exp', used: true }, { name: 'iat', used: true },
        { name: 'iss', used: true }, { name: 'repository', used: true, value: 'acme/etl' }, { name: 'repository_owner', used: true },
        { name: 'run_attempt', used: false }, { name: 'sub', used: true, value: 'repo:acme/etl:ref:refs/heads/main' },
      ],
      missing: ['run_attempt_number'],
    });
  });

  test('is told of nothing as what counts that its issuer is not asked about, and of no value that could not name it', async () => {
    const told = async (token: string) => {
      const { evidence } = await lab.says(token) as Caller;
      return Object.fromEntries(evidence?.claims.map(({ name, used, value }) => [name, value ?? used]) ?? []);
    };
    expect(await told(lab.oktaToken())).toEqual({ aud: false, cid: '0oa1', exp: true, iat: true, iss: true, sub: true, token_use: true });
    const { evidence } = await lab.says(lab.oktaToken({ aud: undefined })) as Caller;
    expect(evidence?.missing).toEqual([]);
    expect(await told(lab.githubToken({ repository: 'acme\u202eetl', environment: 'x'.repeat(257) }))).toMatchObject({ repository: true, environment: true });
  });

  test('is told so too when it is refused for what it said, and only if its signature holds', async () => {
    const evidenceOf = async (token: string): Promise<unknown> => {
      const refusal: unknown = await lab.bearer.authenticate(requestHead({ authorization: `Bearer ${token}` })).catch((error: unknown) => error);
      return refusal instanceof IdentityError ? refusal.extensions.evidence : refusal;
    };
    expect(await evidenceOf(lab.githubToken({ repository_owner: undefined }))).toMatchObject({ source: 'bearer', missing: ['repository_owner', 'run_attempt_number'] });
    expect(await evidenceOf(lab.githubToken({ repository_owner: undefined }, { key: forger, header: { kid: githubKey.kid } }))).toBeUndefined();
  });

  test('may have the longest life there is', async () => {
    expect(await lab.says(lab.awsToken({}, { lifetimeSeconds: DAY }))).toMatchObject({ expiresAt: seconds() + DAY });
    // Clocks may differ by a minute.
    expect(await lab.says(lab.awsToken({}, { lifetimeSeconds: DAY + 60 }))).toMatchObject({ expiresAt: seconds() + DAY + 60 });
    expect(await lab.says(lab.awsToken({}, { lifetimeSeconds: DAY + 61 }))).toBe('401 token-lifetime');
  });

  test('within a minute of its times', async () => {
    lab.clock.at = seconds() * 1000;
    expect(await lab.says(lab.awsToken({ nbf: seconds() + 59 }))).toMatchObject({ kind: 'machine' });
    const token = lab.awsToken();
    lab.clock.advanceSeconds(359);
    expect(await lab.says(token)).toMatchObject({ kind: 'machine' });
    lab.clock.advanceSeconds(1);
    expect(await lab.says(token)).toBe('401 token-expired');
  });
});

describe('a token is refused', () => {
  const of = (claims: Record<string, unknown>) => () => lab.awsToken(claims);

  test.each<[string, string, () => string]>([
    ['that is none', '400 token-malformed', () => 'opaque'],
    ['for workers', '400 token-malformed', () => 'luigi-sts-v1.aHR0cHM6Ly9zdHM'],
    ['of 64 KB', '400 token-malformed', of({ filler: 'x'.repeat(64 * 1024) })],
    ['a little too long', '400 token-malformed', of({ filler: 'x'.repeat(12_000) })],
    ['without signature', '400 token-malformed', () => `${lab.awsToken().split('.').slice(0, 2).join('.')}.`],
    ['in two parts', '400 token-malformed', () => lab.awsToken().split('.').slice(0, 2).join('.')],
    ['with critical extensions', '400 token-malformed', () => lab.awsToken({}, { header: { crit: ['exp'] } })],
    ['that is encrypted', '400 token-malformed', () => `${lab.awsToken()}.AAAA.AAAA`],
    ['of another issuer', '401 token-issuer', of({ iss: 'https://login.example.org' })],
    ['of an issuer that differs by a slash', '401 token-issuer', of({ iss: `${AWS}/` })],
    ['of an issuer that differs by a letter\'s case', '401 token-issuer', of({ iss: AWS.toUpperCase() })],
    ['of a list of issuers', '401 token-issuer', of({ iss: [AWS] })],
    ['without issuer', '401 token-issuer', of({ iss: undefined })],
    ['of an issuer that every object has', '401 token-issuer', of({ iss: '__proto__' })],
    ['with alg none', '401 token-algorithm', () => lab.awsToken({}, { header: { alg: 'none' } })],
    ['with alg NONE', '401 token-algorithm', () => lab.awsToken({}, { header: { alg: 'NONE' } })],
    ['signed by the public key as a password', '401 token-algorithm', () => lab.awsToken({}, { signedAs: 'HS256-with-public-key' })],
    ['signed by the public key, called RS256', '401 token-signature',
      () => lab.awsToken({}, { signedAs: 'HS256-with-public-key', header: { alg: 'RS256' } })],
    ['with alg RS512', '401 token-algorithm', () => lab.awsToken({}, { signedAs: 'RS512' })],
    ['signed by RS512, called RS256', '401 token-signature', () => lab.awsToken({}, { signedAs: 'RS512', header: { alg: 'RS256' } })],
    ['with alg PS256', '401 token-algorithm', () => lab.awsToken({}, { signedAs: 'PS256' })],
    ['signed by PS256, called RS256', '401 token-signature', () => lab.awsToken({}, { signedAs: 'PS256', header: { alg: 'RS256' } })],
    ['with a list of algorithms', '401 token-algorithm', () => lab.awsToken({}, { header: { alg: ['RS256'] } })],
    ['without algorithm', '401 token-algorithm', () => lab.awsToken({}, { header: { alg: undefined } })],
    ['that says it is for a sign-out', '400 token-malformed', () => lab.awsToken({}, { header: { typ: 'logout+jwt' } })],
    ['that says so in capitals', '400 token-malformed', () => lab.awsToken({}, { header: { typ: 'application/SECEVENT+JWT' } })],
    ['that brings its own key', '401 token-signature', () => lab.awsToken({}, { key: forger, header: { jwk: forger.jwk, jku: lab.github.url } })],
    ['without key id', '401 token-key-unknown', () => lab.awsToken({}, { header: { kid: undefined } })],
    ['with a key id that is a number', '401 token-key-unknown', () => lab.awsToken({}, { header: { kid: 7 } })],
    ['with a key id that every object has', '401 token-key-unknown', () => lab.awsToken({}, { header: { kid: '__proto__' } })],
    ['with a key id of a kilobyte', '401 token-key-unknown', () => lab.awsToken({}, { header: { kid: 'k'.repeat(1024) } })],
    ['signed by another key of that id', '401 token-signature', () => lab.awsToken({}, { key: forger })],
    ['of one issuer, signed by another one\'s key', '401 token-key-unknown', () => lab.awsToken({}, { key: githubKey })],
    ['for another audience', '401 token-audience', of({ aud: 'https://other.example.com' })],
    ['for an audience that begins like ours', '401 token-audience', of({ aud: `${AUDIENCE}.evil.example` })],
    ['for a list that holds our audience', '401 token-audience', of({ aud: [AUDIENCE] })],
    ['for ours and another audience', '401 token-audience', of({ aud: [AUDIENCE, 'https://other.example.com'] })],
    ['without audience', '401 token-audience', of({ aud: undefined })],
    ['without expiry', '401 token-no-expiry', of({ exp: undefined })],
    ['with an expiry that is a text', '400 token-malformed', of({ exp: '9999999999' })],
    ['that has expired', '401 token-expired', () => lab.awsToken({}, { lifetimeSeconds: -60 })],
    ['that expires in the year 30000', '401 token-lifetime', of({ exp: 884_541_340_800 })],
    ['that lives for a day and two minutes', '401 token-lifetime', () => lab.awsToken({}, { lifetimeSeconds: DAY + 120 })],
    ['that does not say since when, and lives for more than a day yet', '401 token-lifetime', () => lab.awsToken({ iat: undefined }, { lifetimeSeconds: DAY + 120 })],
    ['issued two days ago for three', '401 token-lifetime', () => lab.awsToken({ iat: seconds() - 2 * DAY }, { lifetimeSeconds: DAY })],
    ['issued tomorrow', '401 token-not-yet-valid', () => lab.awsToken({ iat: seconds() + DAY }, { lifetimeSeconds: DAY })],
    ['not valid before tomorrow', '401 token-not-yet-valid', () => lab.awsToken({ nbf: seconds() + DAY }, { lifetimeSeconds: DAY })],
    ['with an nbf that is a text', '400 token-malformed', of({ nbf: '0' })],
    ['with an iat of null', '400 token-malformed', of({ iat: null })],
    ['without subject', '401 token-subject', of({ sub: undefined })],
    ['with a subject that is a number', '401 token-subject', of({ sub: 7 })],
    ['with a subject that turns text round', '401 token-subject', () => lab.githubToken({ sub: 'repo:acme\u202e' })],
    ['with a subject of 257 characters', '401 token-subject', () => lab.githubToken({ sub: 'x'.repeat(257) })],
    ['of another role', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/daily' })],
    ['of another account\'s role of the same name', '401 token-role', of({ sub: 'arn:aws:iam::999988887777:role/nightly' })],
    ['of another account\'s session of the same role\'s name', '401 token-role', of({ sub: 'arn:aws:sts::999988887777:assumed-role/nightly/i-1' })],
    ['of another partition\'s role of the same name', '401 token-role', of({ sub: 'arn:aws-cn:iam::111122223333:role/nightly' })],
    ['of another partition\'s session', '401 token-role', of({ sub: 'arn:aws-cn:sts::111122223333:assumed-role/nightly/i-1' })],
    ['of a role with the same name in a path', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/evil/nightly' })],
    ['of a role called like an allowed path', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/ci' })],
    ['of a role whose path begins like an allowed one', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/ci-evil/deploy' })],
    ['of a role with a way up', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/ci/../admin' })],
    ['of a role with a step on the spot', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/ci/./admin' })],
    ['of a role with an empty part', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/ci//admin' })],
    ['of a path', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/ci/' })],
    ['of every role', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:role/ci/*' })],
    ['of a session of a role called like a path', '401 token-role', of({ sub: 'arn:aws:sts::111122223333:assumed-role/ci/deploy' })],
    ['of an IAM user', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:user/nightly' })],
    ['of the root user', '401 token-role', of({ sub: 'arn:aws:iam::111122223333:root' })],
    ['of a role with a line break after it', '401 token-role', of({ sub: `${ROLE}\n` })],
    ['of another client', '401 token-client', () => lab.oktaToken({ cid: '0oa9' })],
    ['without client', '401 token-client', () => lab.oktaToken({ cid: undefined, client_id: '0oa1', azp: '0oa1' })],
    ['of a list of clients', '401 token-client', () => lab.oktaToken({ cid: ['0oa1'] })],
    ['that lacks a required claim', '401 token-claim', () => lab.githubToken({ repository_owner: undefined })],
    ['whose required claim is another', '401 token-claim', () => lab.githubToken({ repository_owner: 'Acme' })],
    ['whose required claim is a list', '401 token-claim', () => lab.githubToken({ repository_owner: ['acme'] })],
    ['that is an id token', '401 token-claim', () => lab.oktaToken({ token_use: 'id' })],
  ])('%s: %s', async (_what, expected, token) => {
    expect(await lab.says(token())).toBe(expected);
  });

  test('whose issuer has the key of that id, but another one than the issuer that it names', async () => {
    lab.github.publish(renamed(githubKey, 'shared'));
    lab.aws.publish(renamed(awsKey, 'shared'));
    const claims = { ...CLAIMS.aws };
    expect(await lab.says(bearerToken({ key: renamed(githubKey, 'shared'), now: lab.clock.at, claims }))).toBe('401 token-signature');
    expect(await lab.says(bearerToken({ key: renamed(awsKey, 'shared'), now: lab.clock.at, claims }))).toMatchObject({ principal: `role:${ROLE}` });
    // GitHub may name any subject, and has no say about roles.
    expect(await lab.says(lab.githubToken({ sub: ROLE }, { key: renamed(githubKey, 'shared') }))).toMatchObject({
      principals: [`claim:github/sub=${ROLE}`, 'claim:github/repository=acme/etl', 'claim:github/environment=production'],
    });
  });

  test('without a fetch where it could be good by no key; and 500 that name as many keys cost one', async () => {
    const hopeless = [lab.awsToken({ iss: 'https://login.example.org' }), lab.awsToken({}, { signedAs: 'none' }), lab.awsToken({ exp: 1 }), 'opaque', lab.awsToken({}, { header: { kid: undefined } })];
    for (const token of hopeless) expect(await lab.says(token)).toMatch(/^40[01] token-/);
    expect(lab.aws.asked).toBe(0);
    const [, ...rest] = lab.awsToken({}, { key: forger }).split('.');
    const forged = Array.from({ length: 500 }, (_, index) => [encodeSegment(JSON.stringify({ alg: 'RS256', kid: `k${index}` }), false), ...rest].join('.'));
    expect(new Set(await Promise.all(forged.map((token) => lab.says(token))))).toEqual(new Set(['401 token-key-unknown']));
    expect([lab.aws.asked, lab.github.asked]).toEqual([1, 0]);
  });

  test('unsigned without a word about whom the service lets in', async () => {
    const guess = (claims: Record<string, unknown>) => lab.says(lab.awsToken(claims, { key: forger }));
    expect(new Set([await guess({}), await guess({ aud: 'x' }), await guess({ sub: 'x' }), await guess({ sub: undefined })])).toEqual(new Set(['401 token-signature']));
  });

  test('by a challenge of RFC 6750, with nothing of the token in it', async () => {
    const refusal = async (token: string): Promise<IdentityError> => {
      try {
        await lab.bearer.authenticate(requestHead({ authorization: `Bearer ${token}` }));
      } catch (error) {
        return error as IdentityError;
      }
      throw new Error('was let in');
    };
    const expired = await refusal(lab.awsToken({ jti: 'marker-of-mine', iss: 'https://marker-of-mine' }));
    expect(expired.extensions.headers).toEqual({ 'www-authenticate': 'Bearer realm="luigi", error="invalid_token"' });
    expect(JSON.stringify([expired, expired.message, String(expired.cause)])).not.toContain('marker');
    expect((await refusal('opaque')).extensions.headers).toEqual({ 'www-authenticate': 'Bearer realm="luigi", error="invalid_request"' });
    lab.aws.mode = 'failing';
    expect((await refusal(lab.awsToken())).extensions.headers).toEqual({ 'retry-after': '1' });
  });

  test('whatever character of it was changed', async () => {
    const token = lab.githubToken();
    expect(await lab.says(token)).toMatchObject({ kind: 'machine' });
    const mutated = fc.tuple(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '0', '-', '_', '.', '=', '~', ''))
      .map(([at, character]) => token.slice(0, at) + character + token.slice(at + 1));
    const garbage = fc.array(fc.oneof(fc.string(), fc.json().map((json) => encodeSegment(json, false)))).map((parts) => parts.join('.'));
    await fc.assert(fc.asyncProperty(fc.oneof(mutated, garbage), async (text) => {
      fc.pre(text !== token);
      expect(await lab.says(text)).toMatch(/^40[01] (?:token-|authorization-doubled)/);
    }), { numRuns: 300 });
  });
});

describe('the Authorization header', () => {
  const by = (...values: string[]) => requestHead(values.map((value) => ['Authorization', value] as const));

  test('is this way\'s where it is meant to be a bearer token, however it is spelt', () => {
    for (const value of ['Bearer x', 'bearer x', 'BEARER', 'Bearer\tx', 'Basic eDp5, Bearer x', 'Bearer,x']) expect(lab.bearer.recognises(by(value))).toBe(true);
    for (const value of ['Basic eDp5', 'Bearerx', 'Digest bearer', '']) expect(lab.bearer.recognises(by(value))).toBe(false);
    expect(lab.bearer.recognises(by('Basic eDp5', 'Bearer x'))).toBe(true);
    expect(lab.bearer.recognises(requestHead({ 'proxy-authorization': 'Bearer x' }))).toBe(false);
  });

  test('is refused where it came twice, also as one with a comma', async () => {
    const token = lab.awsToken();
    for (const head of [by(`Bearer ${token}`, `Bearer ${token}`), by(`Bearer ${token}, Bearer ${token}`), by('Basic eDp5', `Bearer ${token}`)]) {
      expect(await outcome(() => lab.bearer.authenticate(head))).toBe('400 authorization-doubled');
    }
  });

  test.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer "x"', 'Bearer\tx'])('%j is malformed', async (value) => {
    expect(await outcome(() => lab.bearer.authenticate(by(value)))).toBe('400 token-malformed');
  });

  test('may be spelt in any case, with more than one space', async () => {
    expect(await outcome(() => lab.bearer.authenticate(requestHead({ AUTHORIZATION: `bEARER   ${lab.awsToken()}` })))).toMatchObject({ kind: 'machine' });
  });
});

describe('a token that was proved', () => {
  test('is not verified again, nor does it cost a fetch', async () => {
    const token = lab.awsToken();
    const first = await lab.says(token);
    expect(await lab.says(token)).toBe(first);
    expect(lab.aws.asked).toBe(1);
  });

  test('ends a minute after its expiry, though it was kept', async () => {
    const token = lab.awsToken();
    await lab.says(token);
    lab.clock.advanceSeconds(361);
    expect(await lab.says(token)).toBe('401 token-expired');
  });

  test('goes on while its issuer is down', async () => {
    const token = lab.awsToken({}, { lifetimeSeconds: 7200 });
    await lab.says(token);
    lab.aws.mode = 'failing';
    lab.clock.advanceSeconds(3600);
    expect(await lab.says(token)).toMatchObject({ kind: 'machine' });
    expect(await lab.says(lab.awsToken())).toMatchObject({ kind: 'machine' });
  });

  test('ends soon after its issuer has taken its key back', async () => {
    const token = lab.awsToken({}, { lifetimeSeconds: 7200 });
    await lab.says(token);
    lab.aws.publish(tokenKey('a new one'));
    lab.clock.advanceSeconds(301);
    await lab.says(token);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    expect(await lab.says(token)).toBe('401 token-key-unknown');
    expect(lab.aws.asked).toBe(2);
  });

  test('is one of 2,048 that are kept: more of them drive out the oldest, not the memory', async () => {
    const [first, ...others] = Array.from({ length: 2049 }, (_, index) => lab.awsToken({ jti: String(index) }));
    const caller = await lab.says(first as string);
    for (const token of others.slice(0, -1)) await lab.bearer.authenticate(requestHead({ authorization: `Bearer ${token}` }));
    expect(await lab.says(first as string)).toBe(caller);
    for (const token of others) await lab.bearer.authenticate(requestHead({ authorization: `Bearer ${token}` }));
    await lab.says(lab.awsToken({ jti: 'one more' }));
    const again = await lab.says(first as string);
    expect(again).toEqual(caller);
    expect(again).not.toBe(caller);
  });

  test('is believed of its issuer alone', async () => {
    expect(await lab.says(lab.githubToken({ iss: AWS, aud: AUDIENCE, sub: ROLE }, { key: renamed(githubKey, awsKey.kid) }))).toBe('401 token-signature');
    expect(GITHUB).not.toBe(AWS);
  });
});

describe('an issuer whose keys can not be had', () => {
  test('is told once when it begins and once when it ends, by its name, and nothing of the token', async () => {
    const [key, other] = [tokenKey('later'), tokenKey('later still')];
    expect(await lab.says(lab.awsToken())).toMatchObject({ kind: 'machine' });
    expect(lab.logged).toEqual([]);
    lab.aws.mode = 'failing';
    for (let time = 0; time < 3; time += 1) {
      lab.clock.advanceSeconds(11);
      expect(await lab.says(lab.awsToken({}, { key }))).toBe('503 token-keys-unavailable');
    }
    expect(lab.logged).toEqual(['warn the keys of a token issuer can not be had: keys that are known go on, others wait aws']);
    lab.aws.mode = 'up';
    for (const one of [key, other]) {
      lab.aws.publish(one);
      lab.clock.advanceSeconds(11);
      expect(await lab.says(lab.awsToken({}, { key: one }))).toMatchObject({ kind: 'machine' });
    }
    expect(lab.logged.slice(1)).toEqual(['info the keys of a token issuer are there again aws']);
    lab.aws.mode = 'failing';
    lab.clock.advanceSeconds(11);
    await lab.says(lab.awsToken({}, { key: tokenKey('never') }));
    expect(lab.logged).toHaveLength(3);
  });
});
