import { sign, createHmac } from 'node:crypto';
import { refused, turnedAway } from '../../support/hostile/attack';
import { basic, type Headers, type Scene } from '../../support/hostile/scene';
import { encodeSegment, loadBalancerKey, type ClaimsOptions } from '../../support/load-balancer-claims';
import { requestText } from '../../support/raw-tls';

const MINUTE = 60_000;
const whoami = (headers: Headers): string => requestText('GET', '/whoami', headers);
/** The operator's claims, with something wrong about them. */
const ada = (over: (scene: Scene) => Partial<ClaimsOptions>) => (scene: Scene): string => whoami(scene.as('ada', over(scene)));
/** Any text for a token. */
const token = (make: (scene: Scene) => string) => (scene: Scene): string =>
  whoami([['x-amzn-oidc-identity', 'ada'], ['x-amzn-oidc-data', make(scene)]]);
/** Header and payload of an honest token, another signature. */
const signedAnew = (signature: (input: string, scene: Scene) => Buffer) => token((scene) => {
  const input = scene.claims('ada').split('.').slice(0, 2).join('.');
  return `${input}.${encodeSegment(signature(input, scene))}`;
});
const without = (...parts: readonly ('header' | 'claims')[]) => ada(() => Object.fromEntries(parts.map((part) => [part, { exp: undefined }])));

