import { couldCall } from '../../../../images/gateway/src/access/could-call';
import type { TokenIssuer } from '../../../../lib/contract/token-issuer';

const issuer = (name: string, over: Partial<TokenIssuer>): TokenIssuer =>
  ({ name, kind: 'jwt', issuer: `https://${name}.example`, keysUrl: `https://${name}.example/keys`, audience: 'https://luigi.example.com', ...over });

const could = couldCall({
  workerCredentials: ['etl:0123456789abcdef', 'old.etl:0123456789abcdef'],
  tokenIssuers: [
    issuer('aws', { kind: 'aws-iam', roles: ['arn:aws:iam::111122223333:role/ci/*'] }),
    issuer('github', { principalClaims: ['repository', 'https://x.example/team'] }),
    issuer('okta', { clientClaim: 'cid', clients: ['0oa1', 'a/b=c'] }),
    issuer('any', { clientClaim: 'azp' }),
  ],
});

test.each([
  'user:ada', 'group:analysts', 'role:arn:aws:iam::111122223333:role/jobs/nightly', 'role:arn:aws:iam::444455556666:role/*',
  'worker:etl', 'worker:old.etl', 'claim:github/sub=repo:acme/etl:ref:refs/heads/main', 'claim:github/repository=acme/etl', 'claim:github/https://x.example/team=a=b',
  'client:okta/0oa1', 'client:okta/a/b=c', 'client:any/whoever',
])('somebody could call as %s', (principal) => {
  expect(could(principal)).toBe(true);
});

test.each([
  'worker:ETL', 'worker:0123456789abcdef', 'claim:gihub/repository=acme/etl', 'claim:github/repositories=acme/etl', 'claim:github/__proto__=x', 'client:github/acme/etl',
  'client:okta/0oa2', 'claim:okta/sub=0oa1', 'client:aws/nightly', 'claim:aws/sub=arn:aws:iam::111122223333:role/nightly', 'client:constructor/x',
])('nobody can call as %s', (principal) => {
  expect(could(principal)).toBe(false);
});
