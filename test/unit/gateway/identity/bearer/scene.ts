import { BearerAuthenticator, type BearerAuthenticatorProps } from '../../../../../images/gateway/src/identity/bearer/bearer-authenticator';
import { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import type { LogFields } from '../../../../../images/gateway/src/log';
import type { TokenIssuer } from '../../../../../lib/contract/token-issuer';
import { KeySetEndpoint } from '../../../../support/bearer/key-set-endpoint';
import { bearerToken, tokenKey, type TokenKey, type TokenOptions } from '../../../../support/bearer/tokens';
import { requestHead } from '../../../../support/load-balancer-claims';
import { TestClock } from '../scene';

export const AUDIENCE = 'https://luigi.example.com';
export const ROLE = 'arn:aws:iam::111122223333:role/nightly';
export const AWS = 'https://0f1e2d3c-aaaa-bbbb-cccc-000000000000.tokens.sts.global.api.aws';
export const GITHUB = 'https://token.actions.githubusercontent.com';
export const OKTA = 'https://acme.okta.com/oauth2/default';

export const awsKey = tokenKey('key-of-aws');
export const githubKey = tokenKey('key-of-github');

/** What tokens of a kind have beside their times. */
export const CLAIMS = {
  aws: {
    iss: AWS, aud: AUDIENCE, sub: ROLE, jti: '1',
    'https://sts.amazonaws.com/': { aws_account: '111122223333', request_tags: { role: 'admin' }, principal_tags: { team: 'admins' } },
  },
  github: {
    iss: GITHUB, aud: AUDIENCE, sub: 'repo:acme/etl:ref:refs/heads/main', repository: 'acme/etl', repository_owner: 'acme', environment: 'production',
    run_attempt: '1',
  },
  okta: { iss: OKTA, sub: '0oa1', cid: '0oa1', aud: 'api://default', token_use: 'access' },
} as const;

/** Three issuers: an account's roles, GitHub Actions, service apps. */
export function issuersAt(aws: string, github: string): TokenIssuer[] {
  return [
    {
      name: 'aws', kind: 'aws-iam', issuer: AWS, keysUrl: aws, audience: AUDIENCE,
      roles: [ROLE, 'arn:aws:iam::111122223333:role/ci/*', 'arn:aws-us-gov:iam::444455556666:role/gov'],
    },
    {
      name: 'github', kind: 'jwt', issuer: GITHUB, keysUrl: github, audience: AUDIENCE, requiredClaims: { repository_owner: 'acme' },
      principalClaims: ['repository', 'sub', 'environment', 'run_attempt_number'],
    },
    { name: 'okta', kind: 'jwt', issuer: OKTA, keysUrl: github, clientClaim: 'cid', clients: ['0oa1', '0oa2'], requiredClaims: { token_use: 'access' } },
  ];
}

/** A gateway's bearer tokens, with two key sets behind real HTTP. */
export async function world(over: Partial<BearerAuthenticatorProps> = {}) {
  const aws = await KeySetEndpoint.start(awsKey);
  const github = await KeySetEndpoint.start(githubKey);
  const clock = new TestClock();
  const logged: string[] = [];
  const at = (level: string) => (message: string, fields: LogFields = {}): void => { logged.push(`${level} ${message} ${String(fields.issuer)}`); };
  const log = { info: at('info'), warn: at('warn'), error: at('error') };
  const bearer = new BearerAuthenticator({ issuers: issuersAt(aws.url, github.url), clock, log, ...over });
  const says = (token: string) => outcome(() => bearer.authenticate(requestHead({ authorization: `Bearer ${token}` })));
  return {
    aws, github, clock, logged, bearer, says,
    stop: async () => { await Promise.all([aws.close(), github.close()]); },
    awsToken: (claims: TokenOptions['claims'] = {}, more: Partial<TokenOptions> = {}) =>
      bearerToken({ key: awsKey, now: clock.at, ...more, claims: { ...CLAIMS.aws, ...claims } }),
    githubToken: (claims: TokenOptions['claims'] = {}, more: Partial<TokenOptions> = {}) =>
      bearerToken({ key: githubKey, now: clock.at, ...more, claims: { ...CLAIMS.github, ...claims } }),
    oktaToken: (claims: TokenOptions['claims'] = {}, key: TokenKey = githubKey) =>
      bearerToken({ key, now: clock.at, claims: { ...CLAIMS.okta, ...claims } }),
  };
}

/** `<status> <code>` of what something is refused for; else what it gave. */
export async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IdentityError) return `${error.status} ${error.code}`;
    throw error;
  }
}
