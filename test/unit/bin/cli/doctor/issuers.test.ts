import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { AskedIssuer } from '../../../../../bin/cli/doctor/issuers/asked-issuer';
import { examineIssuers } from '../../../../../bin/cli/doctor/issuers/examine-issuers';
import { KeySetEndpoint, type KeySetMode } from '../../../../support/bearer/key-set-endpoint';
import { tokenKey } from '../../../../support/bearer/tokens';
import { makeCertificate } from '../../../../support/doctor/certificate';

const ISSUER = 'https://id.example.com';
const KEYS = `${ISSUER}/.well-known/jwks.json`;
const key = tokenKey('one');

/** Answers by address; else 404. */
const at = (answers: Readonly<Record<string, () => Response>>) => (url: string): Promise<Response> => (
  Promise.resolve(answers[url]?.() ?? new Response('', { status: 404 })));
const keySet = (...keys: unknown[]) => () => Response.json({ keys });
const look = (asked: AskedIssuer, answers: Readonly<Record<string, () => Response>>) => (
  examineIssuers([asked], { timeoutMs: 1000, fetch: at(answers) }));
const issuer = (address = ISSUER): AskedIssuer => ({ kind: 'issuer', address });
const keys = (address = KEYS): AskedIssuer => ({ kind: 'keys', address });
const WELL = keySet(key.jwk, { kty: 'EC', kid: 'other' });

test('keys are where the constructs look for them without being told', async () => {
  expect(await look(issuer(), { [KEYS]: WELL })).toEqual([{ check: 'issuer', status: 'ok', what: expect.stringMatching(/^https:\/\/id\.example\.com: 1 of 2 keys are for RS256, at https:\/\/id\.example\.com\/\.well-known\/jwks\.json, \d+ bytes$/) as string }]);
});

test('keys are where the issuer says', async () => {
  const described = { [`${ISSUER}/.well-known/openid-configuration`]: () => Response.json({ issuer: ISSUER, jwks_uri: 'https://keys.example.com/v1/keys' }), 'https://keys.example.com/v1/keys': WELL };
  expect(await look(issuer(), described)).toMatchObject([{ status: 'ok', what: expect.stringContaining('at https://keys.example.com/v1/keys,') as string }]);
});

test('an issuer that calls itself otherwise is told of: its tokens would not be believed', async () => {
  const described = { [`${ISSUER}/.well-known/openid-configuration`]: () => Response.json({ issuer: `${ISSUER}/`, jwks_uri: KEYS }), [KEYS]: WELL };
  expect(await look(issuer(), described)).toMatchObject([
    { status: 'error', what: 'https://id.example.com calls itself https://id.example.com/', cause: expect.stringContaining('letter by letter') as string }, { status: 'ok' },
  ]);
  expect(await look(issuer(`${ISSUER}/`), described)).toMatchObject([{ status: 'ok' }]);
});

test.each<[string, () => Response]>([
  ['no JSON', () => new Response('<html>')], ['a list', () => new Response('[1]')], ['an address that is none', () => Response.json({ jwks_uri: 'file:///etc/passwd' })], ['another type', () => Response.json({ jwks_uri: 7, issuer: 7 })],
])('a description that is %s is passed over', async (_what, description) => {
  expect(await look(issuer(), { [`${ISSUER}/.well-known/openid-configuration`]: description, [KEYS]: WELL })).toMatchObject([{ status: 'ok' }]);
});

test.each([
  'http://127.0.0.1:8082/api/pause', 'http://localhost:8082/api/pause', 'https://10.1.2.3/keys', 'https://0x7f000001/keys', 'https://localhost./keys',
  'https://vault.internal./v1', 'https://[::1]/keys', 'https://169.254.169.254/latest',
])('an issuer of the internet that names %s has it told, not asked', async (address) => {
  const asked: string[] = [];
  const fetch = (url: string): Promise<Response> => {
    asked.push(url);
    return Promise.resolve(Response.json({ issuer: ISSUER, jwks_uri: address, keys: [key.jwk] }));
  };
  expect(await examineIssuers([issuer()], { timeoutMs: 1000, fetch })).toMatchObject([{ status: 'error', what: `${ISSUER} says that its keys are at ${address}, which was not asked` }]);
  expect(asked).toEqual([`${ISSUER}/.well-known/openid-configuration`]);
});

