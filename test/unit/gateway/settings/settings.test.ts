import { SettingError } from '../../../../images/gateway/src/settings/environment';
import { readSettings } from '../../../../images/gateway/src/settings/settings';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/luigi/0123456789abcdef';

/** The least that the gateway starts with. */
const MINIMAL = {
  GATEWAY_PUBLIC_URL: 'https://luigi.example.com',
  GATEWAY_LOAD_BALANCER_ARN: ARN,
  GATEWAY_OIDC_ISSUER: 'https://idp.example.com',
  GATEWAY_OIDC_CLIENT_ID: 'luigi',
  GATEWAY_MAPPINGS: 'ssm:/luigi/luigi/access',
  GATEWAY_DECISION_LOG: 'cloudwatch:/luigi/decisions',
  AWS_REGION: 'eu-west-1',
};

test('the minimal environment gets the documented defaults', () => {
  expect(readSettings(MINIMAL)).toMatchObject({
    serviceName: 'luigi',
    peoplePort: 8080,
    workerPort: 8081,
    luigidUrl: new URL('http://127.0.0.1:8082'),
    oidcIssuer: 'https://idp.example.com',
    userClaim: 'sub',
    groupsSource: 'claim',
    groupsClaim: 'groups',
    mappings: { kind: 'ssm', path: '/luigi/luigi/access' },
    mappingsRefreshSeconds: 30,
    mappingsMaxAgeSeconds: 3600,
    decisionLog: { kind: 'cloudwatch', group: '/luigi/decisions' },
    workerCredentials: [],
    signOutUrl: undefined,
    callsPerMinute: 1200,
    changesPerMinute: 120,
  });
});

test('the issuer is kept letter by letter, since it is compared so', () => {
  expect(readSettings({ ...MINIMAL, GATEWAY_OIDC_ISSUER: 'https://IdP.example.com/tenant/' }).oidcIssuer).toBe('https://IdP.example.com/tenant/');
});

test('balancers of every partition are accepted', () => {
  for (const partition of ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b']) {
    const arn = ARN.replace('arn:aws:', `arn:${partition}:`);
    expect(readSettings({ ...MINIMAL, GATEWAY_LOAD_BALANCER_ARN: arn }).loadBalancerArn).toBe(arn);
  }
});

test.each(Object.keys(MINIMAL))('without %s the gateway does not start, and says so in one line', (name) => {
  const variables = { ...MINIMAL, [name]: '' };
  expect(() => readSettings(variables)).toThrow(SettingError);
  expect(() => readSettings(variables)).toThrow(new RegExp(`^${name} is not set, expected [^\\n]+$`));
});

test.each([
  ['GATEWAY_PEOPLE_PORT', '80 80', 'GATEWAY_PEOPLE_PORT is "80 80", expected a whole number from 1 to 65535'],
  ['GATEWAY_PEOPLE_PORT', '-1', 'GATEWAY_PEOPLE_PORT is "-1", expected a whole number from 1 to 65535'],
  ['GATEWAY_PEOPLE_PORT', '1e3', 'GATEWAY_PEOPLE_PORT is "1e3", expected a whole number from 1 to 65535'],
  ['GATEWAY_PEOPLE_PORT', '0', 'GATEWAY_PEOPLE_PORT is "0", expected a whole number from 1 to 65535'],
  ['GATEWAY_PEOPLE_PORT', '65536', 'GATEWAY_PEOPLE_PORT is "65536", expected a whole number from 1 to 65535'],
  ['GATEWAY_MAPPINGS_MAX_AGE_SECONDS', '59', 'GATEWAY_MAPPINGS_MAX_AGE_SECONDS is "59", expected a whole number from 60 to 604800'],
  ['GATEWAY_CHANGES_PER_MINUTE', '0', 'GATEWAY_CHANGES_PER_MINUTE is "0", expected a whole number from 1 to 1000000'],
  ['GATEWAY_SHARED_ANSWER_MILLISECONDS', '1001', 'GATEWAY_SHARED_ANSWER_MILLISECONDS is "1001", expected a whole number from 0 to 1000'],
  ['GATEWAY_WORKER_PORT', '8080', 'GATEWAY_WORKER_PORT is "8080", expected another port than GATEWAY_PEOPLE_PORT'],
  ['GATEWAY_LUIGID_URL', 'http://10.0.0.1:8082', 'GATEWAY_LUIGID_URL is "http://10.0.0.1:8082/", expected an http URL on the loopback interface without a path: luigid has no login, so nothing else may reach it'],
  ['GATEWAY_PUBLIC_URL', 'luigi.example.com', 'GATEWAY_PUBLIC_URL is "luigi.example.com", expected an absolute URL, such as https://luigi.example.com'],
  ['GATEWAY_PUBLIC_URL', 'https://user:pw@luigi.example.com', 'GATEWAY_PUBLIC_URL is set, but not as expected (its value is not shown): expected an absolute URL, such as https://luigi.example.com, without user name and password'],
  ['GATEWAY_LOAD_BALANCER_ARN', 'my-balancer', 'GATEWAY_LOAD_BALANCER_ARN is "my-balancer", expected the ARN of an application load balancer'],
  ['GATEWAY_OIDC_ISSUER', 'idp', 'GATEWAY_OIDC_ISSUER is "idp", expected an absolute URL, such as https://luigi.example.com'],
  ['GATEWAY_GROUPS_SOURCE', 'header', 'GATEWAY_GROUPS_SOURCE is "header", expected one of claim, cognito-access-token, saml-attribute'],
  ['GATEWAY_MAPPINGS', '/etc/mappings', 'GATEWAY_MAPPINGS is "/etc/mappings", expected ssm:/luigi/<service>/access or directory:/absolute/path'],
  ['GATEWAY_MAPPINGS', 'ssm:/', 'GATEWAY_MAPPINGS is "ssm:/", expected ssm:/luigi/<service>/access or directory:/absolute/path'],
  ['GATEWAY_CONTROL', '/etc/control', 'GATEWAY_CONTROL is "/etc/control", expected ssm:/luigi/<service>/control or directory:/absolute/path'],
  ['GATEWAY_DECISION_LOG', 'stdout', 'GATEWAY_DECISION_LOG is "stdout", expected cloudwatch:<log group name> or file:/absolute/path'],
  ['LUIGI_SERVICE_NAME', 'My Luigi', 'LUIGI_SERVICE_NAME is "My Luigi", expected lower-case letters, digits and inner hyphens, 32 at most'],
])('%s=%s is refused with the line to mend it by', (name, value, message) => {
  expect(() => readSettings({ ...MINIMAL, [name]: value })).toThrow(new SettingError(message));
});

