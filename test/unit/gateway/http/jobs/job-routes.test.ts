import { runId } from '../../../../../images/gateway/src/jobs/runs/run-id';
import { Problem } from '../../../../../images/gateway/src/problem';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { aRun } from '../../../../support/jobs/fake-runner';
import { aJob, JobLanes } from '../../../../support/jobs/job-lanes';

const PROPERTIES = {
  day: { type: 'string', format: 'date' }, n: { type: 'integer', minimum: 0, maximum: 9, default: 3 }, region: { type: 'string', enum: ['münchen', 'us'] },
  text: { type: 'string', maxLength: 1000 }, dry: { type: 'boolean' },
};

describe('reading a log by HTTP', () => {
  let jobs: JobLanes;
  beforeEach(async () => { jobs = await JobLanes.start([aJob('report')], [{ job: 'report' }]); });
  afterEach(() => jobs.stop());

  test.each([
    ['', {}], ['?tail=false', {}], ['?tail=true', { tail: true }], ['?next=7', { next: '7' }], ['?next=7&tail=true', { next: '7', tail: true }],
  ])('what %j asks for is what the runner is asked for', async (query, place) => {
    const asked: object[] = [];
    jobs.runner.logs = async (...[, , from]) => {
      asked.push(from);
      return { items: [{ time: '2026-01-31T09:30:00.000Z', message: 'a line' }], next: '8', cut: true };
    };
    const { status, json } = await jobs.get(`/jobs/report/runs/a/logs${query}`);
    expect([status, json]).toEqual([200, { lines: [{ time: '2026-01-31T09:30:00.000Z', message: 'a line' }], next: '8' }]);
    expect(asked).toEqual([{ tail: false, ...place }]);
  });

  test('a tail that is none is refused, not passed over', async () => {
    expect(await jobs.get('/jobs/report/runs/a/logs?tail=100')).toMatchObject({ status: 400, json: { code: 'bad-tail' } });
  });
});

