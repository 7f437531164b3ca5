import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PATIENCE } from '../../images/gateway/src/lane-agent/patience';
import { workerToken } from '../../images/gateway/src/lane-agent/presign';
import { CATALOGUE } from '../../images/gateway/src/luigi/calls/catalogue';
import { waitFor } from '../../local/process-runner/wait-for';
import { LOCAL } from '../../local/setup/paths';
import { AgentProcess } from '../support/sts/agent';
import { credentialOf } from '../support/sts/credentials';
import { AUDIENCE, LaneScene } from '../support/sts/lane-scene';

/** A chain of steps of a second each: `Step --number N` needs all before it. */
const MODULE = `
import luigi, os, time
class Step(luigi.Task):
    number = luigi.IntParameter()
    def requires(self):
        return Step(self.number - 1) if self.number > 1 else []
    def output(self):
        return luigi.LocalTarget(os.path.join(os.environ["STEPS"], str(self.number)))
    def run(self):
        time.sleep(1)
        self.set_status_message("made")
        with self.output().open("w") as file: file.write("done")
class Broken(luigi.Task):
    def run(self): raise RuntimeError("no")
`;

let scene: LaneScene;
let agent: AgentProcess;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lane-agent-test-'));
  writeFileSync(join(folder, 'steps.py'), MODULE);
  scene = await LaneScene.start();
  await waitFor(() => scene.told, { what: 'the lane\'s certificate is told of' });
  agent = await AgentProcess.start(scene.environment);
});
afterAll(async () => {
  await agent?.stop();
  await scene?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A stock luigi, told of the agent by nothing but the file that it reads. */
async function luigi(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(join(LOCAL, 'venv/bin/luigi'), ['--module', 'steps', ...args], {
    cwd: folder, env: { PATH: '/usr/bin:/bin', PYTHONPATH: folder, STEPS: folder, LUIGI_CONFIG_PATH: agent.config, PYTHONDONTWRITEBYTECODE: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
  const [code] = await once(child, 'close') as [number | null];
  return { code, output };
}

async function call(method: string, args: object = {}): Promise<{ readonly status: number; readonly code?: string }> {
  const answer = await fetch(`${agent.url}/api/${method}`, { method: 'POST', body: new URLSearchParams({ data: JSON.stringify(args) }) });
  const body = await answer.text();
  const code = /"code":\s?"([a-z-]+)"/.exec(body)?.[1];
  return { status: answer.status, ...(code === undefined ? {} : { code }) };
}

test('a stock luigi runs a pipeline through agent, lane, gateway and luigid, known by its role and its run', async () => {
  const { code, output } = await luigi('Step', '--number', '2');

  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('This progress looks :)') as string });
  const own = scene.lanes.decisions.records.filter(({ method }) => method === 'add_task');
  expect(own.length).toBeGreaterThan(0);
  expect(own.every(({ principal, session, job, run, worker, outcome }) => principal === 'role:arn:aws:iam::111122223333:role/jobs/DailyRole'
    && session === 'role' && job === 'daily' && run === 'r1' && worker === 'run:daily:r1' && outcome === 'allow')).toBe(true);
  // A call that names no worker is known to be of the run too
  expect(scene.lanes.decisions.records.find(({ method }) => method === 'set_task_status_message')).toMatchObject({ job: 'daily', run: 'r1' });
});

test('a failed pipeline ends with the exit code that says so, by the file alone', async () => {
  expect((await luigi('Broken')).code).toBe(30);
});

test('a worker that says it is another run is refused, whatever the call', async () => {
  for (const worker of ['run:daily:r2', 'run:other:r1', 'Worker(salt=1)']) {
    expect(await call('ping', { worker })).toEqual({ status: 403, code: 'worker-not-of-run' });
  }
});

test('once the run has ended, nothing of it is let through: no call of any kind', async () => {
  // given: what is known of the run is fresh no longer
  scene.runs.set('daily:r1', 'succeeded');
  await waitFor(async () => (await call('ping', { worker: 'run:daily:r1' })).status === 403, { what: 'the end of the run is noticed', everyMs: 500 });
  const before = scene.luigid.logs.length;
  const minimal: Record<string, unknown> = {
    worker: 'run:daily:r1', task_id: 't', status: 'DONE', task_str: 'x', info: {}, statistics: 'x', task: 'x', task_family: 'F', batched_args: [],
    task_name: 'x', family: 'F', params: {}, expl: 'x', owners: [], status_message: 'x', progress_percentage: 1, decrease_resources: {},
    message_id: 'x', response: 'x',
  };
  const calls = [...CATALOGUE.values()].filter(({ kind }) => kind !== 'operate');
  const codes = await Promise.all(calls.map(async ({ name, args }) => {
    const wanted = Object.entries(args).filter(([arg, { required }]) => required || arg === 'worker').map(([arg]) => [arg, minimal[arg]]);
    return `${name} ${(await call(name, Object.fromEntries(wanted))).code}`;
  }));
  scene.runs.set('daily:r1', 'running');

  expect(codes).toEqual(calls.map(({ name }) => `${name} worker-not-of-run`));
  expect(calls.length).toBe(29);
  expect(scene.luigid.logs.length).toBe(before);
  await waitFor(async () => (await call('ping', { worker: 'run:daily:r1' })).status === 200, { what: 'it goes on again' });
});

test('a token that was caught is good for nothing at another service, and at this one for minutes', async () => {
  const direct = async (token: string): Promise<string | undefined> => {
    const answer = await scene.lanes.workers('/api/ping', { 'authorization': `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' }, {
      method: 'POST', body: `data=${encodeURIComponent('{"worker":"run:daily:r1"}')}`,
    });
    return answer.code ?? String(answer.status);
  };
  const token = (over: object): string => workerToken({
    credentials: credentialOf(), stsOrigin: scene.sts.origin, region: 'eu-central-1', audience: AUDIENCE, at: new Date(), seconds: 300, ...over,
  });
  expect(await direct(token({}))).toBe('200');
  expect(await direct(token({ audience: '111122223333/eu-central-1/luigi2' }))).toBe('role-token-refused');
  expect(await direct(token({ at: new Date(Date.now() - 301_000) }))).toBe('role-token-expired');
  expect(await direct(token({ region: 'us-east-1' }))).toBe('role-token-endpoint');
});

test('the role of another job gets nowhere with this run, nor with none', async () => {
  const credentials = credentialOf('Other', 'task-of-other');
  scene.sts.knows(credentials);
  const token = workerToken({ credentials, stsOrigin: scene.sts.origin, region: 'eu-central-1', audience: AUDIENCE, at: new Date(), seconds: 300 });
  for (const data of ['{"worker":"run:daily:r1"}', '{"worker":"run:other:r1"}']) {
    const answer = await scene.lanes.workers(`/api/ping?data=${encodeURIComponent(data)}`, { authorization: `Bearer ${token}` });
    expect(answer.code).toBe('worker-not-of-run');
  }
  expect((await scene.lanes.workers('/api/task_list', { authorization: `Bearer ${token}` })).code).toBe('worker-not-of-run');
});

test('a pipeline goes on over a redeploy: all gone for twenty seconds, then back with another certificate', async () => {
  const before = scene.told;
  const running = luigi('Step', '--number', '8');
  await waitFor(() => exists('4'), { what: 'the pipeline is half way' });
  await scene.down();
  await pause(20_000);
  await scene.up();

  const { code, output } = await running;
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('This progress looks :)') as string });
  expect(scene.told).not.toBe(before);
  expect(exists('8')).toBe(true);
});

test('three minutes are waited out by the settings that Luigi has read', () => {
  const config = readFileSync(agent.config, 'utf8');
  const value = (name: string): number => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(config)?.[1]);

  expect((value('rpc_retry_attempts') - 1) * value('rpc_retry_wait')).toBeGreaterThanOrEqual(240);
  expect(value('rpc_connect_timeout')).toBeGreaterThan(PATIENCE.holdSeconds);
});

test('STS that falls silent stops no worker that was known', async () => {
  expect(await call('ping', { worker: 'run:daily:r1' })).toEqual({ status: 200 });
  scene.sts.mood = 'ill';
  scene.aws.credential = credentialOf();
  // A new token of the same credential, which STS can't be asked about
  const token = workerToken({
    credentials: credentialOf(), stsOrigin: scene.sts.origin, region: 'eu-central-1', audience: AUDIENCE, at: new Date(Date.now() - 2000), seconds: 300,
  });
  const answer = await scene.lanes.workers(`/api/ping?data=${encodeURIComponent('{"worker":"run:daily:r1"}')}`, { authorization: `Bearer ${token}` });
  expect(answer.status).toBe(200);
  scene.sts.mood = 'well';
});

test('the agent\'s log holds no token and no credential, and it ends in good order', async () => {
  const { accessKeyId, secretAccessKey, sessionToken } = credentialOf();
  const code = await agent.stop();

  expect(code).toBe(0);
  expect(agent.output).toContain('lane agent is listening');
  for (const secret of ['luigi-sts-v1', accessKeyId, secretAccessKey, sessionToken.slice(0, 40)]) expect(agent.output).not.toContain(secret);
});

test('a wrong setting ends it with 2, and one line that says what is wrong', async () => {
  const wrong = new AgentProcess(1, { ...scene.environment, LUIGI_AGENT_PORT: '18082', LUIGI_RUN_ID: '' });
  expect(await wrong.ended).toBe(2);
  expect(wrong.output).toBe('lane-agent: LUIGI_RUN_ID is not set, expected the name of the execution, which the state machine gives\n');
});

function exists(name: string): boolean {
  try {
    return readFileSync(join(folder, name), 'utf8') === 'done';
  } catch {
    return false;
  }
}
