import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pidOf } from '../../../images/gateway/src/jobs/local/process-identity';
import { runId } from '../../../images/gateway/src/jobs/runs/run-id';
import { JOB_RUNNER } from '../../../local/jobs/prepare-jobs';
import { waitFor } from '../../../local/process-runner/wait-for';
import { FakeJob } from '../../support/jobs/fake-luigi';
import { JobsClient, OpenApi, type JobsAnswer } from '../../support/jobs/jobs-client';
import { startTestService, type TestService } from '../../support/service';

const NO_LIMIT = { GATEWAY_CALLS_PER_MINUTE: '1000000', GATEWAY_CHANGES_PER_MINUTE: '1000000' };
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('starts in a flood, and runs that meet trouble', () => {
  let running: TestService;
  let ada: JobsClient;
  let grace: JobsClient;
  const job = (name: string) => new FakeJob(running.service, name);
  const inRuns = (name: string, ...names: string[]) => path.join(running.service.folder, JOB_RUNNER, 'runs', name, ...names);
  const there = (name: string, who = ada) => waitFor(async () => (await who.get(`/jobs/${name}`)).status === 200, { what: `the gateway knows ${name}` });
  const statuses = (answers: readonly JobsAnswer[]) => Object.fromEntries([...new Set(answers.map(({ status }) => status))].sort()
    .map((status) => [status, answers.filter((answer) => answer.status === status).length]));

  beforeAll(async () => {
    running = await startTestService({ env: { gateway: NO_LIMIT } });
    const openApi = await OpenApi.of(await running.login('ada'));
    [ada, grace] = await Promise.all((['ada', 'grace'] as const).map(async (name) => new JobsClient(await running.login(name), openApi))) as [JobsClient, JobsClient];
    job('once').described({ maxConcurrentRuns: 50 }).does('echo ran; sleep 0.3');
    job('capped').described({ maxConcurrentRuns: 7 }).does('while [ ! -e end-capped ]; do sleep 0.1; done');
    job('twins').described({ maxConcurrentRuns: 50 }).does('while [ ! -e end-twins ]; do sleep 0.1; done');
    job('trouble').described({ maxConcurrentRuns: 50 }).does('sleep 60');
    for (const name of ['once', 'capped', 'twins', 'trouble']) await there(name);
  });
  afterAll(() => running?.stop());

  test('200 starts at once with the same key are one run, and every answer is that run', async () => {
    const answers = await Promise.all(range(200).map(() => ada.start('once', { n: 1 }, 'the-key')));
    expect(statuses(answers)).toEqual({ 202: 200 });
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const run = await ada.ended(answers[0]?.headers.location as string);
    expect(readdirSync(inRuns('once'))).toEqual([run.id]);
    expect(readFileSync(inRuns('once', run.id, 'log'), 'utf8').match(/ ran\n/g)).toHaveLength(1);
    const records = running.decisions().filter((record) => record.run === run.id && record.method === 'start-run');
    expect(records.filter(({ event }) => event === 'decision')).toHaveLength(200);
  });

  test('200 starts at once with different parameters: as many run as may, the others wait, none is lost or doubled', async () => {
    const starts = range(200).map((n) => ({ n, key: `capped-${n}` }));
    const answers = await Promise.all(starts.map(({ n, key }) => ada.start('capped', { n }, key)));
    expect(statuses(answers)).toEqual({ 202: 7, 429: 193 });
    for (const { status, headers, body } of answers) if (status === 429) expect([body.code, Number(headers['retry-after']) > 0]).toEqual(['too-many-runs', true]);
    expect(readdirSync(inRuns('capped')).sort()).toEqual(answers.flatMap(({ status, body }) => (status === 202 ? [body.id] : [])).sort());
    // when: there is room, and each that was refused asks again with its key until it is taken
    job('capped').does('exit 0');
    writeFileSync(path.join(running.service.folder, JOB_RUNNER, 'end-capped'), '');
    let left = starts.filter((_, index) => answers[index]?.status === 429).slice(0, 40);
    await waitFor(async () => {
      const again = await Promise.all(left.map(({ n, key }) => ada.start('capped', { n }, key)));
      left = left.filter((_, index) => again[index]?.status !== 202);
      return left.length === 0;
    }, { what: 'all are taken', everyMs: 200 });
    const { runs } = (await ada.get('/jobs/capped/runs?limit=100')).body;
    expect(runs.map(({ parameters }: { parameters: { n: number } }) => parameters.n)).toHaveLength(47);
    expect(new Set(runs.map(({ parameters }: { parameters: { n: number } }) => parameters.n)).size).toBe(47);
  });

  test('of 200 starts at once with the same parameters and different keys one runs, and the others are told which', async () => {
    const answers = await Promise.all(range(200).map((index) => (ada.start('twins', { n: 1 }, `twin-${index}`))));
    expect(statuses(answers)).toEqual({ 202: 1, 409: 199 });
    const address = answers.find(({ status }) => status === 202)?.headers.location;
    for (const { status, headers, body } of answers) if (status === 409) expect([body.code, body.run, headers.location]).toEqual(['twin-runs', address, address]);
    writeFileSync(path.join(running.service.folder, JOB_RUNNER, 'end-twins'), '');
    await ada.ended(address as string);
    expect((await ada.start('twins', { n: 1 }, 'twin-7')).status).toBe(202);
  });

  test('starts go on through a gateway that is killed: every key ends as one run', async () => {
    job('once').does('echo ran');
    const keys = range(30).map((index) => `killed-${index}`);
    const untilTaken = (index: number) => waitFor(async () => {
      const answer = await ada.person.request('/jobs/once/runs', {
        method: 'POST', body: JSON.stringify({ parameters: { n: 1000 + index } }), headers: {
          'x-requested-with': 'XMLHttpRequest', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty',
          'accept': 'application/json', 'content-type': 'application/json', 'idempotency-key': keys[index] as string,
        },
      });
      return answer.status === 202 ? JSON.parse(answer.body).id as string : undefined;
    }, { what: `${keys[index]} is taken`, everyMs: 100 });
    const all = Promise.all(range(30).map(untilTaken));
    await waitFor(() => existsSync(inRuns('once', runId('user:ada@example.com', 'once', 'killed-3'))), { what: 'some are taken', everyMs: 1 });
    process.kill(running.service.pids.gateway as number, 'SIGKILL');
    const ids = await all;
    expect(ids).toEqual(keys.map((key) => runId('user:ada@example.com', 'once', key)));
    for (const id of ids) {
      expect((await ada.ended(`/jobs/once/runs/${id}`)).state).toBe('succeeded');
      expect(readFileSync(inRuns('once', id, 'log'), 'utf8').match(/ ran\n/g)).toHaveLength(1);
    }
  });

  test('a run that takes too long, whose luigi or whose supervising process is killed, ends as failed and makes room', async () => {
    job('trouble').does('sleep 60', 1);
    const late = await ada.start('trouble', { n: 1 });
    expect(await ada.ended(late.headers.location as string)).toMatchObject({ state: 'timed-out', cause: 'it took longer than 1 s' });
    job('trouble').does('sleep 60');
    const killed = async (n: number, which: 'luigi' | 'claim', member: string) => {
      const { headers, body } = await ada.start('trouble', { n });
      const file = inRuns('trouble', body.id, '1', `${which}.json`);
      await waitFor(() => existsSync(inRuns('trouble', body.id, '1', 'luigi.json')), { what: 'luigi runs' });
      process.kill(pidOf(JSON.parse(readFileSync(file, 'utf8'))[member]), 'SIGKILL');
      return ada.ended(headers.location as string);
    };
    expect(await killed(2, 'luigi', 'process')).toMatchObject({ state: 'failed', cause: 'luigi was ended by SIGKILL' });
    expect(await killed(3, 'claim', 'supervisor')).toMatchObject({ state: 'failed', cause: expect.stringContaining('ended without a word') });
    // then: each may be started again with the same parameters, and redriven
    job('trouble').does('exit 0');
    for (const n of [1, 2, 3]) {
      const again = await ada.start('trouble', { n });
      expect(again.status).toBe(202);
      expect((await ada.ended(again.headers.location as string)).state).toBe('succeeded');
    }
    expect((await ada.post(`${late.headers.location}/redrive`)).status).toBe(202);
    expect((await ada.ended(late.headers.location as string)).state).toBe('succeeded');
  });

  test('a disk that can not be written refuses starts with 503, starts nothing, and the same key works later', async () => {
    job('nodisk').described().does('echo ran');
    await there('nodisk');
    writeFileSync(inRuns('nodisk'), 'no folder');
    const refused = await ada.start('nodisk', { n: 1 }, 'disk');
    expect(refused).toMatchObject({ status: 503, body: { code: 'runner-unavailable' }, headers: { 'retry-after': '30' } });
    expect((await ada.get('/jobs/nodisk/runs')).body).toEqual({ runs: [] });
    rmSync(inRuns('nodisk'));
    const { status, headers } = await ada.start('nodisk', { n: 1 }, 'disk');
    expect(status).toBe(202);
    expect((await ada.ended(headers.location as string)).state).toBe('succeeded');
  });

  test('a job that is removed while it runs: its run ends well, its addresses are gone, and come back with it', async () => {
    job('removed').described().does('while [ ! -e end-removed ]; do sleep 0.1; done');
    await there('removed');
    const { headers, body } = await ada.start('removed', { n: 1 }, 'removed');
    const address = headers.location as string;
    const document = path.join(running.service.jobs, 'removed.json');
    renameSync(document, `${document}.away`);
    await waitFor(async () => (await ada.get('/jobs/removed')).status === 404, { what: 'the gateway knows that it is gone' });
    for (const suffix of ['', '/logs']) expect(await ada.get(`${address}${suffix}`)).toMatchObject({ status: 404, body: { code: 'no-such-job' } });
    expect(await ada.post(`${address}/stop`)).toMatchObject({ status: 404, body: { code: 'no-such-job' } });
    expect((await ada.get('/jobs')).body.jobs.map(({ name }: { name: string }) => name)).not.toContain('removed');
    writeFileSync(path.join(running.service.folder, JOB_RUNNER, 'end-removed'), '');
    await waitFor(() => existsSync(inRuns('removed', body.id, '1', 'end.json')), { what: 'the run ends' });
    renameSync(`${document}.away`, document);
    await there('removed');
    expect((await ada.get(address)).body).toMatchObject({ id: body.id, state: 'succeeded' });
    expect((await ada.start('removed', { n: 1 }, 'removed')).body.id).toBe(body.id);
  });

  test('a schema that changed between form and start is told by field', async () => {
    const changing = job('changing').described({}, { region: { type: 'string', enum: ['eu', 'us'] }, n: { type: 'integer' } }, ['region']).does('exit 0');
    await there('changing');
    const { body: { parameters } } = await ada.get('/jobs/changing');
    expect(parameters.properties.region.enum).toEqual(['eu', 'us']);
    changing.described({}, { region: { type: 'string', enum: ['emea', 'us'] }, day: { type: 'string', format: 'date' } }, ['region', 'day']);
    await waitFor(async () => (await ada.get('/jobs/changing')).body.parameters.properties.day !== undefined, { what: 'the gateway knows the change' });
    expect(await ada.start('changing', { region: 'eu', n: 1 })).toMatchObject({
      status: 422, body: {
        code: 'invalid-parameters', errors: [
          { field: 'parameters.n', message: 'the job has no such parameter' },
          { field: 'parameters.region', message: 'expected one of emea, us' },
          { field: 'parameters.day', message: 'is missing, expected a value' },
        ],
      },
    });
  });

  test('another person\'s key is their own run, and another\'s run is not stopped by guessing its id', async () => {
    const mapping = (principals: string[], run: object[]) => JSON.stringify({ version: 1, principals, grants: { run } });
    job('shared').described({ maxConcurrentRuns: 9 }).does('sleep 60');
    job('hers').described({ maxConcurrentRuns: 9 }).does('sleep 60');
    writeFileSync(path.join(running.service.mappings, 'shared.json'), mapping(['group:analysts'], [{ job: 'shared', parameters: { n: { maximum: 5 } } }]));
    await there('shared', grace);
    await there('hers');
    const [mine, theirs] = await Promise.all([ada.start('shared', { n: 9 }, 'same'), grace.start('shared', { n: 5 }, 'same')]);
    expect([mine.status, theirs.status, mine.body.id === theirs.body.id]).toEqual([202, 202, false]);
    expect([mine.body.requestedBy, theirs.body.requestedBy]).toEqual(['user:ada@example.com', 'user:grace@example.com']);
    // A job that she may not run, by an id that she computed: as if there were none
    const { body: { id } } = await ada.start('hers', { n: 1 }, 'guess');
    expect(id).toBe(runId('user:ada@example.com', 'hers', 'guess'));
    for (const verb of ['stop', 'redrive']) {
      expect((await grace.post(`/jobs/hers/runs/${id}/${verb}`)).body).toMatchObject({ status: 404, code: 'no-such-job' });
      expect((await grace.post(`/jobs/shared/runs/${id}/${verb}`)).body).toMatchObject({ status: 404, code: 'no-such-run' });
      expect((await grace.post(`/jobs/shared/runs/${mine.body.id}/${verb}`)).body).toMatchObject({ status: 403, code: 'beyond-limits' });
    }
    for (const guess of ['..', '%2e%2e', '../../commands', '..%2f..%2fcommands', '.', 'x'.repeat(81), '__proto__', `${id}%00`]) {
      const { status } = await grace.person.request(`/jobs/shared/runs/${guess}/stop`, { method: 'POST', headers: { 'accept': 'application/json', 'content-type': 'application/json', ...{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'x-requested-with': 'XMLHttpRequest' } } });
      expect([guess, [400, 404].includes(status)]).toEqual([guess, true]);
    }
    await waitFor(async () => (await ada.get(`/jobs/hers/runs/${id}`)).body.state === 'running', { what: 'it goes on' });
    expect((await ada.post(`/jobs/hers/runs/${id}/stop`)).body.state).toBe('stopped');
  });
});