/** Claims that our load balancer did not make, or not for us, or not for now. */
export const FORGED_CLAIMS = refused(
  ['nothing at all', 401, 'no-identity', () => whoami([])],
  ['no token', 401, 'no-identity', () => whoami([['x-amzn-oidc-identity', 'ada'], ['x-amzn-oidc-accesstoken', 'a-token-that-is-opaque']])],
  ['an empty token', 401, 'no-identity', token(() => '')],
  ['a word', 400, 'claims-malformed', token(() => 'ada')],
  ['four segments', 400, 'claims-malformed', token((scene) => `${scene.claims('ada')}.e30=`)],
  ['a token cut short', 400, 'claims-malformed', token((scene) => scene.claims('ada').slice(0, -90))],
  ['a token in the wrong alphabet', 400, 'claims-malformed', token((scene) => scene.claims('ada').replace('.', '.+/'))],
  ['a critical extension', 400, 'claims-malformed', ada(() => ({ header: { crit: ['exp'] } }))],
  ['a header that is a list', 400, 'claims-malformed', token((scene) => `${encodeSegment('[]')}.${scene.claims('ada').split('.').slice(1).join('.')}`)],
  ['a token of 20,000 characters', 400, 'claims-malformed', ada(() => ({ claims: { padding: 'x'.repeat(15_000) } }))],
  ['alg none without a signature', 400, 'claims-malformed', ada(() => ({ signedAs: 'none' }))],
  ...['none', 'None', 'NONE', 'ES384', 'RS256', '', null].map((alg) =>
    [`alg ${JSON.stringify(alg)} with a sound signature`, 401, 'claims-algorithm', ada(() => ({ header: { alg } }))] as const),
  ['HS256 with the public key as its secret', 401, 'claims-algorithm', ada(() => ({ signedAs: 'HS256-with-public-key' }))],
  ['the same that says ES256', 401, 'claims-signature', ada(() => ({ signedAs: 'HS256-with-public-key', header: { alg: 'ES256' } }))],
  ['another load balancer\'s sound claims for our issuer and client', 401, 'claims-signer',
    ada(({ foreignKey, service }) => ({ key: foreignKey, signer: service.layout.loadBalancerArn.replace('local', 'other') }))],
  ['a signer that begins as ours', 401, 'claims-signer', ada(({ service }) => ({ signer: `${service.layout.loadBalancerArn}0` }))],
  ['a signer in capitals', 401, 'claims-signer', ada(({ service }) => ({ signer: service.layout.loadBalancerArn.toUpperCase() }))],
  ['a list of signers with ours', 401, 'claims-signer', ada(({ service }) => ({ header: { signer: [service.layout.loadBalancerArn] } }))],
  ['another issuer', 401, 'claims-issuer', ada(() => ({ issuer: 'https://evil.example' }))],
  ['another issuer in the payload', 401, 'claims-issuer', ada(() => ({ claims: { iss: 'https://evil.example' } }))],
  ['our issuer with a slash', 401, 'claims-issuer', ada(({ service }) => ({ issuer: `${service.issuer}/` }))],
  ['another client', 401, 'claims-client', ada(() => ({ clientId: 'another-client' }))],
  ['a list of clients with ours', 401, 'claims-client', ada(({ service }) => ({ header: { client: [service.layout.clientId] } }))],
  ['no expiry in the payload', 401, 'claims-no-expiry', without('claims')],
  ['no expiry in the header', 401, 'claims-no-expiry', without('header')],
  ['no expiry anywhere', 401, 'claims-no-expiry', without('header', 'claims')],
  ['an expiry that is text', 400, 'claims-malformed', ada(() => ({ claims: { exp: '9999999999' } }))],
  ['an expiry that is null', 400, 'claims-malformed', ada(() => ({ claims: { exp: null } }))],
  ['an expiry in the year 9999', 401, 'claims-not-yet-valid', ada(() => ({ lifetimeSeconds: 250_000_000_000 }))],
  ['expired in the header only', 401, 'claims-expired', ada(() => ({ header: { exp: 1_700_000_000 } }))],
  ['expired in the payload only', 401, 'claims-expired', ada(() => ({ claims: { exp: 1_700_000_000 } }))],
  ['clocks 5 min apart: the load balancer\'s behind', 401, 'claims-expired', ada(() => ({ now: Date.now() - 5 * MINUTE }))],
  ['clocks 5 min apart: the load balancer\'s ahead', 401, 'claims-not-yet-valid', ada(() => ({ now: Date.now() + 5 * MINUTE }))],
  ['issued in 5 min', 401, 'claims-not-yet-valid', ada(() => ({ claims: { iat: Math.floor(Date.now() / 1000) + 300 } }))],
  ['a stranger\'s key under our key\'s id', 401, 'claims-signature', ada(({ key }) => ({ key: { ...loadBalancerKey(), kid: key.kid } }))],
  ['another load balancer\'s key, which is published, under our signer', 401, 'claims-signature',
    ada(({ foreignKey }) => ({ key: { ...loadBalancerKey(), kid: foreignKey.kid } }))],
  ['a key that nobody has', 401, 'claims-key-unknown', ada(() => ({ key: loadBalancerKey('00000000-0000-4000-8000-000000000000') }))],
  ['a key in the token itself', 401, 'claims-signature', ada(({ key }) => {
    const own = loadBalancerKey();
    const jwk = own.privateKey.export({ format: 'jwk' });
    return { key: { ...own, kid: key.kid }, header: { jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, jku: 'http://127.0.0.1/keys', x5u: 'http://127.0.0.1/' } };
  })],
  ...['../../keys', 'http://evil.example/', '', '..', '00000000-0000-4000-8000-00000000000/', '00000000-0000-4000-8000-00000000000A', 'k'.repeat(5_000), 7, null].map((kid) =>
    [`key id ${String(JSON.stringify(kid)).slice(0, 40)}`, 401, 'claims-key-id', ada(() => ({ header: { kid } }))] as const),
  ['another payload under an honest signature', 401, 'claims-signature', token((scene) => {
    const [head, , signature] = scene.claims('alan').split('.');
    return `${head}.${scene.claims('ada').split('.')[1]}.${signature}`;
  })],
  ['a signature of zeros', 401, 'claims-signature', signedAnew(() => Buffer.alloc(64))],
  ['a signature of one byte', 401, 'claims-signature', signedAnew(() => Buffer.alloc(1))],
  ['a signature in DER', 401, 'claims-signature', signedAnew((input, { key }) => sign('sha256', Buffer.from(input), key.privateKey))],
  ['a keyed hash of nothing for a signature', 401, 'claims-signature', signedAnew((input) => createHmac('sha512', '').update(input).digest())],
  ['no subject', 401, 'claims-subject', ada(() => ({ claims: { sub: undefined } }))],
  ['a subject with a line break', 401, 'claims-subject', ada(() => ({ claims: { sub: 'ada\nadmin' } }))],
  ['an email address that is not verified', 401, 'user-email-unverified', ada(() => ({ claims: { email_verified: false } }))],
  ['an email address that is verified in words only', 401, 'user-email-unverified', ada(() => ({ claims: { email_verified: 'no' } }))],
  ['no email address', 401, 'user-claim-missing', ada(() => ({ claims: { email: undefined } }))],
  ['two email addresses', 401, 'user-claim-malformed', ada(() => ({ claims: { email: ['ada@example.com', 'alan@example.com'] } }))],
  ['a group with a line break', 401, 'groups-malformed', ada(() => ({ claims: { groups: ['data-engineers\n'] } }))],
  ['501 groups', 401, 'groups-too-many', ada(() => ({ claims: { groups: Array.from({ length: 501 }, (_, index) => `g${index}`) } }))],
);

