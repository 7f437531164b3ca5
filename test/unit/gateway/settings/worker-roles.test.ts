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

describe('the lane\'s certificate', () => {
  const LANE = { GATEWAY_LANE_PARAMETER: '/luigi/luigi/lane', AWS_REGION: 'eu-west-1' };

  test('is told of in the parameter that is named, of lighttpd beside it', () => {
    expect(readSettings({ ...MINIMAL, ...LANE }).lane).toEqual({ parameter: '/luigi/luigi/lane', host: '127.0.0.1', port: 8444 });
    expect(readSettings({ ...MINIMAL, ...LANE, GATEWAY_LANE: '127.0.0.1:9444' }).lane).toMatchObject({ port: 9444 });
  });

  test.each<[Record<string, string>, string]>([
    [{ GATEWAY_LANE_PARAMETER: 'lane' }, 'GATEWAY_LANE_PARAMETER is "lane", expected the name of an SSM parameter, /luigi/<service>/lane'],
    [{ GATEWAY_LANE: '10.0.0.1:8444' }, 'GATEWAY_LANE is "10.0.0.1:8444", expected lighttpd\'s worker lane on this machine, 127.0.0.1:<port>'],
    [{ GATEWAY_LANE: '127.0.0.1:99999' }, 'GATEWAY_LANE is "127.0.0.1:99999", expected lighttpd\'s worker lane on this machine, 127.0.0.1:<port>'],
    [{ AWS_REGION: '' }, 'AWS_REGION is not set, expected the region of the mappings and the decision log, such as eu-central-1'],
  ])('%j: refused', (over, message) => {
    expect(() => readSettings({ ...MINIMAL, ...LANE, ...over })).toThrow(new Error(message));
  });
});
