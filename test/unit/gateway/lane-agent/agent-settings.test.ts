import { readAgentSettings } from '../../../../images/gateway/src/lane-agent/agent-settings';

const SETTINGS = {
  AWS_REGION: 'eu-central-1', LUIGI_LANE_URL: 'https://workers.luigi.internal:8444', LUIGI_LANE_PARAMETER: '/luigi/luigi/lane',
  LUIGI_WORKER_AUDIENCE: '111122223333/eu-central-1/luigi', LUIGI_STS_URL: 'https://sts.eu-central-1.amazonaws.com',
  LUIGI_JOB: 'daily', LUIGI_RUN_ID: 'r-1',
};

test('what the task is given is enough', () => {
  expect(readAgentSettings(SETTINGS)).toEqual({
    laneUrl: new URL('https://workers.luigi.internal:8444'), laneParameter: '/luigi/luigi/lane', audience: '111122223333/eu-central-1/luigi',
    region: 'eu-central-1', stsOrigin: 'https://sts.eu-central-1.amazonaws.com', run: { job: 'daily', run: 'r-1' }, folder: '/run/luigi-agent', port: 8082,
  });
});

test.each(Object.keys(SETTINGS))('without %s it does not start, and says so in one line', (name) => {
  expect(() => readAgentSettings({ ...SETTINGS, [name]: '' })).toThrow(new RegExp(`^${name} is not set, expected [^\\n]+$`));
});

test.each([
  ['LUIGI_LANE_URL', 'http://workers.luigi.internal:8444', 'LUIGI_LANE_URL is "http://workers.luigi.internal:8444/", expected the worker lane over TLS, such as https://workers.luigi.internal:8444, without path'],
  ['LUIGI_LANE_URL', 'https://workers.luigi.internal:8444/api', 'LUIGI_LANE_URL is "https://workers.luigi.internal:8444/api", expected the worker lane over TLS, such as https://workers.luigi.internal:8444, without path'],
  ['LUIGI_RUN_ID', 'a:b', 'LUIGI_RUN_ID is "a:b", expected the name of the execution, which the state machine gives'],
  ['LUIGI_RUN_ID', 'a\nb', 'LUIGI_RUN_ID is "a\\nb", expected the name of the execution, which the state machine gives'],
  ['LUIGI_JOB', 'Daily', 'LUIGI_JOB is "Daily", expected the name of the job'],
  ['LUIGI_WORKER_AUDIENCE', 'luigi', 'LUIGI_WORKER_AUDIENCE is "luigi", expected <account>/<region>/<service>, as the gateway\'s GATEWAY_WORKER_AUDIENCE'],
])('%s=%j is refused', (name, value, message) => {
  expect(() => readAgentSettings({ ...SETTINGS, [name]: value })).toThrow(new Error(message));
});
