import { readSettings } from '../../../../images/gateway/src/settings/settings';

const MINIMAL = {
  GATEWAY_PUBLIC_URL: 'https://luigi.example.com',
  GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/luigi/0123456789abcdef',
  GATEWAY_OIDC_ISSUER: 'https://idp.example.com',
  GATEWAY_OIDC_CLIENT_ID: 'luigi',
  GATEWAY_MAPPINGS: 'directory:/access',
  GATEWAY_DECISION_LOG: 'file:/decisions',
};
const JOBS = { GATEWAY_JOBS: 'directory:/jobs', GATEWAY_JOB_RUNNER: 'local:/runs' };
const ROLES = { ...JOBS, GATEWAY_WORKER_AUDIENCE: '123456789012/eu-west-1/luigi', GATEWAY_STS_URL: 'https://sts.eu-west-1.amazonaws.com' };

test('without them no role may sign in, and no certificate is told of', () => {
  expect(readSettings(MINIMAL)).toMatchObject({ workerRoles: undefined, lane: undefined });
});

test.each([
  'https://sts.eu-west-1.amazonaws.com', 'https://sts-fips.eu-west-1.amazonaws.com', 'https://sts.eu-west-1.c2s.ic.gov',
  'https://vpce-0123-abcd.sts.eu-west-1.vpce.amazonaws.com', 'http://127.0.0.1:4566',
])('the STS at %s', (url) => {
  expect(readSettings({ ...MINIMAL, ...ROLES, GATEWAY_STS_URL: url }).workerRoles).toEqual({
    audience: '123456789012/eu-west-1/luigi', region: 'eu-west-1', stsOrigin: url,
  });
});

const STS = 'expected the STS of the region, https://sts.eu-west-1.<suffix> or that of a VPC endpoint (http only on the loopback interface)';

test.each<[string, Record<string, string>, string]>([
  ['an audience of another service', { GATEWAY_WORKER_AUDIENCE: '123456789012/eu-west-1/etl' },
    'GATEWAY_WORKER_AUDIENCE is "123456789012/eu-west-1/etl", expected <account>/<region>/luigi, the account and region of this service'],
  ['an audience without region', { GATEWAY_WORKER_AUDIENCE: '123456789012/luigi' },
    'GATEWAY_WORKER_AUDIENCE is "123456789012/luigi", expected <account>/<region>/luigi, the account and region of this service'],
  ['no jobs', { GATEWAY_JOBS: '' },
    'GATEWAY_WORKER_AUDIENCE is "123456789012/eu-west-1/luigi", expected GATEWAY_JOBS beside it: only the task roles of jobs may sign in'],
  ['no STS', { GATEWAY_STS_URL: '' }, `GATEWAY_STS_URL is not set, ${STS}`],
  ['the global STS', { GATEWAY_STS_URL: 'https://sts.amazonaws.com' }, `GATEWAY_STS_URL is "https://sts.amazonaws.com", ${STS}`],
  ['another region\'s STS', { GATEWAY_STS_URL: 'https://sts.us-east-1.amazonaws.com' }, `GATEWAY_STS_URL is "https://sts.us-east-1.amazonaws.com", ${STS}`],
  ['STS in the clear', { GATEWAY_STS_URL: 'http://sts.eu-west-1.amazonaws.com' }, `GATEWAY_STS_URL is "http://sts.eu-west-1.amazonaws.com", ${STS}`],
  ['STS at another port', { GATEWAY_STS_URL: 'https://sts.eu-west-1.amazonaws.com:8443' }, `GATEWAY_STS_URL is "https://sts.eu-west-1.amazonaws.com:8443", ${STS}`],
  ['STS with a path', { GATEWAY_STS_URL: 'https://sts.eu-west-1.amazonaws.com/x' }, `GATEWAY_STS_URL is "https://sts.eu-west-1.amazonaws.com/x", ${STS}`],
])('%s: refused', (_, over, message) => {
  expect(() => readSettings({ ...MINIMAL, ...ROLES, ...over })).toThrow(new Error(message));
});
