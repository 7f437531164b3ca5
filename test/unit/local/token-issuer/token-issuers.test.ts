import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { AWS_CLAIMS } from '../../../../local/token-issuer/aws-token';
import { DEMO_ROLES } from '../../../../local/token-issuer/demo-roles';
import { type IssuerName, issuerUrl, keysUrl, TokenIssuers } from '../../../../local/token-issuer/token-issuers';
import { trustedIssuers } from '../../../../local/token-issuer/trusted-issuers';

const NIGHTLY = 'arn:aws:iam::111122223333:role/ci/nightly';
const signedBy = (accessKeyId: string, region = 'eu-west-1') =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261124/${region}/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
const QUERY = { Action: 'GetWebIdentityToken', Version: '2011-06-15', 'Audience.member.1': 'https://luigi.example.com', SigningAlgorithm: 'RS256' };

describe('issuers of machines\' tokens', () => {
  let issuers: TokenIssuers;
  beforeAll(async () => { issuers = await TokenIssuers.start({ port: 0, audience: 'http://127.0.0.1:8080' }); });
  afterAll(() => issuers.stop());
  afterEach(() => { issuers.state = 'up'; });

  const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
  const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString());
  async function isSignedBy(name: IssuerName, token: string): Promise<boolean> {
    const { keys } = await (await fetch(keysUrl(issuers.url, name))).json() as { keys: { kid: string }[] };
    const key = keys.find(({ kid }) => kid === headerOf(token).kid);
    const [header, claims, signature = ''] = token.split('.');
    if (key === undefined) return false;
    const [hash, options] = headerOf(token).alg === 'RS256' ? ['sha256', {}] as const : ['sha384', { dsaEncoding: 'ieee-p1363' }] as const;
    return verify(hash, Buffer.from(`${header}.${claims}`), { key: createPublicKey({ key, format: 'jwk' }), ...options }, Buffer.from(signature, 'base64url'));
  }

  describe('STS', () => {
    const ask = async (parameters: Record<string, string>, headers: Record<string, string> = { authorization: signedBy('nightly') }) => {
      const answer = await fetch(issuers.url, { method: 'POST', body: new URLSearchParams(parameters), headers });
      return { status: answer.status, body: await answer.text(), type: answer.headers.get('content-type') };
    };
    const tokenIn = ({ body }: { body: string }) => /<WebIdentityToken>([^<]+)<\/WebIdentityToken>/.exec(body)?.[1] as string;

    test('gives the role that the access key id names a token for the audience, with the claims that AWS documents', async () => {
      const before = Math.floor(Date.now() / 1_000);
      const answer = await ask(QUERY);
      expect([answer.status, answer.type]).toEqual([200, 'text/xml']);
      const token = tokenIn(answer);
      const claims = claimsOf(token);
      expect(claims).toEqual({
        iss: issuerUrl(issuers.url, 'aws'), aud: 'https://luigi.example.com', sub: NIGHTLY, iat: expect.any(Number), exp: claims.iat + 300, jti: expect.any(String),
        [AWS_CLAIMS]: { aws_account: '111122223333', source_region: 'eu-west-1', org_id: expect.any(String) },
      });
      expect(claims.iat).toBeGreaterThanOrEqual(before);
      expect(answer.body).toContain(`<Expiration>${new Date(claims.exp * 1_000).toISOString().replace('.000', '')}</Expiration>`);
      expect(headerOf(token)).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
      expect(await isSignedBy('aws', token)).toBe(true);
      expect(await isSignedBy('github', token)).toBe(false);
    });

    test('several audiences are a list, tags stand below AWS\'s name, ES384 is signed as asked', async () => {
      const token = tokenIn(await ask({
        ...QUERY, 'Audience.member.2': 'b', 'SigningAlgorithm': 'ES384', 'DurationSeconds': '60', 'Tags.member.1.Key': 'role', 'Tags.member.1.Value': 'admin',
      }));
      const claims = claimsOf(token);
      expect([claims.aud, claims.exp - claims.iat, claims[AWS_CLAIMS].request_tags]).toEqual([['https://luigi.example.com', 'b'], 60, { role: 'admin' }]);
      expect(headerOf(token).alg).toBe('ES384');
      expect(await isSignedBy('aws', token)).toBe(true);
    });

    test('X-Local-Role names a role that the demo does not know', async () => {
      const role = 'arn:aws:sts::444455556666:assumed-role/other/session@1';
      const claims = claimsOf(tokenIn(await ask(QUERY, { 'x-local-role': role })));
      expect([claims.sub, claims[AWS_CLAIMS].aws_account]).toEqual([role, '444455556666']);
    });

    const { 'Audience.member.1': _audience, ...withoutAudience } = QUERY;
    test.each([
      ['another action', { ...QUERY, Action: 'AssumeRole' }, 'nightly', 400, 'InvalidAction'],
      ['another version', { ...QUERY, Version: '2020-01-01' }, 'nightly', 400, 'InvalidAction'],
      ['no audience', withoutAudience, 'nightly', 400, 'ValidationError'],
      ['eleven audiences', { ...QUERY, ...Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`Audience.member.${at + 1}`, 'a'])) }, 'nightly', 400, 'ValidationError'],
      ['HS256', { ...QUERY, SigningAlgorithm: 'HS256' }, 'nightly', 400, 'ValidationError'],
      ['59 seconds', { ...QUERY, DurationSeconds: '59' }, 'nightly', 400, 'ValidationError'],
      ['two hours', { ...QUERY, DurationSeconds: '7200' }, 'nightly', 400, 'ValidationError'],
      ['an access key id that nobody has', QUERY, '<nobody>', 403, 'InvalidClientTokenId'],
    ])('%s is refused in AWS\'s words', async (_what, parameters, accessKeyId, status, code) => {
      const answer = await ask(parameters, { authorization: signedBy(accessKeyId) });
      expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
      expect(answer.body).not.toContain('<nobody>');
    });

    test('without a signature nobody asks', async () => {
      expect((await ask(QUERY, {})).body).toContain('<Code>MissingAuthenticationToken</Code>');
    });
  });

  test.each(DEMO_ROLES.map(({ accessKeyId, arn }) => [accessKeyId, arn]))('the short cut gives the token of %s as plain text, for the service', async (accessKeyId, arn) => {
    const answer = await fetch(`${issuers.url}/token?role=${accessKeyId}`);
    const claims = claimsOf(await answer.text());
    expect([claims.sub, claims.aud]).toEqual([arn, 'http://127.0.0.1:8080']);
  });

  test('the short cut gives the pipeline\'s token where no role is named, and none for a role that is none', async () => {
    expect(claimsOf(await (await fetch(`${issuers.url}/token`)).text()).sub).toBe(NIGHTLY);
    expect((await fetch(`${issuers.url}/token?role=root`)).status).toBe(400);
  });

  describe('GitHub Actions', () => {
    const ask = async (query: string, token = issuers.requestToken) => await fetch(`${issuers.requestUrl('acme/reports')}${query}`, { headers: { authorization: `Bearer ${token}` } });

    test('gives a workflow a token with GitHub\'s claims', async () => {
      const { value } = await (await ask('&audience=http://127.0.0.1:8080')).json() as { value: string };
      expect(claimsOf(value)).toMatchObject({
        iss: issuerUrl(issuers.url, 'github'), aud: 'http://127.0.0.1:8080', sub: 'repo:acme/reports:ref:refs/heads/main', repository: 'acme/reports', repository_owner: 'acme',
        ref: 'refs/heads/main', event_name: 'workflow_dispatch', job_workflow_ref: 'acme/reports/.github/workflows/report.yml@refs/heads/main',
      });
      expect(claimsOf(value)).not.toHaveProperty('environment');
      expect(await isSignedBy('github', value)).toBe(true);
    });

    test('without an audience it is for the owner; an environment and a pull request are in the subject', async () => {
      const claims = async (query: string) => claimsOf((await (await ask(query)).json() as { value: string }).value);
      expect((await claims('')).aud).toBe('https://github.com/acme');
      expect(await claims('&environment=production')).toMatchObject({ environment: 'production', sub: 'repo:acme/reports:environment:production' });
      expect((await claims('&event=pull_request&ref=refs/pull/1/merge')).sub).toBe('repo:acme/reports:pull_request');
    });

    test('gives none to who has not the runner\'s token', async () => {
      expect((await ask('', 'guessed')).status).toBe(401);
    });
  });

  test('discovery leads to the key set, and a set has no private part', async () => {
    for (const { issuer, keysUrl: keys } of trustedIssuers(issuers.url, 'x')) {
      expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({ issuer, jwks_uri: keys });
      const { keys: set } = await (await fetch(keys)).json() as { keys: Record<string, unknown>[] };
      for (const key of set) for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(key).not.toHaveProperty(part);
    }
  });

  test('after a rotation both keys are in the set, until the old one is forgotten', () => {
    const kids = () => issuers.keys.github.set.keys.map(({ kid }) => kid);
    const [old] = kids();
    issuers.keys.github.rotate();
    const fresh = headerOf(issuers.githubToken()).kid;
    expect(kids()).toEqual([old, fresh]);
    issuers.keys.github.forgetOld();
    expect(kids()).toEqual([fresh]);
  });

  test.each([['rebound.example', 421], ['rebound.example:PORT', 421], ['127.0.0.1', 421], ['127.0.0.1:PORT', 200], ['localhost:PORT', 200]])(
    'a page that has its own name, %s, led to this machine gets no token: %d', async (host, status) => {
      const { port } = new URL(issuers.url);
      const [answer] = await once(get(`${issuers.url}/token`, { headers: { host: host.replace('PORT', port) } }), 'response') as [IncomingMessage];
      answer.resume();
      expect(answer.statusCode).toBe(status);
    });

  test('a key set can be down', async () => {
    issuers.state = 'down';
    expect((await fetch(keysUrl(issuers.url, 'aws'))).status).toBe(503);
    expect(issuers.asked.at(-1)).toBe('aws');
  });
});
