import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../local/process-runner/wait-for';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { JobsClient, OpenApi, type JobsAnswer } from '../support/jobs/jobs-client';
import { slowJobs } from '../support/jobs/slow';
import { startTestService, type TestService } from '../support/service';

const DAY = '2026-02-03';
const OTHER_DAY = '2026-02-04';

describe('jobs on one machine', () => {
  let running: TestService;
  let ada: JobsClient;
  let grace: JobsClient;
  let alan: JobsClient;

  beforeAll(async () => {
    running = await startTestService();
    const pipeline = new SamplePipeline(running.service);
    for (const day of [DAY, OTHER_DAY]) await pipeline.deliver(day);
    const openApi = await OpenApi.of(await running.login('ada'));
    [ada, grace, alan] = await Promise.all((['ada', 'grace', 'alan'] as const).map(async (name) =>
      new JobsClient(await running.login(name), openApi))) as [JobsClient, JobsClient, JobsClient];
  });
  afterAll(() => running?.stop());

  // Every answer is held to /openapi.json.
  const json = (who: JobsClient, address: string, headers: Record<string, string> = {}) => who.get(address, headers);
  const post = (who: JobsClient, address: string, body: unknown = {}, headers: Record<string, string> = {}) => who.post(address, body, headers);
  const start = (who: JobsClient, job: string, parameters: unknown, key?: string, reason?: string) => who.start(job, parameters, key, reason);
  const ended = (who: JobsClient, address: string) => who.ended(address);

  test('each sees the jobs that their mappings let them run, and a schema that says how far', async () => {
    expect((await json(ada, '/jobs')).body.jobs.map(({ name }: { name: string }) => name)).toEqual(['daily-report', 'shop-report']);
    expect((await json(grace, '/jobs')).body.jobs.map(({ name }: { name: string }) => name)).toEqual(['shop-report']);
    expect((await json(alan, '/jobs')).body).toEqual({ jobs: [] });
    expect((await json(ada, '/jobs/shop-report')).body.parameters.properties.shop.enum).toEqual(['berlin', 'boston', 'london']);
    expect((await json(grace, '/jobs/shop-report')).body.parameters.properties.shop.enum).toEqual(['london']);
  });

  test('a job that one may not run is told of as one that is not there', async () => {
    const plain = ({ status, body }: JobsAnswer) => ({ status, body: { ...body, instance: '', requestId: '' } });
    const paths = ['', '/runs', `/runs/${'0'.repeat(40)}`, `/runs/${'0'.repeat(40)}/logs`];
    for (const suffix of paths) {
      expect(plain(await json(grace, `/jobs/daily-report${suffix}`))).toEqual(plain(await json(grace, `/jobs/no-such-thing${suffix}`)));
    }
    expect(plain(await start(grace, 'daily-report', { day: DAY }))).toEqual(plain(await start(grace, 'no-such-thing', { day: DAY })));
    expect((await start(grace, 'daily-report', { day: DAY })).body).toMatchObject({ status: 404, code: 'no-such-job' });
  });

  test('a run is started once by one key, watched to its end, and followed in the decision log', async () => {
    const [first, again] = await Promise.all([start(ada, 'daily-report', { day: DAY }, 'one'), start(ada, 'daily-report', { day: DAY }, 'one')]);
    expect([first.status, again.status, again.body.id]).toEqual([202, 202, first.body.id]);
    const address = first.headers.location as string;
    // when: the same day under another key, while it runs
    const twin = await start(ada, 'daily-report', { day: DAY }, 'two');
    expect(twin).toMatchObject({ status: 409, body: { code: 'twin-runs', run: address } });
    const run = await ended(ada, address);
    expect(run).toMatchObject({ state: 'succeeded', exitCode: 0, requestedBy: 'user:ada@example.com', mapping: 'operators', reason: 'a test', parameters: { day: DAY } });
    expect(readFileSync(path.join(running.service.folder, 'pipeline/work', DAY, 'report.md'), 'utf8')).toContain(DAY);
    // then: also after its end the key stands for that run
    expect((await start(ada, 'daily-report', { day: DAY }, 'one')).body.id).toBe(run.id);
    expect((await start(ada, 'daily-report', { day: OTHER_DAY }, 'one')).body).toMatchObject({ status: 422, code: 'key-reused', run: address });
    const log = (await json(ada, `${address}/logs`)).body;
    expect(log.lines.map(({ message }: { message: string }) => message).join('\n')).toContain('report.DailyReport');
    expect((await json(ada, `${address}/logs?next=${log.next}`)).body).toEqual({ lines: [], next: log.next });
    expect(JSON.stringify(log)).not.toContain(running.service.workerCredential.split(':')[1]);
    await running.decision(({ event, status, run: id }) => event === 'result' && status === 422 && id === run.id);
    const records = running.decisions().filter((record) => record.run === run.id && record.method === 'start-run');
    expect(records[0]).toMatchObject({ event: 'decision', outcome: 'allow', action: 'run', job: 'daily-report', statedReason: 'a test', mapping: 'operators' });
    expect(records.filter(({ event }) => event === 'result').map(({ status }) => status)).toEqual([202, 202, 202, 422]);
    expect((await json(ada, '/jobs/daily-report/runs')).body.runs.map(({ id }: { id: string }) => id)).toEqual([run.id]);
    expect((await post(ada, `${address}/redrive`)).body).toMatchObject({ status: 409, code: 'run-ended' });
  });

  test('what a mapping does not allow, and what the job does not take, is refused by field', async () => {
    expect(await start(grace, 'shop-report', { day: DAY, shop: 'berlin' })).toMatchObject({
      status: 403, body: { code: 'beyond-limits', errors: [{ field: 'parameters.shop', message: 'expected london, which is what you may ask for' }] },
    });
    expect(await start(grace, 'shop-report', { day: '2026-02-30', shop: 'paris', module: 'os', heading: 'a\nb' })).toMatchObject({
      status: 422, body: {
        code: 'invalid-parameters', errors: [
          { field: 'parameters.module', message: 'the job has no such parameter' },
          { field: 'parameters.day', message: 'expected a day such as 2026-01-31' },
          { field: 'parameters.shop', message: 'expected one of berlin, boston, london' },
          { field: 'parameters.heading', message: 'got characters that can not be seen, expected one line of plain text' },
        ],
      },
    });
    expect(await start(ada, 'daily-report', { day: DAY }, undefined, ' ')).toMatchObject({ status: 422, body: { errors: [{ field: 'reason' }] } });
    expect((await json(ada, '/jobs/shop-report/runs')).body).toEqual({ runs: [] });
  });

  test.each([
    '--module=os', '$(touch /tmp/x)`id`;&&|', "';--", '--report.ShopReport-shop=berlin', '--workers=99', ' -h', '%s{{}}\\n"\'',
  ])('the value %p stays one argument', async (heading) => {
    const day = OTHER_DAY;
    rmSync(path.join(running.service.folder, 'pipeline/work', day, 'shop-london-by-product.md'), { force: true });
    const { headers } = await start(grace, 'shop-report', { day, shop: 'london', heading, by_product: true });
    const run = await ended(grace, headers.location as string);
    expect(run).toMatchObject({ state: 'succeeded', mapping: 'analysts' });
    const [first] = readFileSync(path.join(running.service.folder, 'pipeline/work', day, 'shop-london-by-product.md'), 'utf8').split('\n');
    expect(first).toBe(`# ${heading}: london, ${day}`);
  });

  test('a form of our own pages starts a job without script; the same form from the visualiser or elsewhere does not', async () => {
    const origin = running.service.url;
    const FORM = {
      'content-type': 'application/x-www-form-urlencoded', 'accept': 'text/html', origin, 'referer': `${origin}/jobs/shop-report`,
      'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document',
    };
    const body = new URLSearchParams({ 'parameters.day': DAY, 'parameters.shop': 'london', 'reason': '', 'key': 'form' }).toString();
    const send = (over: Record<string, string>) => grace.person.request('/jobs/shop-report/runs', { method: 'POST', body, headers: { ...FORM, ...over } });
    const FOREIGN: readonly Record<string, string>[] = [
      { 'referer': `${origin}/static/visualiser/index.html` }, { referer: '' }, { referer: 'https://evil.example/jobs/' }, { origin: 'null' }, { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-dest': 'iframe' }, { 'content-type': 'text/plain' },
      { 'sec-fetch-mode': 'cors' }, { 'sec-fetch-mode': 'no-cors' }, { 'referer': `${origin}/jobs-of-mine` },
    ];
    for (const over of FOREIGN) {
      const { status } = await send({ ...over, accept: 'application/json' });
      expect([over, status]).toEqual([over, 403]);
    }
    expect((await json(grace, '/jobs/shop-report/runs')).body.runs.filter(({ parameters }: { parameters: { day: string } }) => parameters.day === DAY)).toEqual([]);
    const { status, headers } = await send({});
    expect(status).toBe(303);
    expect(await ended(grace, headers.location as string)).toMatchObject({ state: 'succeeded', parameters: { day: DAY, shop: 'london', heading: 'Orders', by_product: false } });
  });

  test('a run is stopped by who could have started it, is seen by who may run the job, and goes on when redriven', async () => {
    slowJobs(running.service, 10);
    const { headers, body } = await start(ada, 'shop-report', { day: '2026-02-05', shop: 'berlin' });
    const address = headers.location as string;
    await new SamplePipeline(running.service).deliver('2026-02-05');
    expect((await json(grace, address)).body).toMatchObject({ id: body.id, requestedBy: 'user:ada@example.com' });
    expect((await post(grace, `${address}/stop`)).body).toMatchObject({ status: 403, code: 'beyond-limits' });
    expect((await post(alan, `${address}/stop`)).body).toMatchObject({ status: 404, code: 'no-such-job' });
    await waitFor(async () => (await json(ada, address)).body.state === 'running' || undefined, { what: 'the run runs' });
    expect((await post(ada, `${address}/redrive`)).body).toMatchObject({ status: 409, code: 'run-goes-on' });
    await post(ada, `${address}/stop`);
    expect(await ended(ada, address)).toMatchObject({ state: 'stopped', cause: 'stopped by user:ada@example.com' });
    slowJobs(running.service, 0);
    expect((await post(ada, `${address}/redrive`)).status).toBe(202);
    expect((await ended(ada, address)).state).toBe('succeeded');
  });

  test('a gateway that is killed between start and answer finds the one run again', async () => {
    slowJobs(running.service, 0.3);
    const day = '2026-02-06';
    await new SamplePipeline(running.service).deliver(day);
    const asked = start(ada, 'daily-report', { day }, 'killed').catch(() => undefined);
    await waitFor(() => running.decisions().find((record) => record.method === 'start-run' && record.event === 'decision' && record.outcome === 'allow'
      && record.job === 'daily-report' && record.time > new Date(Date.now() - 5000).toISOString()), { what: 'the start is allowed' });
    process.kill(running.service.pids.gateway as number, 'SIGKILL');
    await asked;
    const again = await waitFor(async () => {
      const answer = await start(ada, 'daily-report', { day }, 'killed');
      return answer.status === 202 ? answer : undefined;
    }, { what: 'the gateway is back' });
    expect(await ended(ada, again.headers.location as string)).toMatchObject({ state: 'succeeded' });
    const { runs } = (await json(ada, '/jobs/daily-report/runs')).body;
    expect(runs.filter(({ parameters }: { parameters: { day: string } }) => parameters.day === day)).toHaveLength(1);
    slowJobs(running.service, 0);
  });

  test('what is not well-formed, too large or of another type is refused as /openapi.json says, also by the front', async () => {
    const runs = '/jobs/shop-report/runs';
    const { body: { runs: [run] } } = await json(ada, `${runs}?limit=1`);
    expect(run).toBeDefined();
    for (const [address, status] of [
      ['/jobs', 200], ['/runs', 200], ['/runs?limit=0', 400], ['/jobs/shop-report', 200], ['/jobs/nothing', 404], [`${runs}?limit=x`, 400], [`${runs}?next=x`, 400],
      [run.address, 200], [`${run.address}x`, 404], [`${run.address}/logs`, 200], [`${run.address}/logs?next=x`, 400], [`${run.address}/tasks`, 200], ['/openapi.json', 200],
    ] as const) expect([address, (await json(ada, address)).status]).toEqual([address, status]);
    const before = (await json(ada, runs)).body.runs.length;
    const day = OTHER_DAY;
    for (const [body, headers, status] of [
      ['{', {}, 400], [{ parameters: { day, shop: 'london' } }, { 'idempotency-key': 'a b' }, 400], [{ parameters: { day, shop: 'london' } }, { 'x-requested-with': 'x' }, 403],
      [{ parameters: { day, shop: 'london' } }, { 'content-type': 'text/plain' }, 415], [{ parameters: { heading: 'x'.repeat(63_000) } }, {}, 422], [{ parameters: { heading: 'x'.repeat(100_000) } }, {}, 413],
      [`{"parameters":{"day":"${day}","day":"${day}","shop":"london"}}`, {}, 400], ['{"parameters":{"__proto__":1,"constructor":2}}', {}, 422],
    ] as const) {
      const answer = await post(ada, runs, body, headers);
      expect([status, answer.status, JSON.stringify(answer.body).length < 2000]).toEqual([status, status, true]);
    }
    for (const [fields, status] of [['parameters.day=&parameters.day=', 400], ['day=x', 400], ['parameters.day=%D9%A2%D9%A0&parameters.shop=london', 422]] as const) {
      const answer = await grace.person.request(runs, {
        method: 'POST', body: fields, headers: {
          'content-type': 'application/x-www-form-urlencoded', 'accept': 'application/json', 'origin': running.service.url, 'referer': `${running.service.url}/jobs/shop-report`,
          'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document',
        },
      });
      expect([fields, answer.status]).toEqual([fields, status]);
    }
    expect((await json(ada, runs)).body.runs).toHaveLength(before);
  });
});
