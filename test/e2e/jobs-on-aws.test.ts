import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureGatewayBundle } from '../../local/gateway-bundle';
import { freePorts } from '../../local/process-runner/free-ports';
import { waitFor } from '../../local/process-runner/wait-for';
import { aDocument } from '../support/access/mappings';
import { motoPython } from '../support/access/moto';
import { PROOF } from '../support/gateway-lanes';
import {
  KeyEndpoint, loadBalancerHeaders, loadBalancerKey, TEST_CLIENT_ID, TEST_ISSUER, TEST_LOAD_BALANCER_ARN,
} from '../support/load-balancer-claims';
import { JobsAccount, RUN_TABLE_NAME, STATE_MACHINE_PREFIX } from '../support/step-functions/jobs-account';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, looked into member by member
type Body = any;

const python = motoPython();
if (python === undefined) {
  const message = 'moto is not installed: jobs on AWS are not tested against stand-ins; set MOTO_PYTHON, or run `npm run setup -- moto`';
  if (process.env['CI'] !== undefined) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
}

/** The bundle with an AWS account that has jobs, and the people lane's requests as the load balancer hands them on. */
(python === undefined ? describe.skip : describe)('jobs on AWS, through the gateway\'s own process', () => {
  const key = loadBalancerKey();
  let account: JobsAccount;
  let keys: KeyEndpoint;
  let folder: string;
  let logGroup: string;
  let port: number;
  let gateway: ChildProcess;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'jobs-on-aws-'));
    [account, keys] = await Promise.all([JobsAccount.start(python ?? ''), KeyEndpoint.start(key)]);
    logGroup = await account.deploy('daily-report', { maxConcurrentRuns: 2, reasonRequired: true });
    await account.deploy('weekly-report', { category: 'board' });
    await account.putParameter('/luigi/luigi/access/operators', JSON.stringify(aDocument({ principals: ['user:ada'], grants: { run: [{ category: 'reports' }] } })));
    await account.putParameter('/luigi/luigi/access/analysts', JSON.stringify(aDocument({
      principals: ['user:grace'], grants: { run: [{ job: 'daily-report', parameters: { region: { const: 'us' } } }] },
    })));
    await startGateway();
  });
  afterEach(async () => {
    account.states.faults.clear();
    await waitFor(() => {
      for (const task of account.ecs.running) task.end(0);
      return account.executions('daily-report').every(({ status }) => status !== 'RUNNING');
    }, { what: 'all runs end' });
    expect(account.states.broken).toEqual([]);
  });
  afterAll(async () => {
    gateway?.kill('SIGKILL');
    await account?.stop();
    await keys?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startGateway(): Promise<void> {
    const [people, workers] = await freePorts(2) as [number, number];
    port = people;
    gateway = spawn(process.execPath, [await ensureGatewayBundle()], {
      cwd: '/', stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...account.environment,
        GATEWAY_PEOPLE_PORT: `${people}`, GATEWAY_WORKER_PORT: `${workers}`,
        GATEWAY_PUBLIC_URL: 'https://luigi.example.com', GATEWAY_LOAD_BALANCER_ARN: TEST_LOAD_BALANCER_ARN, GATEWAY_LOAD_BALANCER_KEYS_URL: keys.url.href,
        GATEWAY_OIDC_ISSUER: TEST_ISSUER, GATEWAY_OIDC_CLIENT_ID: TEST_CLIENT_ID, GATEWAY_USER_CLAIM: 'sub',
        GATEWAY_MAPPINGS: 'ssm:/luigi/luigi/access', GATEWAY_JOBS: 'ssm:/luigi/luigi/jobs',
        GATEWAY_JOB_RUNNER: `step-functions:${STATE_MACHINE_PREFIX}`, GATEWAY_RUN_TABLE: RUN_TABLE_NAME,
        GATEWAY_DECISION_LOG: `file:${path.join(folder, 'decisions.jsonl')}`, GATEWAY_CHANGES_PER_MINUTE: '10000', GATEWAY_CALLS_PER_MINUTE: '10000',
      },
    });
    await waitFor(async () => (await ask('ada', 'GET', '/jobs').catch(() => undefined))?.status === 200, { what: 'the gateway has its jobs' });
  }

  async function ask(
    who: string, method: 'GET' | 'POST', address: string, body?: unknown, headers: Record<string, string> = {},
  ): Promise<{ readonly status: number; readonly body: Body; readonly headers: Headers }> {
    const answer = await fetch(`http://127.0.0.1:${port}${address}`, {
      method, headers: { ...loadBalancerHeaders({ key, subject: who }), ...PROOF, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }), signal: AbortSignal.timeout(20_000),
    });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  }

  const start = (who: string, parameters: object, idempotencyKey?: string) => ask(who, 'POST', '/jobs/daily-report/runs', { parameters, reason: 'a test' },
    idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey });
  const told = (address: string, state: string): Promise<Body> => waitFor(async () => {
    const { body } = await ask('ada', 'GET', address);
    return body.state === state ? body as object : undefined;
  }, { what: `${address} is ${state}` });
  const taskOf = (id: string) => waitFor(() => [...account.ecs.running].find(({ executionArn }) => executionArn.endsWith(`:${id}`)), { what: `the task of ${id} runs` });
  const decisions = (): Body[] => readFileSync(path.join(folder, 'decisions.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Body);

  test('what CDK has described is what is offered, to those who may', async () => {
    expect((await ask('ada', 'GET', '/jobs')).body.jobs.map(({ name }: { name: string }) => name)).toEqual(['daily-report']);
    expect((await ask('grace', 'GET', '/jobs/daily-report')).body).toMatchObject({ reasonRequired: true, maxConcurrentRuns: 2 });
    expect(await ask('grace', 'POST', '/jobs/weekly-report/runs', { parameters: { day: '2026-11-23' } })).toMatchObject({ status: 404, body: { code: 'no-such-job' } });
  });

  test('a run is started, is a twin to others, is watched and read, and ends; all of it is on record', async () => {
    const started = await start('ada', { day: '2026-11-23' }, 'one');
    expect(started).toMatchObject({ status: 202, body: { state: 'starting', requestedBy: 'user:ada', mapping: 'operators', reason: 'a test' } });
    const address = started.headers.get('location') as string;
    const task = await taskOf(started.body.id as string);
    expect(task.command).toEqual(expect.arrayContaining(['--DailyReport-day=2026-11-23', '--DailyReport-region=eu']));
    expect(await start('ada', { day: '2026-11-23' }, 'two')).toMatchObject({ status: 409, body: { code: 'twin-runs', run: address } });
    expect(await start('ada', { day: '2026-11-24' }, 'one')).toMatchObject({ status: 422, body: { code: 'key-reused', run: address } });
    await account.write(logGroup, task.logStream, ['reading orders']);
    await told(address, 'running');
    expect((await ask('ada', 'GET', `${address}/logs`)).body.lines).toMatchObject([{ message: 'reading orders' }]);
    task.end(0);
    expect(await told(address, 'succeeded')).toMatchObject({ exitCode: 0, parameters: { day: '2026-11-23', region: 'eu', dry_run: false } });
    expect((await start('ada', { day: '2026-11-23' }, 'one')).body).toMatchObject({ id: started.body.id, state: 'succeeded' });
    expect((await ask('grace', 'GET', '/jobs/daily-report/runs')).body.runs).toMatchObject([{ id: started.body.id }]);
    expect(decisions().filter(({ run, event }) => run === started.body.id && event === 'decision').map(({ principal, method }) => `${principal} ${method}`))
      .toEqual(expect.arrayContaining(['user:ada start-run', 'user:ada show-run', 'user:ada show-log']));
  });

  test('200 starts at once with one key are one execution; with keys of their own as many as may, and the others may come again', async () => {
    const before = account.executions('daily-report').length;
    const same = await Promise.all(Array.from({ length: 200 }, () => start('ada', { day: '2026-01-01' }, 'same')));
    expect(new Set(same.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(account.executions('daily-report')).toHaveLength(before + 1);
    const days = Array.from({ length: 200 }, (_, index) => new Date(Date.UTC(2025, 0, 1 + index)).toISOString().slice(0, 10));
    const own = await Promise.all(days.map((day) => start('ada', { day }, day)));
    expect(own.filter(({ status }) => status === 202)).toHaveLength(1);
    const refused = own.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(199);
    expect(refused.every(({ headers, body }) => headers.get('retry-after') === '30' && body.code === 'too-many-runs')).toBe(true);
    expect(account.executions('daily-report')).toHaveLength(before + 2);
  });

  test('a run is stopped and redriven by who could have started it', async () => {
    const { body: run, headers } = await start('ada', { day: '2026-03-01' });
    const address = headers.get('location') as string;
    await taskOf(run.id as string);
    expect(await ask('grace', 'POST', `${address}/stop`)).toMatchObject({ status: 403, body: { code: 'beyond-limits' } });
    expect(await ask('ada', 'POST', `${address}/stop`)).toMatchObject({ status: 202, body: { state: 'stopped', cause: 'stopped by user:ada' } });
    expect(await ask('ada', 'POST', `${address}/stop`)).toMatchObject({ status: 409, body: { code: 'run-ended' } });
    expect(await ask('ada', 'POST', `${address}/redrive`)).toMatchObject({ status: 202 });
    (await taskOf(run.id as string)).end(0);
    expect(await told(address, 'succeeded')).toMatchObject({ id: run.id });
    expect(await ask('ada', 'POST', `${address}/redrive`)).toMatchObject({ status: 409, body: { code: 'run-ended' } });
    expect(await ask('ada', 'GET', '/jobs/daily-report/runs?next=x')).toMatchObject({ status: 400, body: { code: 'bad-token' } });
  });

  test('killed between starting and answering: the same key finds the one run', async () => {
    account.states.faults.plan('StartExecution', { slow: 300 });
    const lost = start('ada', { day: '2026-04-01' }, 'killed').then(() => 'answered', () => 'lost');
    await waitFor(() => account.states.calls.some(({ body }) => String(body['input']).includes('2026-04-01')), { what: 'Step Functions is asked' });
    gateway.kill('SIGKILL');
    await once(gateway, 'exit');
    expect(await lost).toBe('lost');
    await waitFor(() => account.ecs.running.size === 1, { what: 'it runs' });
    await startGateway();

    const found = await start('ada', { day: '2026-04-01' }, 'killed');
    expect(found).toMatchObject({ status: 202, body: { parameters: { day: '2026-04-01' } } });
    expect(account.executions('daily-report').filter(({ input }) => JSON.stringify(input).includes('2026-04-01')).map(({ name }) => name)).toEqual([found.body.id]);
  });

  test('Step Functions that is throttled is told as 503, with when to come again, and without a word of its own', async () => {
    account.states.faults.plan('StartExecution', 'throttled', Infinity);
    const answer = await start('ada', { day: '2026-05-01' }, 'throttled');

    expect(answer).toMatchObject({ status: 503, body: { code: 'runner-unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(JSON.stringify(answer.body)).not.toContain('Rate exceeded');
    account.states.faults.clear();
    expect(await start('ada', { day: '2026-05-01' }, 'throttled')).toMatchObject({ status: 202 });
  });
});
