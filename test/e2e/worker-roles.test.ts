import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerToken } from '../../images/gateway/src/lane-agent/presign';
import { parseLaneDocument } from '../../lib/contract/lane-document';
import { freePorts } from '../../local/process-runner/free-ports';
import { answers } from '../../local/process-runner/http-probe';
import { waitFor } from '../../local/process-runner/wait-for';
import { PROJECT } from '../../local/setup/paths';
import { AwsStandIn } from '../support/sts/aws-stand-in';
import { credentialOf } from '../support/sts/credentials';
import { StsStandIn } from '../support/sts/sts-stand-in';
import { aKeyPair, TlsLane, type KeyPair } from '../support/sts/tls-lane';

const AUDIENCE = '111122223333/eu-central-1/luigi';

let folder: string;
let sts: StsStandIn;
let aws: AwsStandIn;
let lane: TlsLane;
let pair: KeyPair;
let gateway: ChildProcess;
let workers: string;

/** The gateway as it is started: its own program, its own settings. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'worker-roles-'));
  for (const name of ['access', 'jobs', 'runs', 'runs/commands', 'runs/runs']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'jobs/daily.json'), JSON.stringify({
    version: 1, category: 'reports', family: 'Daily', taskRole: 'arn:aws:iam::111122223333:role/jobs/DailyRole',
  }));
  const [people, worker, luigid, lanePort] = await freePorts(4) as [number, number, number, number];
  [sts, aws, pair, lane] = [await StsStandIn.start(), await AwsStandIn.start(), aKeyPair(), new TlsLane(lanePort)];
  sts.knows(credentialOf());
  aws.credential = credentialOf('GatewayRole', 'gateway');
  await lane.start(pair);
  workers = `http://127.0.0.1:${worker}`;
  gateway = spawn(process.execPath, ['--import', 'tsx', join(PROJECT, 'images/gateway/src/main.ts')], {
    cwd: PROJECT, stdio: 'ignore',
    env: {
      PATH: process.env.PATH, ...aws.environment,
      GATEWAY_PUBLIC_URL: 'https://luigi.example.com', GATEWAY_OIDC_ISSUER: 'https://idp.example.com', GATEWAY_OIDC_CLIENT_ID: 'luigi',
      GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/luigi/0123456789abcdef',
      GATEWAY_PEOPLE_PORT: `${people}`, GATEWAY_WORKER_PORT: `${worker}`, GATEWAY_LUIGID_URL: `http://127.0.0.1:${luigid}`,
      GATEWAY_MAPPINGS: `directory:${folder}/access`, GATEWAY_JOBS: `directory:${folder}/jobs`, GATEWAY_JOB_RUNNER: `local:${folder}/runs`,
      GATEWAY_DECISION_LOG: `file:${folder}/decisions`, GATEWAY_WORKER_CREDENTIAL: 'etl:0123456789abcdef', GATEWAY_WORKER_PATIENCE_SECONDS: '0',
      GATEWAY_WORKER_AUDIENCE: AUDIENCE, GATEWAY_STS_URL: sts.origin,
      GATEWAY_LANE_PARAMETER: '/luigi/luigi/lane', GATEWAY_LANE: `127.0.0.1:${lanePort}`,
    },
  });
  await waitFor(answers(`${workers}/`), { what: 'the gateway listens' });
});
afterAll(async () => {
  const ended = once(gateway, 'exit');
  gateway.kill('SIGTERM');
  await ended;
  await Promise.all([sts.stop(), aws.stop(), lane.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function ping(authorization: string, worker = 'run:daily:r1'): Promise<string> {
  const answer = await fetch(`${workers}/api/ping?data=${encodeURIComponent(JSON.stringify({ worker }))}`, { headers: { authorization } });
  return `${answer.status} ${(await answer.json() as { code: string }).code}`;
}

function bearer(over: Partial<Parameters<typeof workerToken>[0]> = {}): string {
  return `Bearer ${workerToken({
    credentials: credentialOf(), stsOrigin: sts.origin, region: 'eu-central-1', audience: AUDIENCE, at: new Date(), seconds: 300, ...over,
  })}`;
}

test('the role of a job is known, and held to runs that go on; another service\'s token is not', async () => {
  expect(await ping(bearer())).toBe('403 worker-not-of-run');
  expect(await ping(bearer({ audience: '111122223333/eu-central-1/other' }))).toBe('401 role-token-refused');
  // Refusals are recorded just behind their answers.
  const decisions = join(folder, 'decisions');
  await waitFor(() => existsSync(decisions) && readFileSync(decisions, 'utf8').includes('"principal":"role:arn:aws:iam::111122223333:role/jobs/DailyRole"'), { what: 'the role is on record' });
});

test('the worker credential is good beside it, and both at once are neither', async () => {
  const basic = `Basic ${Buffer.from('etl:0123456789abcdef').toString('base64')}`;
  // luigid is not there: who is let through learns that
  expect(await ping(basic)).toBe('503 scheduler-unavailable');
  expect(await ping(`${basic}, ${bearer()}`)).toBe('400 worker-credential-malformed');
});

test('no job\'s role gets to what people have', async () => {
  const answer = await fetch(`${workers}/jobs`, { headers: { authorization: bearer(), accept: 'application/json' } });
  expect(answer.status).toBe(404);
});

test('the lane\'s certificate is told of', async () => {
  const told = await waitFor(() => parseLaneDocument(aws.parameters.get('/luigi/luigi/lane') ?? ''), { what: 'it is told of' });
  expect(told.fingerprint).toBe(pair.fingerprint);
});
