import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureGatewayBundle } from '../../local/gateway-bundle';
import { freePorts } from '../../local/process-runner/free-ports';
import { waitFor } from '../../local/process-runner/wait-for';
import { KeySetEndpoint } from '../support/bearer/key-set-endpoint';

/** Stands in for the credentials that ECS gives to a task and for the services, all at one address. */
class Aws {
  readonly asked: string[] = [];
  hangs = false;

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response) => {
      const what = String(request.headers['x-amz-target'] ?? request.url);
      this.asked.push(`${what}${request.headers.authorization?.includes('Credential=TASKROLE/') === true ? ', signed' : ''}`);
      if (this.hangs) return;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(what === '/credentials'
        ? { AccessKeyId: 'TASKROLE', SecretAccessKey: 'secret', Token: 'token', Expiration: new Date(Date.now() + 3_600_000).toISOString() }
        : {}));
    });
  }

  static async start(): Promise<Aws> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Aws(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

let aws: Aws;
let people: number;
let workers: number;
let stop = (): void => undefined;

beforeEach(async () => { aws = await Aws.start(); });
afterEach(() => {
  stop();
  aws.stop();
});

/** The bundle, with nothing in its environment but what ECS and the task definition would put there. */
async function givenGateway(env: Readonly<Record<string, string>> = {}) {
  const [first, second] = await freePorts(2) as [number, number];
  [people, workers] = [first, second];
  const gateway = spawn(process.execPath, [await ensureGatewayBundle()], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws.url}/credentials`,
      AWS_ENDPOINT_URL: aws.url,
      GATEWAY_PEOPLE_PORT: `${people}`,
      GATEWAY_WORKER_PORT: `${second}`,
      GATEWAY_PUBLIC_URL: 'https://luigi.example.com',
      GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/test/0123456789abcdef',
      GATEWAY_OIDC_ISSUER: 'https://idp.example.com',
      GATEWAY_OIDC_CLIENT_ID: 'test',
      GATEWAY_MAPPINGS: 'ssm:/luigi/luigi/access',
      GATEWAY_DECISION_LOG: 'cloudwatch:/luigi/decisions',
      ...env,
    },
  });
  stop = () => { gateway.kill('SIGKILL'); };
  const ended = once(gateway, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null }));
  return { gateway, ended };
}

test('the bundle reads mappings and keeps records with the credentials and the region that ECS gives to a task', async () => {
  const { gateway, ended } = await givenGateway();

  const status = await waitFor(() => fetch(`http://127.0.0.1:${people}/whoami`).then((answer) => answer.status, () => undefined), { what: 'the gateway answers' });
  expect(status).toBe(401);
  // Only lighttpd talks to it: another of this machine's own addresses leads to nobody
  for (const port of [people, workers]) await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  gateway.kill('SIGTERM');

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(aws.asked).toContain('/credentials');
  expect(aws.asked).toContain('AmazonSSM.GetParametersByPath, signed');
  expect(aws.asked).toContain('Logs_20140328.PutLogEvents, signed');
});

test('a stop that comes while it is still starting is heard: it ends in good order, long before it would be killed', async () => {
  aws.hangs = true;
  const { gateway, ended } = await givenGateway();
  await waitFor(() => aws.asked.length > 0, { what: 'the gateway asks for its mappings' });
  const began = performance.now();

  gateway.kill('SIGTERM');

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('keys of a token issuer that can not be had keep it neither from listening nor from ending, and are told of loudly before anybody calls', async () => {
  const keys = await KeySetEndpoint.start();
  keys.mode = 'silent';
  const issuer = { name: 'idp', kind: 'jwt', issuer: 'https://id.example.com', keysUrl: keys.url, audience: 'https://luigi.example.com' };
  const { gateway, ended } = await givenGateway({ GATEWAY_TOKEN_ISSUERS: JSON.stringify([issuer]) });
  const told: { level: string; message: string; issuer?: string }[] = [];
  createInterface({ input: gateway.stdout }).on('line', (line) => told.push(JSON.parse(line) as (typeof told)[number]));
  const at = (text: string): number => told.findIndex(({ message }) => message.includes(text));

  await waitFor(() => at('keys of a token issuer can not be had') >= 0, { what: 'the log tells of the keys' });
  gateway.kill('SIGTERM');

  expect(await ended).toEqual({ code: 0, signal: null });
  expect(at('gateway is listening')).toBeLessThan(at('keys of a token issuer'));
  expect(told[at('keys of a token issuer')]).toMatchObject({ level: 'error', issuer: 'idp' });
  await keys.close();
});

test('a change that luigid was asked for before SIGTERM is answered, and its result is on record', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-process-'));
  const decisions = join(folder, 'decisions.jsonl');
  let answerNow = (): void => undefined;
  const luigid = createServer((_request, response) => { answerNow = () => response.end('{"response": null}'); }).listen(0, '127.0.0.1');
  await once(luigid, 'listening');
  const asked = once(luigid, 'request');
  const { gateway, ended } = await givenGateway({
    GATEWAY_LUIGID_URL: `http://127.0.0.1:${(luigid.address() as AddressInfo).port}`, GATEWAY_DECISION_LOG: `file:${decisions}`,
    GATEWAY_WORKER_CREDENTIAL: 'pipeline:0123456789abcdef',
  });
  const logged = createInterface({ input: gateway.stdout });
  const says = (text: string) => new Promise<void>((resolve) => logged.on('line', (line) => { if (line.includes(text)) resolve(); }));
  const [listening, stopping] = [says('gateway is listening'), says('gateway is stopping')];
  await listening;
  const answer = fetch(`http://127.0.0.1:${workers}/api/add_task`, {
    method: 'POST', headers: { authorization: `Basic ${Buffer.from('pipeline:0123456789abcdef').toString('base64')}` },
    body: new URLSearchParams({ data: '{"task_id": "a", "worker": "w"}' }),
  });
  await asked;

  gateway.kill('SIGTERM');
  await stopping;
  answerNow();

  expect((await answer).status).toBe(200);
  expect(await ended).toEqual({ code: 0, signal: null });
  const records = readFileSync(decisions, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown);
  expect(records).toMatchObject([{ event: 'decision', outcome: 'allow', taskId: 'a' }, { event: 'result', status: 200, taskId: 'a' }]);
  luigid.close();
  rmSync(folder, { recursive: true, force: true });
});