const withClaims = (change: (honest: Headers, scene: Scene) => Headers) => (scene: Scene): string => whoami(change(scene.as('ada'), scene));
const spelt = (name: string, as: string) => withClaims((honest) => honest.map(([each, value]) => [each === name ? as : each, value]));

/** Identity headers that two servers might read in two ways, and other places for a proof of identity. */
export const AMBIGUOUS_IDENTITY = [
  ...refused(
    ['an identity header of somebody else', 401, 'claims-subject', (scene) => whoami([['x-amzn-oidc-data', scene.claims('alan')], ['x-amzn-oidc-identity', 'ada']])],
    ['two identity headers', 401, 'claims-subject', withClaims((honest) => [...honest, ['x-amzn-oidc-identity', 'grace']])],
    ['two tokens, the honest one first', 400, 'identity-header-doubled', withClaims((honest, scene) => [...honest, ['X-Amzn-Oidc-Data', scene.claims('grace')]])],
    ['two tokens, the honest one last', 400, 'identity-header-doubled', withClaims((honest) => [['X-Amzn-Oidc-Data', 'a.b.c'], ...honest])],
    ['the same token twice', 400, 'identity-header-doubled', withClaims((honest) => [...honest, ...honest.slice(2)])],
    ['a second token in an underscored header', 400, 'identity-header-doubled', withClaims((honest, scene) => [...honest, ['X_Amzn_Oidc_Data', scene.claims('grace')]])],
    ['a second identity in a half underscored header', 400, 'identity-header-doubled', withClaims((honest) => [...honest, ['x-amzn_oidc-identity', 'grace']])],
    ['a second access token in an underscored header', 400, 'identity-header-doubled', withClaims((honest) => [...honest, ['x_amzn_oidc_accesstoken', 'another-token-of-somebody']])],
    ['the only token in an underscored header', 400, 'identity-header-doubled', spelt('x-amzn-oidc-data', 'X_AMZN_OIDC_DATA')],
    ['a token that ends in a dotted name', 401, 'no-identity', (scene) => whoami([['x-amzn-oidc-data.', scene.claims('ada')]])],
    ['a worker\'s credential', 401, 'no-identity', (scene) => whoami([basic(scene.service.workerCredential)])],
    ['honest claims as a bearer token', 401, 'token-issuer', (scene) => whoami([['Authorization', `Bearer ${scene.claims('ada')}`]])],
    ['a session cookie without the load balancer that reads it', 401, 'no-identity', (scene) => whoami([['Cookie', scene.cookieOf('ada')]])],
    ['claims in the query', 401, 'no-identity', (scene) => requestText('GET', `/whoami?x-amzn-oidc-data=${encodeURIComponent(scene.claims('ada'))}`)],
    ['claims in the folded part of another header', 401, 'no-identity', (scene) => whoami([['X-A', `b\r\n x-amzn-oidc-data: ${scene.claims('ada')}`]])],
    ['an identity header whose partner is called hop-by-hop', 401, 'claims-subject',
      withClaims((honest) => [['Connection', 'x-amzn-oidc-data'], ...honest.map(([name, value]) => [name, name.endsWith('identity') ? 'grace' : value] as const)])],
  ),
  ...turnedAway(
    ['a space before the colon', 400, 'malformed-request', spelt('x-amzn-oidc-data', 'x-amzn-oidc-data ')],
  ),
];