describe('the share of a caller', () => {
  let running: TestService;
  afterEach(() => running?.stop());

  test('who starts more than their share a minute is told to wait, nothing of that is started, and others go on', async () => {
    running = await startTestService({ env: { gateway: { GATEWAY_CHANGES_PER_MINUTE: '5' } } });
    const openApi = await OpenApi.of(await running.login('ada'));
    const [ada, grace] = [new JobsClient(await running.login('ada'), openApi), new JobsClient(await running.login('grace'), openApi)];
    new FakeJob(running.service, 'share').described({ maxConcurrentRuns: 50 }).does('exit 0');
    await waitFor(async () => (await ada.get('/jobs/share')).status === 200, { what: 'the gateway knows it' });
    const answers = await Promise.all(range(20).map((n) => ada.start('share', { n }, `share-${n}`)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken).toHaveLength(5);
    for (const { status, body, headers } of answers) {
      if (status !== 202) expect([status, body.code, Number(headers['retry-after']) > 0]).toEqual([429, 'rate-limited', true]);
    }
    expect(readdirSync(path.join(running.service.folder, JOB_RUNNER, 'runs/share'))).toHaveLength(5);
    expect((await grace.start('shop-report', { day: 'x', shop: 'london' })).status).toBe(422);
    expect((await ada.get('/jobs/share/runs')).body.runs).toHaveLength(5);
  });
});
