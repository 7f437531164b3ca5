import { readSettings } from '../../../../images/gateway/src/settings/settings';

const MINIMAL = {
  GATEWAY_PUBLIC_URL: 'https://luigi.example.com',
  GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/luigi/0123456789abcdef',
  GATEWAY_OIDC_ISSUER: 'https://idp.example.com',
  GATEWAY_OIDC_CLIENT_ID: 'luigi',
  GATEWAY_MAPPINGS: 'directory:/access',
  GATEWAY_DECISION_LOG: 'file:/decisions',
};
const JOBS = { GATEWAY_JOBS: 'directory:/etc/luigi/jobs', GATEWAY_JOB_RUNNER: 'local:/var/lib/runner' };

test('there are no jobs unless they are asked for', () => expect(readSettings(MINIMAL).jobs).toBeUndefined());

test('jobs are described in a folder or in SSM, and run by this machine', () => {
  expect(readSettings({ ...MINIMAL, ...JOBS }).jobs).toEqual({
    documents: { kind: 'directory', path: '/etc/luigi/jobs' }, runner: { kind: 'local', path: '/var/lib/runner' },
  });
  expect(readSettings({ ...MINIMAL, ...JOBS, GATEWAY_JOBS: 'ssm:/luigi/luigi/jobs', AWS_REGION: 'eu-west-1' }).jobs?.documents).toEqual({ kind: 'ssm', path: '/luigi/luigi/jobs' });
});

test('in SSM, jobs need the region where nothing else does', () => {
  const settings = { ...MINIMAL, ...JOBS, AWS_REGION: '' };
  expect(() => readSettings(settings)).not.toThrow();
  expect(() => readSettings({ ...settings, GATEWAY_JOBS: 'ssm:/luigi/luigi/jobs' })).toThrow('AWS_REGION is not set');
});

test.each([
  [{ ...JOBS, GATEWAY_JOBS: 'etc/jobs' }, 'GATEWAY_JOBS is "etc/jobs", expected ssm:/luigi/<service>/jobs or directory:/absolute/path'],
  [{ ...JOBS, GATEWAY_JOB_RUNNER: 'local:runner' }, 'GATEWAY_JOB_RUNNER is "local:runner", expected local:/absolute/path, a folder that holds commands and runs'],
  [{ GATEWAY_JOBS: JOBS.GATEWAY_JOBS }, 'GATEWAY_JOB_RUNNER is not set'],
])('%j is refused', (settings, message) => {
  expect(() => readSettings({ ...MINIMAL, ...settings })).toThrow(message);
});
