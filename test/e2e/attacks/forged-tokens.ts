import { awsClaims } from '../../../local/token-issuer/aws-token';
import { signToken } from '../../../local/token-issuer/sign-token';
import { makeTokenKey, type TokenKey } from '../../../local/token-issuer/token-keys';
import { refused } from '../../support/hostile/attack';
import type { Headers, Scene } from '../../support/hostile/scene';
import { requestText } from '../../support/raw-tls';

type Claims = Readonly<Record<string, unknown>>;

const NIGHTLY = 'arn:aws:iam::111122223333:role/ci/nightly';
const role = (name: string, account = '111122223333', partition = 'aws'): string => `arn:${partition}:iam::${account}:role/${name}`;
const seconds = (): number => Math.floor(Date.now() / 1_000);

/** One pair, made when it is first needed: RSA keys take their time. */
let own: TokenKey | undefined;
const forger = (kid?: string): TokenKey => {
  own ??= makeTokenKey();
  return kid === undefined ? own : { ...own, kid };
};

const bearer = (token: string, ...more: Headers): string =>
  requestText('GET', '/whoami', [['Accept', 'application/json'], ['Authorization', `Bearer ${token}`], ...more]);
const claims = ({ service }: Scene, over: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...awsClaims({ issuer: `${service.tokenIssuers.url}/aws`, subject: NIGHTLY, audience: [service.url] }), ...over,
});
/** What our issuer has signed, with something wrong about it. */
const signed = (over: Claims | ((scene: Scene) => Claims), header: Claims = {}) => (scene: Scene): string =>
  bearer(scene.service.tokenIssuers.sign('aws', claims(scene, typeof over === 'function' ? over(scene) : over), header));
const kidOf = ({ service }: Scene): string => service.tokenIssuers.keys.aws.current().kid;
/** The claims of an honest token, by another signature. */
const signedAnew = (key: (scene: Scene) => TokenKey, header: (scene: Scene) => Record<string, unknown> = () => ({})) => (scene: Scene): string =>
  bearer(signToken(claims(scene), key(scene), header(scene)));
const text = (make: (honest: string, scene: Scene) => string) => (scene: Scene): string => bearer(make(scene.service.tokenIssuers.awsToken(), scene));
type Make = (scene: Scene) => Claims;
const byPartner = (make: Make, header: Make = () => ({})) => (scene: Scene): string => bearer(scene.service.tokenIssuers.sign('partner', make(scene), header(scene)));

/**
 * Bearer tokens that no trusted issuer signed, or not for us, or not for now, or for nobody who may call. Sent past the load balancer, which
 * refuses most of them.
 */
