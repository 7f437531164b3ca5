import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenIssuer } from '../../../../lib/contract/token-issuer';
import { bearerRuleOf } from '../../../../local/load-balancer/bearer/bearer-rule';
import { BearerValidation } from '../../../../local/load-balancer/bearer/bearer-validation';
import { awsClaims } from '../../../../local/token-issuer/aws-token';
import { signToken } from '../../../../local/token-issuer/sign-token';
import { TokenIssuers } from '../../../../local/token-issuer/token-issuers';
import { makeTokenKey, type TokenKey, TokenKeys } from '../../../../local/token-issuer/token-keys';
import { trustedIssuers } from '../../../../local/token-issuer/trusted-issuers';

const AUDIENCE = 'http://127.0.0.1:8080';
const NOW = () => Math.floor(Date.now() / 1_000);

describe('the load balancer\'s rules for bearer tokens', () => {
  let issuers: TokenIssuers;
  let trusted: readonly TokenIssuer[];
  let validation: BearerValidation;
  let complaint: jest.SpyInstance;

  beforeAll(() => { complaint = jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
  afterAll(() => complaint.mockRestore());
  beforeEach(async () => {
    issuers = await TokenIssuers.start({ port: 0, audience: AUDIENCE });
    trusted = trustedIssuers(issuers.url, AUDIENCE);
    validation = new BearerValidation(trusted.map(bearerRuleOf));
  });
  afterEach(() => issuers.stop());

  const requestWith = (...rawHeaders: string[]) => ({ rawHeaders }) as unknown as IncomingMessage;
  const verdict = (token: string, ...more: string[]) => validation.verdict(requestWith('Authorization', `Bearer ${token}`, ...more));
  const claims = (over: Record<string, unknown> = {}) => ({
    ...awsClaims({ issuer: trusted[0]?.issuer ?? '', subject: 'arn:aws:iam::111122223333:role/ci/nightly', audience: [AUDIENCE] }), ...over,
  });

  test('what brings no bearer token is left to the other rules', async () => {
    expect(await validation.verdict(requestWith())).toBe('none');
    expect(await validation.verdict(requestWith('authorization', 'Basic YTpi'))).toBe('none');
    expect(await validation.verdict(requestWith('authorization', 'Bearerish x'))).toBe('none');
    expect(await new BearerValidation([]).verdict(requestWith('authorization', 'Bearer x'))).toBe('none');
  });

  test('the first issuer needs no name, and another only its own', async () => {
    expect(await verdict(issuers.awsToken())).toBe('valid');
    expect(await verdict(issuers.awsToken(), 'X-Luigi-Issuer', 'aws')).toBe('valid');
    expect(await verdict(issuers.githubToken(), 'X-Luigi-Issuer', 'GitHub')).toBe('valid');
    expect(await verdict(issuers.githubToken())).toBe('invalid');
    expect(await verdict(issuers.awsToken(), 'X-Luigi-Issuer', 'github')).toBe('invalid');
    // A name that no rule has is the first rule's.
    expect(await verdict(issuers.awsToken(), 'X-Luigi-Issuer', 'gitlab')).toBe('valid');
  });

  test.each(['Bearer', 'Bearer ', 'bearer', 'BEARER    ', 'Bearer a b', 'Bearer a.b.c', 'Bearer .', 'Bearer ..', 'Bearer bnVsbA.bnVsbA.', 'Bearer e30.e30.e30'])('%j is a token that does not hold, never a reason for a login', async (value) => {
    expect(await validation.verdict(requestWith('authorization', value))).toBe('invalid');
  });

  test('of two such headers one that holds is enough: the target must cope with the other', async () => {
    const token = issuers.awsToken();
    expect(await validation.verdict(requestWith('authorization', 'Bearer forged', 'authorization', `Bearer ${token}`))).toBe('valid');
    expect(await validation.verdict(requestWith('authorization', 'Basic YTpi', 'authorization', `Bearer ${token}`))).toBe('valid');
    expect(await validation.verdict(requestWith('authorization', 'Basic YTpi', 'authorization', 'Bearer forged'))).toBe('invalid');
  });

  test.each([
    ['has ended', { exp: NOW() - 1 }],
    ['says no end', { exp: undefined }],
    ['has an end that is text', { exp: String(NOW() + 60) }],
    ['has not begun', { nbf: NOW() + 60 }],
    ['comes from the future', { iat: NOW() + 60 }],
    ['is of another issuer', { iss: 'https://elsewhere.example.com' }],
    ['is of no issuer', { iss: undefined }],
    ['is for somebody else', { aud: 'https://elsewhere.example.com' }],
    ['is for several', { aud: [AUDIENCE] }],
    ['is for nobody', { aud: undefined }],
    ['is for an address that only begins so', { aud: `${AUDIENCE}/` }],
  ])('a token that %s does not hold', async (_what, over) => {
    expect(await verdict(issuers.sign('aws', claims(over)))).toBe('invalid');
  });

  test('only RS256 by a key of the set holds', async () => {
    const own = issuers.keys.aws.current();
    const forger: TokenKey = makeTokenKey('RS256', own.kid);
    const valid = issuers.sign('aws', claims());
    expect(await verdict(valid)).toBe('valid');
    expect(await verdict(signToken(claims(), forger))).toBe('invalid');
    expect(await verdict(signToken(claims(), makeTokenKey()))).toBe('invalid');
    expect(await verdict(signToken(claims(), issuers.keys.aws.current('ES384')))).toBe('invalid');
    for (const alg of ['none', 'HS256', 'rs256', 'PS256', undefined]) expect(await verdict(issuers.sign('aws', claims(), { alg }))).toBe('invalid');
    expect(await verdict(issuers.sign('aws', claims(), { kid: undefined }))).toBe('invalid');
    expect(await verdict(valid.slice(0, valid.lastIndexOf('.') + 1))).toBe('invalid');
    // Signed by an issuer that is trusted, for what another says.
    expect(await verdict(issuers.sign('github', claims()))).toBe('invalid');
  });

  test('required claims and a single client are compared by the rule; one of several clients is left to the gateway', async () => {
    const { name, kind, issuer, keysUrl } = trusted[2] as TokenIssuer;
    const rule = (clients: string[]) => bearerRuleOf({ name, kind, issuer, keysUrl, clientClaim: 'repository', clients, requiredClaims: { ref: 'refs/heads/main' } });
    expect(rule(['acme/reports']).claims).toEqual({ ref: 'refs/heads/main', repository: 'acme/reports' });
    expect(rule(['acme/reports', 'acme/etl']).claims).toEqual({ ref: 'refs/heads/main' });
    validation = new BearerValidation([rule(['acme/reports'])]);
    expect(await verdict(issuers.githubToken())).toBe('valid');
    expect(await verdict(issuers.githubToken({ repository: 'acme/etl' }))).toBe('invalid');
    expect(await verdict(issuers.githubToken({ ref: 'refs/heads/other' }))).toBe('invalid');
  });

  test('a key that is new is fetched, and one that is not in the set is not believed', async () => {
    expect(await verdict(issuers.awsToken())).toBe('valid');
    issuers.keys.aws.rotate();
    await new Promise((resolve) => { setTimeout(resolve, 1_050); });
    expect(await verdict(issuers.awsToken())).toBe('valid');
    expect(issuers.asked).toEqual(['aws', 'aws']);
    await verdict(issuers.sign('aws', claims(), { kid: 'unknown' }));
    expect(issuers.asked).toHaveLength(2);
  });

  test('without a key set nothing holds; with one that was fetched, what it has', async () => {
    issuers.state = 'down';
    expect(await verdict(issuers.awsToken())).toBe('invalid');
    issuers.state = 'up';
    const token = issuers.awsToken();
    expect(await verdict(token)).toBe('valid');
    issuers.state = 'down';
    expect(await verdict(token)).toBe('valid');
  });

  describe('with a key set that is too large for the real one', () => {
    let server: Server;
    let body: () => string;
    beforeAll(async () => {
      server = createServer((_request, response) => { response.end(body()); });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(() => server.close());

    test.each([
      ['ten keys are taken', 9, '', 'valid'],
      ['eleven are not', 10, '', 'invalid'],
      ['nor are more than 150 KB', 0, 'x'.repeat(150 * 1_024), 'invalid'],
    ])('%s', async (_what, others, filler, expected) => {
      const [key] = new TokenKeys().set.keys;
      const own = issuers.keys.github.set.keys[0];
      body = () => JSON.stringify({ keys: [...Array.from({ length: others }, (_, at) => ({ ...key, kid: `other-${at}` })), own], filler });
      validation = new BearerValidation([bearerRuleOf({ ...trusted[0] as TokenIssuer, keysUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })]);
      expect(await verdict(issuers.sign('github', claims()))).toBe(expected);
    });
  });
});
