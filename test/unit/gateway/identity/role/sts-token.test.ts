import fc from 'fast-check';
import { parseStsToken } from '../../../../../images/gateway/src/identity/role/sts-token';
import { credentialOf } from '../../../../support/sts/credentials';
import { NOW, aToken, outcome, tokenOf, urlIn } from './scene';

const ENDPOINT = { origin: 'https://sts.eu-central-1.amazonaws.com', region: 'eu-central-1' };
const parsed = (token: string, at = NOW): Promise<unknown> => outcome(() => parseStsToken(token, ENDPOINT, at / 1000));

test('a token of this service is taken apart, and its request made anew', () => {
  const token = parseStsToken(aToken(), ENDPOINT, NOW / 1000);

  expect(token.expiresAt).toBe(NOW / 1000 + 300);
  expect(`${ENDPOINT.origin}${token.target}`.split('&').sort()).toEqual(urlIn(aToken()).split('&').sort());
});

test('tokens of one credential are told apart, and their credential is known by them', () => {
  const [one, later, other] = [aToken(), aToken({ at: NOW - 1000 }), aToken({ credentials: credentialOf('DailyRole', 'another-task') })]
    .map((token) => parseStsToken(token, ENDPOINT, NOW / 1000));

  expect(one?.id).not.toBe(later?.id);
  expect(one?.credential).toBe(later?.credential);
  expect(one?.credential).not.toBe(other?.credential);
});

test('who knows the access key id alone, which stands in logs, has not the credential', () => {
  const [own, made] = [aToken(), aToken({ credentials: { ...credentialOf(), sessionToken: `${'A'.repeat(64)}==` } })].map((token) => parseStsToken(token, ENDPOINT, NOW / 1000));

  expect(made?.credential).not.toBe(own?.credential);
});

describe('the time of a token', () => {
  test.each([
    ['its last second', NOW + 299_000, 'object'],
    ['its end', NOW + 300_000, '401 role-token-expired'],
    ['long after', NOW + 86_400_000, '401 role-token-expired'],
    ['a caller\'s clock that is a minute ahead', NOW - 60_000, 'object'],
    ['one that is more ahead', NOW - 61_000, '401 role-token-not-yet-valid'],
  ])('%s', async (_, at, expected) => {
    const got = await parsed(aToken(), at);
    expect(typeof got === 'string' ? got : typeof got).toBe(expected);
  });

  test.each([900, 1])('may be %p seconds', async (seconds) => {
    expect(await parsed(aToken({ seconds }))).toMatchObject({ expiresAt: NOW / 1000 + seconds });
  });

  test.each([901, 0, -1, 604_800, 1.5])('may not be %p seconds', async (seconds) => {
    expect(await parsed(aToken({ seconds }))).toBe('400 role-token-malformed');
  });
});