export const FORGED_TOKENS = refused(
  ['a word', 400, 'token-malformed', text(() => 'nightly')],
  ['four segments', 400, 'token-malformed', text((honest) => `${honest}.e30`)],
  ['a token without its signature', 400, 'token-malformed', text((honest) => honest.slice(0, honest.lastIndexOf('.') + 1))],
  ['a token of 20,000 characters', 400, 'token-malformed', signed({ padding: 'x'.repeat(15_000) })],
  ['a critical extension', 400, 'token-malformed', signed({}, { crit: ['exp'] })],
  ['another subject under an honest signature', 401, 'token-signature', text((honest, scene) => {
    const [head, , signature] = honest.split('.');
    return `${head}.${Buffer.from(JSON.stringify(claims(scene, { sub: role('order-events') }))).toString('base64url')}.${signature}`;
  })],
  ...['none', 'None', 'HS256', 'RS512', 'PS256', 'ES256', 'rs256', '', null].map((alg) =>
    [`alg ${JSON.stringify(alg)} over a sound signature`, 401, 'token-algorithm', signed({}, { alg })] as const),
  ['ES384 by a key that the issuer has', 401, 'token-algorithm', signedAnew(({ service }) => service.tokenIssuers.keys.aws.current('ES384'))],
  ['a forger\'s key', 401, 'token-key-unknown', signedAnew(() => forger())],
  ['a forger\'s key under the issuer\'s key id', 401, 'token-signature', signedAnew((scene) => forger(kidOf(scene)))],
  ['a forger\'s key in the token itself', 401, 'token-key-unknown', signedAnew(() => forger(), () => ({
    jwk: forger().publicKey.export({ format: 'jwk' }), jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/',
  }))],
  ...['../../github/.well-known/jwks', 'http://evil.example/', '', 'k'.repeat(5_000), 7, null].map((kid) =>
    [`key id ${String(JSON.stringify(kid)).slice(0, 40)}`, 401, 'token-key-unknown', signed({}, { kid })] as const),
  ['another trusted issuer\'s signature', 401, 'token-key-unknown', byPartner((scene) => claims(scene))],
  ['the same under this issuer\'s key id', 401, 'token-signature', byPartner((scene) => claims(scene), (scene) => ({ kid: kidOf(scene) }))],
  ['another issuer', 401, 'token-issuer', signed({ iss: 'https://evil.example' })],
  ['our issuer with a slash', 401, 'token-issuer', signed(({ service }) => ({ iss: `${service.tokenIssuers.url}/aws/` }))],
  ['a list of issuers with ours', 401, 'token-issuer', signed(({ service }) => ({ iss: [`${service.tokenIssuers.url}/aws`] }))],
  ['no issuer', 401, 'token-issuer', signed({ iss: undefined })],
  ['another audience', 401, 'token-audience', signed({ aud: 'https://evil.example' })],
  ['a list of audiences with ours', 401, 'token-audience', signed(({ service }) => ({ aud: [service.url, 'https://evil.example'] }))],
  ['our audience alone in a list', 401, 'token-audience', signed(({ service }) => ({ aud: [service.url] }))],
  ['no audience', 401, 'token-audience', signed({ aud: undefined })],
  ['no expiry', 401, 'token-no-expiry', signed({ exp: undefined })],
  ['an expiry that is past', 401, 'token-expired', signed({ iat: seconds() - 900, exp: seconds() - 600 })],
  ['a beginning in 10 min', 401, 'token-not-yet-valid', signed({ nbf: seconds() + 600 })],
  ['issued in 10 min', 401, 'token-not-yet-valid', signed({ iat: seconds() + 600, exp: seconds() + 900 })],
  ['a life of a year', 401, 'token-lifetime', signed({ exp: seconds() + 31_536_000 })],
  ['a user of IAM', 401, 'token-role', signed({ sub: 'arn:aws:iam::111122223333:user/ci/nightly' })],
  ['the account itself', 401, 'token-role', signed({ sub: 'arn:aws:iam::111122223333:root' })],
  ['another account\'s role of the same name', 401, 'token-role', signed({ sub: role('ci/nightly', '999999999999') })],
  ['another partition\'s role of the same name', 401, 'token-role', signed({ sub: role('ci/nightly', undefined, 'aws-cn') })],
  ['a path that only begins as ours', 401, 'token-role', signed({ sub: role('ci-evil/nightly') })],
  ['the path itself', 401, 'token-role', signed({ sub: role('ci/') })],
  ['a pattern for a name', 401, 'token-role', signed({ sub: role('ci/*') })],
  ['dots in the path', 401, 'token-role', signed({ sub: role('evil/../ci/nightly') })],
  ['our path in another', 401, 'token-role', signed({ sub: role('evil/role/ci/nightly') })],
  ['a session whose role has the name of one below a path', 401, 'token-role', signed({ sub: 'arn:aws:sts::111122223333:assumed-role/nightly/ci' })],
  ['a session whose own name is a path', 401, 'token-role', signed({ sub: 'arn:aws:sts::111122223333:assumed-role/evil/ci/nightly' })],
  ['capitals', 401, 'token-role', signed({ sub: NIGHTLY.toUpperCase() })],
  ['a line break behind the name', 401, 'token-role', signed({ sub: `${NIGHTLY}\n` })],
  ['the partner\'s word for a role of ours', 401, 'token-role', byPartner((scene) => claims(scene, { iss: `${scene.service.tokenIssuers.url}/partner` }))],
  ['a list of subjects', 401, 'token-subject', signed({ sub: [NIGHTLY] })],
  ['no subject', 401, 'token-subject', signed({ sub: undefined })],
  ['request_tags that name a role', 401, 'token-role', signed({ 'sub': role('stranger'), 'https://sts.amazonaws.com/': { request_tags: { sub: NIGHTLY, role: NIGHTLY }, principal_tags: { role: NIGHTLY } } })],
  ['a workflow of somebody else\'s repository', 401, 'token-claim', ({ service }) => bearer(service.tokenIssuers.githubToken({ repository: 'evil/reports' }))],
  ['an honest token twice', 400, 'authorization-doubled', ({ service }) => {
    const token = service.tokenIssuers.awsToken();
    return bearer(token, ['Authorization', `Bearer ${token}`]);
  }],
  ['an honest token behind a forged one', 400, 'authorization-doubled', ({ service }) => bearer('forged', ['Authorization', `Bearer ${service.tokenIssuers.awsToken()}`])],
  ['an honest token in the query', 401, 'no-identity', ({ service }) => requestText('GET', `/whoami?access_token=${service.tokenIssuers.awsToken()}`)],
  ['an honest token beside an honest login', 400, 'identity-ambiguous', (scene) => bearer(scene.service.tokenIssuers.awsToken(), ...scene.as('ada'))],
  ['an honest token beside a forged login', 400, 'identity-ambiguous', (scene) => bearer(scene.service.tokenIssuers.awsToken(), ['x-amzn-oidc-identity', 'ada'])],
  ['a forged token beside an honest login', 400, 'identity-ambiguous', (scene) => bearer('forged', ...scene.as('ada'))],
  ['an honest token that Connection is to take away, beside an honest login', 400, 'identity-ambiguous', (scene) =>
    bearer(scene.service.tokenIssuers.awsToken(), ...scene.as('ada'), ['Connection', 'Authorization'])],
  ['an honest token beside an honest login that Connection is to take away', 400, 'identity-ambiguous', (scene) =>
    bearer(scene.service.tokenIssuers.awsToken(), ...scene.as('ada'), ['Connection', 'x-amzn-oidc-data, x-amzn-oidc-identity, x-amzn-oidc-accesstoken'])],
  ['an honest token behind the end of the body', 401, 'no-identity', ({ service }) =>
    `POST /api/is_paused HTTP/1.1\r\nHost: luigi.example\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n0\r\nAuthorization: Bearer ${service.tokenIssuers.awsToken()}\r\n\r\n`],
  ['an honest token with bytes behind it', 400, 'token-malformed', ({ service }) => bearer(`${service.tokenIssuers.awsToken()}\xff`)],
);