describe('a key set that is no use is told of, with cause and cure:', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  test.each<[string, () => Response, string]>([
    ['missing', () => new Response('', { status: 404 }), `${KEYS} answers 404, expected 200 and a key set`],
    ['behind a login', () => new Response('', { status: 401 }), `${KEYS} answers 401, expected 200 and a key set`],
    ['a page', () => new Response('<html>please log in</html>'), `no keys of use at ${KEYS}: what is there is no JSON`],
    ['something else', () => Response.json({ jwks_uri: KEYS }), `no keys of use at ${KEYS}: there is something else than a key set`],
    ['without RSA', keySet({ kty: 'EC', kid: 'a' }), `no keys of use at ${KEYS}: there is a key set without a key for RS256`],
    ['of a short key', keySet({ ...small, kid: 'a' }), `no keys of use at ${KEYS}: there is a key set without a key for RS256`],
    ['for encryption', keySet({ ...key.jwk, use: 'enc' }), `no keys of use at ${KEYS}: there is a key set without a key for RS256`],
    ['for RS512', keySet({ ...key.jwk, alg: 'RS512' }), `no keys of use at ${KEYS}: there is a key set without a key for RS256`],
    ['without an id', keySet({ ...key.jwk, kid: undefined }), `no keys of use at ${KEYS}: there is a key set without a key for RS256`],
    ['of 11 keys', keySet(key.jwk, ...Array.from({ length: 10 }, () => ({ kty: 'EC' }))), `${KEYS} has 11 keys, expected 10 at most`],
    ['of 101 keys', keySet(...Array.from({ length: 101 }, () => key.jwk)), `no keys of use at ${KEYS}: there is 101 keys`],
    ['huge', () => new Response('x'.repeat(150_001)), `what is at ${KEYS} is larger than a key set may be: 150,000 bytes`],
  ])('%s', async (_what, answer, what) => {
    expect(await look(keys(), { [KEYS]: answer })).toEqual([{ check: 'issuer', status: 'error', what, cause: expect.stringMatching(/../) as string, cure: expect.stringMatching(/../) as string }]);
  });

  test('at 10 keys it is not', async () => {
    expect(await look(keys(), { [KEYS]: keySet(key.jwk, ...Array.from({ length: 9 }, () => ({ kty: 'EC' }))) })).toMatchObject([{ status: 'ok' }]);
  });

  test.each(['https://10.1.2.3/keys', 'https://idp.internal/keys', 'https://idp/keys'])('where load balancers can not ask: %s', async (address) => {
    expect(await look(keys(address), { [address]: WELL })).toMatchObject([{ status: 'error', what: `${address} is at a host that the internet can't reach` }, { status: 'ok' }]);
  });
});

describe('of a real server', () => {
  test.each<[KeySetMode, RegExp]>([
    ['silent', /^no answer in time at /], ['dripping', /^no answer in time at /], ['redirecting', / leads elsewhere$/], ['endless', / is larger than a key set may be/],
    ['hanging up', /^no key set from .*: the connection was ended without an answer/], ['failing', / answers 500, expected 200/],
  ])('that is %s', async (mode, what) => {
    const endpoint = await KeySetEndpoint.start(key);
    try {
      endpoint.mode = mode;
      expect(await examineIssuers([keys(endpoint.url)], { timeoutMs: 300 })).toMatchObject([{ status: 'error', what: expect.stringMatching(what) as string }]);
      endpoint.mode = 'up';
      expect(await examineIssuers([keys(endpoint.url)], { timeoutMs: 2000 })).toMatchObject([{ status: 'ok' }]);
    } finally {
      await endpoint.close();
    }
  });

  test('that is not there', async () => {
    const endpoint = await KeySetEndpoint.start(key);
    const { url } = endpoint;
    await endpoint.close();
    expect(await examineIssuers([issuer(new URL(url).origin)], { timeoutMs: 1000 })).toMatchObject([{ status: 'error', what: expect.stringMatching(/nobody listens there/) as string }]);
  });

  test('at a port that is for something else: the gateway would not ask there either', async () => {
    expect(await examineIssuers([keys('https://keys.example.com:6000/keys')], { timeoutMs: 1000 })).toMatchObject([{ status: 'error', what: expect.stringMatching(/port that is for something else$/) as string }]);
  });

  test('whose certificate nobody believes', async () => {
    const { cert, key: secret } = makeCertificate({ names: ['localhost'] });
    const server = createServer({ cert, key: secret });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    try {
      const address = `https://localhost:${(server.address() as AddressInfo).port}/keys`;
      expect(await examineIssuers([keys(address)], { timeoutMs: 2000 })).toMatchObject([{ status: 'error', what: expect.stringMatching(/^the certificate of .* is not believed \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/) as string }]);
    } finally {
      await new Promise((resolve) => { server.close(resolve); });
    }
  });
});