describe('refused, whatever STS would say:', () => {
  const url = urlIn(aToken());
  const replaced = (from: string | RegExp, to: string): string => {
    const changed = url.replace(from, to);
    expect(changed).not.toBe(url);
    return tokenOf(changed);
  };
  test.each<[string, () => string, string]>([
    ['another region\'s STS', () => aToken({ stsOrigin: 'https://sts.us-east-1.amazonaws.com', region: 'us-east-1' }), '401 role-token-endpoint'],
    ['another partition\'s STS', () => aToken({ stsOrigin: 'https://sts.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' }), '401 role-token-endpoint'],
    ['the global STS', () => aToken({ stsOrigin: 'https://sts.amazonaws.com' }), '401 role-token-endpoint'],
    ['a host of the caller\'s', () => aToken({ stsOrigin: 'https://sts.eu-central-1.amazonaws.com.example.com' }), '401 role-token-endpoint'],
    ['a signature for another region', () => aToken({ region: 'us-east-1' }), '401 role-token-endpoint'],
    ['plain http', () => replaced('https://', 'http://'), '401 role-token-endpoint'],
    ['a port', () => replaced('.com/', '.com:443/'), '401 role-token-endpoint'],
    ['a user name', () => replaced('https://', 'https://sts.eu-central-1.amazonaws.com@'), '400 role-token-malformed'],
    ['a path', () => replaced('/?', '/x?'), '400 role-token-malformed'],
    ['no path', () => replaced('/?', '?'), '400 role-token-malformed'],
    ['a fragment', () => tokenOf(`${url}#x`), '400 role-token-malformed'],
    ['upper case', () => replaced('https://sts', 'HTTPS://STS'), '400 role-token-malformed'],
    ['another action', () => replaced('GetCallerIdentity', 'AssumeRole'), '400 role-token-malformed'],
    ['a second action', () => tokenOf(`${url}&Action=GetCallerIdentity`), '400 role-token-malformed'],
    ['an action in other letters', () => replaced('Action=', 'action='), '400 role-token-malformed'],
    ['another version', () => replaced('2011-06-15', '2011-06-16'), '400 role-token-malformed'],
    ['a parameter more', () => tokenOf(`${url}&DurationSeconds=1`), '400 role-token-malformed'],
    ['a name of objects\' own', () => tokenOf(`${url}&__proto__=1`), '400 role-token-malformed'],
    ['an empty parameter', () => tokenOf(`${url}&`), '400 role-token-malformed'],
    ['a semicolon between parameters', () => replaced('&Version', ';Version'), '400 role-token-malformed'],
    ['another algorithm', () => replaced('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256'), '400 role-token-malformed'],
    ['only the host signed', () => replaced('host%3Bx-luigi-service', 'host'), '400 role-token-malformed'],
    ['one more header signed', () => replaced('host%3Bx-luigi-service', 'host%3Bx-luigi-service%3Bx-other'), '400 role-token-malformed'],
    ['another header signed', () => replaced('x-luigi-service', 'x-k8s-aws-id'), '400 role-token-malformed'],
    ['no session token', () => replaced(/&X-Amz-Security-Token=[^&]*/, ''), '400 role-token-malformed'],
    ['the key of an IAM user', () => replaced('ASIA', 'AKIA'), '400 role-token-malformed'],
    ['another service\'s scope', () => replaced('%2Fsts%2F', '%2Fiam%2F'), '400 role-token-malformed'],
    ['another terminator', () => replaced('aws4_request', 'aws5_request'), '400 role-token-malformed'],
    ['another day in the scope than in the date', () => replaced('%2F20261123%2F', '%2F20261122%2F'), '400 role-token-malformed'],
    ['a day that there is not', () => tokenOf(url.replaceAll('20261123', '20260231')), '400 role-token-malformed'],
    ['an hour that there is not', () => replaced('T160509Z', 'T240509Z'), '400 role-token-malformed'],
    ['a signature in upper case', () => tokenOf(url.replace(/Signature=(.*)$/, (_, hex: string) => `Signature=${hex.toUpperCase()}`)), '400 role-token-malformed'],
    ['letters escaped that need not be', () => replaced('GetCallerIdentity', '%47etCallerIdentity'), '400 role-token-malformed'],
    ['escapes in lower case', () => tokenOf(url.replaceAll('%2F', '%2f')), '400 role-token-malformed'],
    ['an escape that is none', () => replaced('aws4_request', 'aws4_request%'), '400 role-token-malformed'],
    ['a plus for a blank', () => replaced('GetCallerIdentity', 'GetCallerIdentity+'), '400 role-token-malformed'],
    ['a line break', () => replaced('aws4_request', 'aws4_request%0D%0A'), '400 role-token-malformed'],
    ['a raw line break', () => tokenOf(`${url}\r\nX: y`), '400 role-token-malformed'],
    ['bytes that are no ASCII', () => tokenOf(`${url}\xe9`), '400 role-token-malformed'],
    ['base64 with padding', () => `${aToken()}=`, '400 role-token-malformed'],
    ['base64 with stray letters', () => aToken().replace('.', '.!'), '400 role-token-malformed'],
    ['base64 with the other alphabet', () => `luigi-sts-v1.${Buffer.from(`${url}???>>>`).toString('base64')}`, '400 role-token-malformed'],
    ['another prefix', () => aToken().replace('luigi-sts-v1', 'k8s-aws-v1'), '400 role-token-malformed'],
    ['nothing after the prefix', () => 'luigi-sts-v1.', '400 role-token-malformed'],
    ['a token that is too long', () => aToken({ credentials: credentialOf('R', 'sess', { sessionToken: 'A'.repeat(12_000) }) }), '400 role-token-malformed'],
  ])('%s', async (_, make, expected) => {
    expect(await parsed(make())).toBe(expected);
  });
});

test('no byte of a token\'s URL can be another without it being refused, or being other data for STS to judge', () => {
  const url = urlIn(aToken());
  fc.assert(fc.property(fc.integer({ min: 0, max: url.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, code) => {
    const changed = `${url.slice(0, at)}${String.fromCharCode(code)}${url.slice(at + 1)}`;
    fc.pre(changed !== url);
    let target: string;
    try {
      target = parseStsToken(tokenOf(changed), ENDPOINT, NOW / 1000).target;
    } catch {
      return;
    }
    // Nothing is mended on the way: what STS is asked is what was in the token, in the service's own form
    expect(`${ENDPOINT.origin}${target}`.split('&').sort()).toEqual(changed.split('&').sort());
    expect(target).toMatch(/^\/\?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&/);
    expect(target).toContain('X-Amz-SignedHeaders=host%3Bx-luigi-service');
  }), { numRuns: 2000 });
});

test('texts of all kinds are refused, and never break it', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string({ unit: 'binary' })), async (text) => {
    expect(await parsed(text)).toMatch(/^40[01] role-token-/);
    expect(await parsed(tokenOf(text))).toMatch(/^40[01] role-token-/);
  }));
});