test.each(['worker', 'worker:short', 'wor ker:0123456789abcdef', 'worker:0123456789\nabcdef'])(
  'a malformed worker credential is refused without being shown', (credential) => {
    let message = '';
    try {
      readSettings({ ...MINIMAL, GATEWAY_WORKER_CREDENTIAL: credential });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('GATEWAY_WORKER_CREDENTIAL is set, but not as expected');
    expect(message).not.toContain(credential);
  });

test('two worker credentials are accepted at once, so that one can be changed', () => {
  const settings = readSettings({
    ...MINIMAL, GATEWAY_WORKER_CREDENTIAL: 'worker:new-0123456789abcdef', GATEWAY_WORKER_CREDENTIAL_PREVIOUS: 'worker:old-0123456789abcdef',
  });
  expect(settings.workerCredentials).toEqual(['worker:new-0123456789abcdef', 'worker:old-0123456789abcdef']);
});

test.each(['ssm', 'ssm:', 'ssm:luigi', 'ssm:/luigi/', 'ssm://x', 'ssm:/', 'ssm:/a b', 'directory:', 'directory:etc', 's3:/x', '/etc', 'SSM:/a'])(
  'mappings are not looked for at %j', (setting) => {
    expect(() => readSettings({ ...MINIMAL, GATEWAY_MAPPINGS: setting }))
      .toThrow(new SettingError(`GATEWAY_MAPPINGS is ${JSON.stringify(setting)}, expected ssm:/luigi/<service>/access or directory:/absolute/path`));
  });

test.each(['us-east-1', 'us-gov-west-1', 'cn-northwest-1', 'us-isob-east-1', 'eusc-de-east-1', 'ap-southeast-7'])('region %s is taken', (region) => {
  expect(() => readSettings({ ...MINIMAL, AWS_REGION: region })).not.toThrow();
});

test.each(['eu', 'EU-WEST-1', 'eu-west-1a ', 'example.com', 'eu-west-1/x'])('region %j is refused', (region) => {
  expect(() => readSettings({ ...MINIMAL, AWS_REGION: region })).toThrow(new SettingError(
    `AWS_REGION is ${JSON.stringify(region)}, expected the region of the mappings and the decision log, such as eu-central-1`));
});

test.each([
  [{ GATEWAY_MAPPINGS: 'directory:/etc/luigi' }, true], [{ GATEWAY_DECISION_LOG: 'file:/var/log/decisions' }, true],
  [{ GATEWAY_MAPPINGS: 'directory:/etc/luigi', GATEWAY_DECISION_LOG: 'file:/var/log/decisions' }, false],
  [{ GATEWAY_MAPPINGS: 'directory:/etc/luigi', GATEWAY_DECISION_LOG: 'file:/var/log/decisions', GATEWAY_CONTROL: 'ssm:/luigi/etl/control' }, true],
  [{ GATEWAY_MAPPINGS: 'directory:/etc/luigi', GATEWAY_DECISION_LOG: 'file:/var/log/decisions', GATEWAY_CONTROL: 'directory:/etc/control' }, false],
])('with %j, whether a region must be set is %j', (settings, needed) => {
  const read = (): unknown => readSettings({ ...MINIMAL, ...settings, AWS_REGION: '' });
  if (needed) expect(read).toThrow('AWS_REGION is not set');
  else expect(read).not.toThrow();
});

test.each([
  ['ssm:/luigi/etl/control', { kind: 'ssm', path: '/luigi/etl/control' }], ['directory:/control', { kind: 'directory', path: '/control' }], ['', undefined],
])('who is shut out is looked for at %j', (setting, control) => {
  expect(readSettings({ ...MINIMAL, GATEWAY_CONTROL: setting }).control).toEqual(control);
});

test('mappings may come from a directory', () => {
  expect(readSettings({ ...MINIMAL, GATEWAY_MAPPINGS: 'directory:/etc/luigi' }).mappings).toEqual({ kind: 'directory', path: '/etc/luigi' });
});