describe('starting by HTTP', () => {
  let jobs: JobLanes;
  beforeEach(async () => {
    jobs = await JobLanes.start(
      [aJob('report', { maxConcurrentRuns: 4 }, PROPERTIES), aJob('secret', { category: 'secret' }), aJob('reason', { reasonRequired: true })],
      [{ job: 'report', parameters: { n: { maximum: 5 } } }, { job: 'report', parameters: { gone: { const: 1 } } }],
    );
  });
  afterEach(() => jobs.stop());
  const start = (parameters: unknown, headers: Record<string, string | string[]> = {}, who: 'ada' | 'grace' | 'alan' = 'ada') => jobs.post('/jobs/report/runs', { parameters }, headers, who);

  test('what is judged is what the runner is asked for, with whom and by which mapping', async () => {
    const { status, headers, json } = await start({ dry: true, day: '2026-01-31' }, { 'idempotency-key': 'k' });
    expect([status, headers.location, headers.ratelimit]).toEqual([202, `/jobs/report/runs/${runId('user:ada', 'report', 'k')}`, expect.stringMatching(/^"changes";/)]);
    expect(json).toMatchObject({ parameters: { day: '2026-01-31', n: 3, dry: true } });
    expect(jobs.runner.started).toEqual([{
      id: runId('user:ada', 'report', 'k'), job: 'report', parameters: { day: '2026-01-31', n: 3, dry: true }, requestedBy: 'user:ada', mapping: 'operators', reason: undefined, maxConcurrentRuns: 4,
    }]);
  });

  test('a key stands for caller and job; without one each call is new', async () => {
    await start({}, { 'idempotency-key': 'k' });
    await start({}, { 'idempotency-key': 'k' }, 'grace');
    await jobs.post('/jobs/reason/runs', { reason: 'x' }, { 'idempotency-key': 'k' });
    await start({});
    await start({});
    const ids = jobs.runner.started.map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(ids.every((id) => /^[0-9a-f]{40}$/.test(id))).toBe(true);
  });

  test('a key that started something else before starts nothing now', async () => {
    const first = await start({ n: 1 }, { 'idempotency-key': 'k' });
    const other = await start({ n: 2 }, { 'idempotency-key': 'k' });
    expect([other.status, other.code, (other.json as { run: string }).run]).toEqual([422, 'key-reused', first.headers.location]);
    expect((await start({ n: 1 }, { 'idempotency-key': 'k' })).status).toBe(202);
  });

  test('a key that was sent twice is none, and nothing is started', async () => {
    const { status, code } = await start({}, { 'idempotency-key': ['a', 'a'] });
    expect([status, code, jobs.runner.started]).toEqual([400, 'bad-idempotency-key', []]);
  });

  test.each([
    ['a name that is a flag', { '--module': 'os' }], ['a prefix of a flag', { '--modu': 'os' }], ['module', { module: 'os' }], ['a worker option', { 'workers': 9 }],
    ['a name with the family', { 'report.Daily-n': 1 }], ['a path', { '../n': 1 }], ['shell', { '$(id)': 1 }], ['a name of a prototype', { constructor: 1 }],
    ['another', { hasOwnProperty: 1 }], ['a name of other case', { N: 1 }], ['a name with a hyphen', { 'n-': 1 }], ['nothing', { '': 1 }], ['a name with a blank', { 'n ': 1 }],
    ['a name of 100 KB, cut to what is taken', { ['n'.repeat(60_000)]: 1 }], ['a name with a control character', { 'n\u0000': 1 }],
    ['other digits in a day', { day: '٢٠٢٦-٠١-٣١' }], ['full-width digits in a day', { day: '２０２６-０１-３１' }], ['a day and more', { day: '2026-01-31 --module os' }],
    ['a day that is none', { day: '2026-02-30' }], ['a day with a line break', { day: '2026-01-31\n' }], ['a number as text', { n: '3' }], ['other digits', { n: '٣' }],
    ['a number beyond', { n: 10 }], ['half a number', { n: 1.5 }], ['a flag as text', { dry: 'true' }], ['a flag as number', { dry: 1 }], ['null', { n: null }],
    ['a list', { text: ['a'] }], ['an object', { text: { toString: 'a' } }], ['a choice in another normal form', { region: 'mu\u0308nchen' }], ['a choice in other case', { region: 'US' }],
    ['a choice with a blank', { region: 'us ' }], ['a line break', { text: 'a\nb' }], ['a null character', { text: 'a\u0000b' }], ['an escape', { text: '\u001b[2J' }],
    ['text that runs the other way', { text: 'a\u202eb' }], ['a line separator', { text: 'a\u2028b' }], ['half a surrogate pair', { text: '\ud800' }], ['a mark of byte order', { text: '\ufeffa' }],
    ['text too long', { text: 'x'.repeat(1001) }], ['60 KB of text', { text: 'x'.repeat(60_000) }],
  ])('%s is refused by field, starts nothing, and stands in no answer', async (_what, parameters) => {
    const { status, code, json, text } = await start(parameters);
    expect([status, code]).toEqual([422, 'invalid-parameters']);
    const { errors } = json as { errors: { field: string; message: string }[] };
    expect(errors.length).toBeGreaterThan(0);
    for (const { field } of errors) expect(field).toMatch(/^parameters(?:\.[A-Za-z_][A-Za-z0-9_]{0,63})?$/);
    expect(text.length).toBeLessThan(1500);
    expect(text).not.toMatch(/nnnnnn|xxxxxx|\$\(|--modu|٢|\u202e|\u0000|\ud800/);
    expect(jobs.runner.started).toEqual([]);
  });

  test.each([
    '--module=os', '-h', '--', '$(id)', '`id`', '; rm -rf /', "' OR 1=1", '../../etc/passwd', '%s%n', '{{7*7}}', '<script>', '\\n', 'x'.repeat(1000), 'mu\u0308nchen', '٣', '日本語', '\u00a0a', '🙂', '{% $states %}', '$.x',
  ])('the text %j is taken as it is', async (text) => {
    const { status } = await start({ text });
    expect([status, jobs.runner.started[0]?.parameters.text]).toEqual([202, text]);
  });

  test('__proto__ is a name like others: unknown', async () => {
    const { status, json } = await jobs.post('/jobs/report/runs', '{"parameters":{"__proto__":{"n":1}}}');
    expect([status, json]).toMatchObject([422, { errors: [{ field: 'parameters.__proto__', message: 'the job has no such parameter' }] }]);
  });

  test('more than is taken is 413, and another type 415', async () => {
    expect((await start({ text: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await jobs.post('/jobs/report/runs', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await jobs.post('/jobs/report/runs', '{}', { 'content-type': 'no type' })).status).toBe(415);
    expect(jobs.runner.started).toEqual([]);
  });

  test('who may run a job only so far is told how far, by field; a grant on a parameter that is gone is none', async () => {
    const { status, json } = await start({ n: 6 }, {}, 'grace');
    expect([status, json]).toMatchObject([403, { code: 'beyond-limits', errors: [{ field: 'parameters.n', message: 'expected 5 or less, which is what you may ask for' }] }]);
    expect((await start({ n: 5 }, {}, 'grace')).status).toBe(202);
  });

  test.each(['secret', 'none', 'constructor', '__proto__', 'Report', 'report%00', '%72eport%2f', 'report;x', '.', 'x'.repeat(300)])('of the job %s nobody learns who may not run it', async (name) => {
    const plain = (answer: { status: number; code: string | undefined; json: object }) => ({ status: answer.status, code: answer.code, ...answer.json, instance: '', requestId: '' });
    const answers = await Promise.all([
      jobs.get(`/jobs/${name}`, 'alan'), jobs.get(`/jobs/${name}/runs`, 'alan'), jobs.get(`/jobs/${name}/runs/abc`, 'alan'), jobs.get(`/jobs/${name}/runs/abc/logs`, 'alan'),
      jobs.post(`/jobs/${name}/runs`, { parameters: { n: 'wrong' } }, {}, 'alan'), jobs.post(`/jobs/${name}/runs/abc/stop`, {}, {}, 'alan'), jobs.post(`/jobs/${name}/runs/abc/redrive`, {}, {}, 'alan'),
    ]);
    const [first] = answers;
    if (name !== '.' && name.length < 100) expect(first).toMatchObject({ status: 404, code: 'no-such-job' });
    for (const answer of answers) expect([400, 404, 414]).toContain(answer.status);
    if (name === 'secret') expect(answers.map(plain)).toEqual(answers.map(() => plain(answers[0] as never)));
  });

  test('what becomes of a start is what is answered', async () => {
    jobs.runner.next = () => ({ kind: 'twin', run: aRun({ id: 'other' }) });
    expect(await start({})).toMatchObject({ status: 409, code: 'twin-runs', json: { run: '/jobs/report/runs/other' }, headers: { location: '/jobs/report/runs/other' } });
    jobs.runner.next = () => ({ kind: 'full', retryAfterSeconds: 7 });
    expect(await start({})).toMatchObject({ status: 429, code: 'too-many-runs', headers: { 'retry-after': '7' } });
    jobs.runner.next = new Problem(503, 'runner-unavailable', 'not now', { headers: { 'retry-after': '5' } });
    expect(await start({})).toMatchObject({ status: 503, code: 'runner-unavailable', headers: { 'retry-after': '5' } });
    jobs.runner.next = new Error('arn:aws:secret');
    const broken = await start({});
    expect([broken.status, broken.code, broken.text.includes('secret')]).toEqual([500, 'internal-error', false]);
    expect(jobs.lanes.decisions.records.filter(({ event }) => event === 'result').map(({ status }) => status)).toEqual([409, 429, 503, 500]);
  });

  test('nothing is started before its record is safe, and nothing where it can not be', async () => {
    const release = jobs.lanes.decisions.hold();
    const asked = start({});
    await jobs.lanes.decisions.taken(1);
    expect(jobs.runner.started).toEqual([]);
    release();
    expect((await asked).status).toBe(202);
    jobs.lanes.decisions.fails = true;
    expect(await start({})).toMatchObject({ status: 503, code: 'record-unavailable' });
    expect(jobs.runner.started).toHaveLength(1);
  });

  test('a cookie session proves its page; a form of ours starts a run and leads to it', async () => {
    const post = await jobs.post('/jobs/report/runs', { parameters: {} }, { 'x-requested-with': '' });
    expect([post.status, post.code]).toEqual([403, 'origin-not-proved']);
    expect((await jobs.form('/jobs/report/runs', 'parameters.n=1', { referer: 'https://luigi.example.com/static/x' })).code).toBe('origin-not-proved');
    expect(jobs.runner.started).toEqual([]);
    expect((await jobs.form('/jobs/report/runs', 'parameters.n=1&key=k')).status).toBe(202);
    expect((await jobs.form('/jobs/report/runs', 'parameters.n=1&key=k', { accept: 'text/html' }))).toMatchObject({ status: 303, headers: { location: `/jobs/report/runs/${runId('user:ada', 'report', 'k')}` } });
    const bearer = await jobs.post('/jobs/report/runs', { parameters: {} }, { 'x-requested-with': '', 'sec-fetch-site': 'cross-site' }, 'ada by bearer');
    expect(bearer.status).toBe(202);
  });

  test.each(['stop', 'redrive'])('%s is for who could have started the run', async (verb) => {
    jobs.runner.known.set('r', aRun({ id: 'r', parameters: { n: 9 } }));
    jobs.runner.known.set('old', aRun({ id: 'old', parameters: {} }));
    expect((await jobs.post(`/jobs/report/runs/r/${verb}`, {})).status).toBe(202);
    expect(await jobs.post(`/jobs/report/runs/r/${verb}`, {}, {}, 'grace')).toMatchObject({ status: 403, code: 'beyond-limits' });
    // it was started when the job had no such parameter: nobody knows what it had
    expect(await jobs.post(`/jobs/report/runs/old/${verb}`, {}, {}, 'grace')).toMatchObject({ status: 403, code: 'beyond-limits' });
    expect(await jobs.post(`/jobs/reason/runs/r/${verb}`, {})).toMatchObject({ status: 404, code: 'no-such-run' });
    expect(await jobs.post(`/jobs/report/runs/r/${verb}`, {}, { 'x-requested-with': '' })).toMatchObject({ status: 403, code: 'origin-not-proved' });
  });
});

test('one caller follows few runs at once, whose logs may be megabytes each; others are not kept waiting', async () => {
  const jobs = await JobLanes.start([aJob('report')], [{ job: 'report' }]);
  let reading = 0;
  let go = (): void => undefined;
  const released = new Promise<void>((resolve) => { go = resolve; });
  jobs.runner.known.set('r', aRun({ id: 'r' }));
  jobs.runner.logs = async () => {
    reading += 1;
    await released;
    return { items: [] };
  };
  let heard = 0;
  jobs.lanes.peopleLane.server.on('request', () => { heard += 1; });
  const asked = Array.from({ length: 40 }, () => jobs.get('/jobs/report/runs/r/live'));
  await waitFor(() => heard === 40 && reading >= 8, { what: 'all are heard, and as many read as may' });
  const hers = jobs.get('/jobs/report/runs/r/live', 'grace');
  await waitFor(() => reading >= 9, { what: 'another\'s is read' });
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(reading).toBe(9);
  go();
  expect((await Promise.all([...asked, hers])).every(({ status }) => status === 200)).toBe(true);
  await jobs.stop();
});

describe('recent runs', () => {
  let jobs: JobLanes;
  beforeAll(async () => {
    jobs = await JobLanes.start([aJob('report'), aJob('other'), aJob('hers', { category: 'hers' })], [{ job: 'hers' }]);
  });
  afterAll(() => jobs.stop());
  type Runs = { runs: { id: string; job: string; address: string }[]; next?: string };

  test('are those of jobs that one may run, page by page, each once', async () => {
    jobs.runner.list = Array.from({ length: 95 }, (_, index) => aRun({ id: `r${index}`, job: index % 3 === 2 ? 'hers' : index % 3 === 1 ? 'gone' : 'report' }));
    for (const [who, job] of [['ada', 'report'], ['grace', 'hers']] as const) {
      const seen: string[] = [];
      let next: string | undefined = '';
      while (next !== undefined) {
        const { status, json } = await jobs.get(`/runs?limit=7${next === '' ? '' : `&next=${next}`}`, who);
        const page = json as Runs;
        expect([status, page.runs.length <= 7, page.runs.every((run) => run.job === job && run.address === `/jobs/${job}/runs/${run.id}`)]).toEqual([200, true, true]);
        seen.push(...page.runs.map(({ id }) => id));
        next = page.next;
      }
      expect(seen).toEqual(jobs.runner.list.filter((run) => run.job === job).map(({ id }) => id));
    }
  });

  test('cost a bounded number of questions, also for who may run what seldom runs', async () => {
    jobs.runner.list = Array.from({ length: 5000 }, (_, index) => aRun({ id: `r${index}`, job: 'report' }));
    jobs.runner.asked.length = 0;
    const page = (await jobs.get('/runs?limit=100', 'grace')).json as Runs;
    expect([page.runs, page.next, jobs.runner.asked]).toEqual([[], expect.any(String), [100, 100, 100, 100, 100]]);
    jobs.runner.asked.length = 0;
    expect(((await jobs.get('/runs?limit=100')).json as Runs).runs).toHaveLength(100);
    expect(jobs.runner.asked).toEqual([100]);
  });

  test('tell nothing of jobs that one may not run, not even by the place that a page ends at', async () => {
    jobs.runner.list = Array.from({ length: 2000 }, (_, index) => aRun({ id: `r${index}`, job: 'report' }));
    const { next = '' } = (await jobs.get('/runs?limit=1', 'grace')).json as Runs;
    const { next: again = '' } = (await jobs.get('/runs?limit=1', 'grace')).json as Runs;
    // The fake runner's place would be "5": it is sealed, each time anew, and of one length whatever stands there
    expect([Buffer.from(next, 'base64url').length, again.length, again === next]).toEqual([12 + 256 + 16, next.length, false]);
    jobs.runner.asked.length = 0;
    expect((await jobs.get(`/runs?limit=1&next=${next}`, 'grace')).status).toBe(200);
    expect(jobs.runner.asked).toHaveLength(5);
    // then: it is this caller's, and nobody else's
    const other = next.slice(0, 20) + (next[20] === 'A' ? 'B' : 'A') + next.slice(21);
    for (const [token, who] of [[next, 'ada'], [other, 'grace'], ['5', 'grace'], ['', 'grace'], ['A'.repeat(5000), 'grace']] as const) {
      expect(await jobs.get(`/runs?limit=1&next=${token}`, who)).toMatchObject({ status: 400, code: 'bad-token' });
    }
  });

  test('are none, and ask nobody, for who may run nothing', async () => {
    jobs.runner.asked.length = 0;
    expect((await jobs.get('/runs', 'alan')).json).toEqual({ runs: [] });
    expect(jobs.runner.asked).toEqual([]);
  });

  test.each(['limit=0', 'limit=101', 'limit=-1', 'limit=1e1', 'limit=%31%30%30%30', 'limit=1&limit=1', 'other=1'])('%s is refused', async (query) => {
    expect((await jobs.get(`/runs?${query}`)).status).toBe(400);
    expect((await jobs.get(`/jobs/report/runs?${query}`)).status).toBe(400);
  });
});
