import { notRedrivable } from '../../../../../images/gateway/src/jobs/runs/run-problems';
import { Problem } from '../../../../../images/gateway/src/problem';
import { by } from '../../../../support/gateway-lanes';
import { aRun } from '../../../../support/jobs/fake-runner';
import { bodyOf, formIn } from '../../../../support/jobs/html-form';
import { aJob, JobLanes } from '../../../../support/jobs/job-lanes';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const ORIGIN = 'https://luigi.example.com';
const RUN = 'a'.repeat(40);
const REPORT = aJob('report', { description: 'The report' }, {
  region: { type: 'string', enum: ['eu', 'us'], title: 'Region' }, note: { type: 'string', maxLength: 9, default: 'n' }, dry: { type: 'boolean' },
}, ['region']);
const OTHER = aJob('other', { category: 'secret' });

let job: JobLanes;
beforeEach(async () => { job = await JobLanes.start([REPORT, OTHER], [{ job: 'report', parameters: { region: { const: 'eu' } } }]); });
afterEach(() => job.stop());

const page = (path: string, who: Parameters<typeof by>[0] = 'ada') => job.lanes.people(path, { ...by(who), accept: BROWSER });
const form = (path: string, body: string, headers: Record<string, string> = {}, who: Parameters<typeof by>[0] = 'ada') => job.form(path, body, { accept: BROWSER, ...headers }, who);
const VALUES = 'parameters.region=eu&parameters.note=hello&reason=because';
/** Fields of a confirmation of these values. */
const confirmed = async (values = VALUES) => bodyOf(formIn((await form('/jobs/report/confirm', values)).text, '/jobs/report/runs'));

describe('who asks gets what they can use', () => {
  test.each([
    [BROWSER, true], ['text/html', true], ['text/html, application/json', true], ['application/json, text/html;q=0.9', false], ['application/json', false], ['*/*', false],
    ['text/html;q=0, application/json', false], [undefined, false],
  ])('Accept %p', async (accept, isPage) => {
    job.runner.known.set(RUN, aRun({ id: RUN, parameters: { region: 'eu' } }));
    for (const path of ['/jobs', '/jobs/report', '/jobs/report/runs', `/jobs/report/runs/${RUN}`, '/jobs/no-such-job']) {
      const { headers } = await job.lanes.people(path, { ...by('ada'), ...(accept === undefined ? {} : { accept }) });
      expect([path, headers['content-type']]).toEqual([path, isPage ? 'text/html; charset=utf-8' : expect.stringContaining('json')]);
    }
  });

  test('pages run no script but ours, which is there, and tell caches that they differ', async () => {
    const { text, headers } = await page('/jobs/report');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'vary': 'Accept', 'referrer-policy': 'same-origin' });
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src ${/'sha256-[^']+'/.exec(String(headers['content-security-policy']))?.[0]}; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`);
    const [, address = ''] = /<script src="([^"]+)" defer><\/script>/.exec(text) ?? [];
    const script = await job.lanes.people(address);
    expect(script.headers).toMatchObject({ 'content-type': 'text/javascript; charset=utf-8', 'x-content-type-options': 'nosniff' });
    expect(text.replace(`<script src="${address}" defer></script>`, '')).not.toMatch(/<script| on[a-z]+=|style=/);
    expect((await page('/sign-out')).headers['content-security-policy']).not.toContain('script-src');
  });

  test('nobody\'s page shows a job that they may not run', async () => {
    for (const [who, path] of [['ada', '/'], ['ada', '/jobs'], ['grace', '/jobs'], ['alan', '/'], ['alan', '/jobs']] as const) {
      const { text } = await page(path, who);
      expect(text).not.toContain('secret');
      expect(text.includes('/jobs/report')).toBe(who !== 'alan');
    }
    const plain = (text: string) => text.replace(/<code>[0-9a-f-]{36}<\/code>/, '');
    for (const suffix of ['', '/runs', '/confirm', `/runs/${RUN}`, `/runs/${RUN}/stop`, `/runs/${RUN}/again`, `/runs/${RUN}/live`]) {
      const [there, not] = [await page(`/jobs/report${suffix}`, 'alan'), await page(`/jobs/nothing${suffix}`, 'alan')];
      expect([there.status, plain(there.text)]).toEqual([404, plain(not.text)]);
    }
  });
});

describe('the start page', () => {
  test('has recent runs of what one may run, looked for in so many pages and no more', async () => {
    job.runner.list = Array.from({ length: 400 }, (_, index) => aRun({ id: `r${index}`, job: index % 20 === 0 ? 'report' : 'other', parameters: { note: `n${index}` } }));
    const { text } = await page('/');
    expect([...text.matchAll(/href="\/jobs\/(\w+)\/runs\/(\w+)"/g)].map(([, of, id]) => `${of} ${id}`)).toEqual([0, 20, 40, 60, 80].map((index) => `report r${index}`));
    expect(job.runner.asked).toEqual([20, 19, 18, 17, 16]);
  });

  test('folds many jobs away by category, which the page of jobs does not', async () => {
    await job.stop();
    job = await JobLanes.start(Array.from({ length: 13 }, (_, index) => aJob(`job-${index}`)));
    const folded = /<details class="category card"><summary>reports <span class="soft">13 jobs<\/span><\/summary><ul/;
    expect((await page('/')).text).toMatch(folded);
    const { text } = await page('/jobs');
    expect(text).not.toMatch(folded);
    expect(text).toContain('href="/jobs/job-12"');
  });

  test('is there when what runs jobs is not', async () => {
    job.runner.recent = () => Promise.reject(new Problem(503, 'runner-unavailable', 'not now'));
    const { status, text } = await page('/');
    expect(status).toBe(200);
    expect(text).toContain('Runs can\'t be read at present');
    expect(text).toContain('/jobs/report');
  });
});

describe('a form', () => {
  test('is filled from the schema, never from the address', async () => {
    const { text } = await page('/jobs/report?parameters.region=us&parameters.note=planted&reason=planted&region=us');
    expect(text).not.toContain('planted');
    expect(formIn(text, '/jobs/report/confirm').map(({ name, value }) => [name, value])).toEqual([['parameters.region', ''], ['parameters.note', 'n'], ['parameters.dry', undefined], ['reason', '']]);
  });

  test('offers what the caller may ask for', async () => {
    const [region] = formIn((await page('/jobs/report', 'grace')).text, '/jobs/report/confirm');
    expect(region).toMatchObject({ choices: ['eu'], value: 'eu' });
  });

  test('leads to a confirmation that starts nothing, and is on record as such', async () => {
    const { status, text } = await form('/jobs/report/confirm', VALUES);
    expect(status).toBe(200);
    expect(formIn(text, '/jobs/report/runs').map(({ name, value, type }) => [name, value, type])).toEqual([
      ['parameters.region', 'eu', 'hidden'], ['parameters.note', 'hello', 'hidden'], ['parameters.dry', 'false', 'hidden'], ['reason', 'because', 'hidden'],
      ['key', expect.stringMatching(/^[0-9a-f-]{36}$/), 'hidden'], ['seen', expect.any(String), 'hidden'],
    ]);
    for (const said of ['report.Daily', 'operators', 'because', 'Region', 'hello']) expect(text).toContain(said);
    expect(job.runner.started).toEqual([]);
    expect(job.lanes.decisions.records).toMatchObject([{ event: 'decision', outcome: 'allow', action: 'run', method: 'confirm-run', change: false, job: 'report', mapping: 'operators', statedReason: 'because' }]);
  });

  test('pressed twice starts one run, and leads to it', async () => {
    const body = await confirmed();
    const [first, second] = await Promise.all([form('/jobs/report/runs', body), form('/jobs/report/runs', body)]);
    expect([first.status, second.status, second.headers.location]).toEqual([303, 303, first.headers.location]);
    expect(job.runner.known.size).toBe(1);
    const [other] = [await form('/jobs/report/runs', await confirmed())];
    expect(other.headers.location).not.toBe(first.headers.location);
  });

  test.each([
    ['referer', `${ORIGIN}/static/visualiser/index.html`], ['origin', 'https://evil.example'], ['origin', 'null'], ['sec-fetch-site', 'cross-site'], ['sec-fetch-dest', 'iframe'],
  ])('that does not prove its page (%s: %s) gets no confirmation and changes nothing', async (header, value) => {
    for (const path of ['/jobs/report/confirm', '/jobs/report/change', '/jobs/report/runs']) expect((await form(path, VALUES, { [header]: value })).status).toBe(403);
    expect(job.runner.started).toEqual([]);
  });

  test.each(['/jobs/report/confirm', '/jobs/report/runs'])('comes back with what was typed and what is wrong with it (%s)', async (path) => {
    const { status, text } = await form(path, 'parameters.region=asia&parameters.note=much%20too%20long%20%3Cb%3E&parameters.dry=true&reason=r%22');
    expect(status).toBe(422);
    const fields = formIn(text, '/jobs/report/confirm');
    expect(fields.map(({ value, attributes }) => [value, attributes['aria-invalid']])).toEqual([['', 'true'], ['much too long <b>', 'true'], ['true', undefined], ['r"', undefined]]);
    expect(text).toMatch(/id="errors" role="alert" tabindex="-1" autofocus>[^]*<a href="#field-region">Region: expected one of eu, us<\/a>[^]*<a href="#field-note">note: expected at most 9 characters<\/a>/);
    for (const { attributes } of fields) for (const id of (attributes['aria-describedby'] ?? '').split(' ').filter(Boolean)) expect(text).toContain(`id="${id}"`);
    expect(job.runner.started).toEqual([]);
  });

  test('beyond the caller\'s limits comes back with the status that is on record', async () => {
    const { status, text } = await form('/jobs/report/runs', VALUES.replace('=eu', '=us'), {}, 'grace');
    expect(status).toBe(403);
    expect(text).toContain('Region: expected eu, which is what you may ask for');
    expect(job.lanes.decisions.records.at(-1)).toMatchObject({ outcome: 'deny', reason: 'beyond-limits', status: 403 });
  });

  test('of a job that has changed since it was confirmed starts nothing, and comes back', async () => {
    const body = await confirmed();
    for (const [now, path] of [
      // a parameter was removed; another default was added; the family is another
      [aJob('report', {}, { region: { type: 'string', enum: ['eu'] } }), 'opened its form'],
      [aJob('report', {}, { ...REPORT.parameters, more: { type: 'integer', default: 3 } }), 'has changed'],
      [aJob('report', { family: 'report.Other' }, REPORT.parameters), 'has changed'],
    ] as const) {
      await job.stop();
      job = await JobLanes.start([now]);
      const { status, text } = await form('/jobs/report/runs', body);
      expect([status === 422 || status === 400, text.includes(path)]).toEqual([true, true]);
      expect(formIn(text, '/jobs/report/confirm')[0]?.value).toBe('eu');
      expect(job.runner.started).toEqual([]);
    }
  });

  test('can be changed after it was confirmed, with what was typed', async () => {
    const { status, text } = await form('/jobs/report/change', await confirmed(`${VALUES}&parameters.dry=true`));
    expect(status).toBe(200);
    expect(formIn(text, '/jobs/report/confirm').map(({ value }) => value)).toEqual(['eu', 'hello', 'true', 'because']);
    expect(text).not.toContain('id="errors"');
  });

  test.each([
    ['twin', 409, 'This runs already', `/jobs/report/runs/${RUN}`], ['full', 429, 'in 7 seconds', '/jobs/report'],
  ] as const)('that meets a %s run says so, and where to go', async (kind, status, said, way) => {
    job.runner.next = () => (kind === 'twin' ? { kind, run: aRun({ id: RUN }) } : { kind, retryAfterSeconds: 7 });
    const answer = await form('/jobs/report/runs', await confirmed());
    expect([answer.status, answer.text.includes(said), answer.text.includes(`href="${way}"`)]).toEqual([status, true, true]);
  });

  test.each([[1, 1, 'may have 1 run at once', 'in 1 second:'], [3, 7, 'may have 3 runs at once', 'in 7 seconds:']])(
    'of a job that has all its %i runs says how many they are, and how to go on', async (most, seconds, runs, wait) => {
      await job.stop();
      job = await JobLanes.start([aJob('report', { maxConcurrentRuns: most })]);
      job.runner.next = () => ({ kind: 'full', retryAfterSeconds: seconds });
      const { text } = await form('/jobs/report/runs', '');
      for (const said of ['Too many runs at once', runs, wait, 'where your values are']) expect(text).toContain(said);
    });

  test('whose login came between is found again', async () => {
    expect((await page('/jobs/report/confirm')).headers.location).toBe('/jobs/report');
    expect((await page('/jobs/report/change')).headers.location).toBe('/jobs/report');
    expect((await page(`/jobs/report/runs/${RUN}/redrive`)).headers.location).toBe(`/jobs/report/runs/${RUN}`);
  });
});

describe('a run', () => {
  const given = (over: Parameters<typeof aRun>[0] = {}) => job.runner.known.set(RUN, aRun({ id: RUN, parameters: { region: 'us', note: 'n', dry: false }, ...over }));

  test('that goes on loads itself again without script, and can be stopped after a question', async () => {
    given();
    const { text } = await page(`/jobs/report/runs/${RUN}`);
    expect(text).toContain('<noscript><meta http-equiv="refresh" content="5"></noscript>');
    expect(text).toContain(`href="/jobs/report/runs/${RUN}/stop"`);
    expect((await page(`/jobs/report/runs/${RUN}/stop`)).text).toContain(`<form method="post" action="/jobs/report/runs/${RUN}/stop"`);
    expect(job.lanes.decisions.records.every(({ change }) => !change)).toBe(true);
  });

  test('that has ended stays as it is; of one that failed one can go on', async () => {
    given({ state: 'failed', endedAt: '2026-01-31T10:31:02.000Z', exitCode: 30, cause: 'luigi ended with 30: task failed' });
    const { text } = await page(`/jobs/report/runs/${RUN}`);
    expect(text).not.toContain('http-equiv');
    expect(text).toContain('<span>1 h 1 min</span>');
    expect(text).toContain('luigi ended with 30: task failed');
    expect(formIn(text, `/jobs/report/runs/${RUN}/redrive`)).toEqual([]);
  });

  test.each(['succeeded', 'refused'] as const)('that %s has no button to go on: nothing is left of it to do', async (state) => {
    given({ state, endedAt: '2026-01-31T10:31:02.000Z' });
    expect((await page(`/jobs/report/runs/${RUN}`)).text).not.toContain('redrive');
  });

  test('that can not go on says so on a page, with the way back', async () => {
    given({ state: 'failed', endedAt: '2026-01-31T10:31:02.000Z' });
    job.runner.redrive = () => Promise.reject(notRedrivable('it ended more than 14 days ago'));
    const { status, text } = await form(`/jobs/report/runs/${RUN}/redrive`, '');
    expect([status, text.includes('This run can not go on'), text.includes('14 days'), text.includes(`href="/jobs/report/runs/${RUN}"`)]).toEqual([409, true, true, true]);
  });

  test('leads to a form that has its values, as the job takes them now, and starts nothing', async () => {
    given({ parameters: { region: 'us', note: '<b>', dry: true, gone: 'planted' }, reason: 'planted' });
    const again = `/jobs/report/runs/${RUN}/again`;
    expect((await page(`/jobs/report/runs/${RUN}`)).text).toContain(`href="${again}"`);
    const { status, text } = await page(`${again}?parameters.region=eu&reason=planted`);
    expect(status).toBe(200);
    expect(formIn(text, '/jobs/report/confirm').map(({ name, value }) => [name, value])).toEqual([
      ['parameters.region', 'us'], ['parameters.note', '<b>'], ['parameters.dry', 'true'], ['reason', ''],
    ]);
    expect(text).not.toMatch(/planted|<b>/);
    expect(job.runner.started).toEqual([]);
    expect(job.lanes.decisions.records.at(-1)).toMatchObject({ outcome: 'allow', method: 'show-run', change: false, job: 'report', run: RUN });
  });

  test('leads to a form that has defaults for what the job did not take when it ran', async () => {
    given({ parameters: { region: 'us' } });
    const fields = formIn((await page(`/jobs/report/runs/${RUN}/again`)).text, '/jobs/report/confirm');
    expect(fields.map(({ value }) => value)).toEqual(['us', 'n', undefined, '']);
  });

  test('whose values one may not ask for leads to an empty form', async () => {
    given();
    expect((await page(`/jobs/report/runs/${RUN}`, 'grace')).text).toContain('href="/jobs/report">Start another');
    const { status, headers } = await page(`/jobs/report/runs/${RUN}/again`, 'grace');
    expect([status, headers.location]).toEqual([303, '/jobs/report']);
  });

  test.each([[`/jobs/report/runs/${'b'.repeat(40)}/again`], ['/jobs/report/runs/..%2f..%2fevil/again']])('that is not there leads to no form (%s)', async (address) => {
    expect((await page(address)).status).toBe(404);
  });

  test('that ended nobody knows when is not said to last', async () => {
    given({ state: 'refused' });
    const { text } = await page(`/jobs/report/runs/${RUN}`);
    expect(text).toContain('not known');
    expect(text).not.toContain('data-since');
  });

  test('is shown without buttons to who could not have asked for it', async () => {
    given();
    const { text } = await page(`/jobs/report/runs/${RUN}`, 'grace');
    expect(text).toContain('Running');
    expect(text).not.toMatch(/\/stop|\/redrive/);
  });

  test('is there when its log is not', async () => {
    given();
    job.runner.logs = () => Promise.reject(new Problem(503, 'runner-unavailable', 'not now'));
    expect((await page(`/jobs/report/runs/${RUN}`)).text).toContain('The log can\'t be read at present');
    expect(JSON.parse((await job.lanes.people(`/jobs/report/runs/${RUN}/live`, by('ada'))).text)).toMatchObject({ state: 'running', ended: false, lines: [] });
  });

  test('shows the end of a long log, and where it goes on', async () => {
    given();
    const asked: object[] = [];
    job.runner.logs = async (_job: string, _id: string, place: object) => {
      asked.push(place);
      return { items: Array.from({ length: 1500 }, (_, index) => ({ time: '2026-01-31T09:30:00.000Z', message: `line ${index}` })), next: '1500', cut: true };
    };
    const { text } = await page(`/jobs/report/runs/${RUN}`);
    expect(asked).toEqual([{ tail: true }]);
    expect([...text.matchAll(/ line (\d+)\n/g)].map(([, number]) => Number(number))).toEqual(Array.from({ length: 1000 }, (_, index) => index + 500));
    expect(text).toContain('data-next="1500"');
    expect(text).toContain('Not all of it stands here');
  });

  test('tells what is new of it to its page: markup that is the page\'s own, lines that are text', async () => {
    given();
    job.runner.logs = () => Promise.resolve({ items: [{ time: '2026-01-31T09:30:00.000Z', message: '<b>' }], next: '7' });
    const { text } = await page(`/jobs/report/runs/${RUN}`);
    const live = JSON.parse((await job.lanes.people(`/jobs/report/runs/${RUN}/live?next=7`, by('ada'))).text);
    expect(live).toMatchObject({ state: 'running', word: 'Running', ended: false, lines: [{ message: '<b>' }], next: '7' });
    const still = (markup: string) => markup.replace(/(data-since="[^"]*">)[^<]*/g, '$1');
    for (const [name, markup] of Object.entries(live.parts as Record<string, string>)) expect(still(text)).toContain(`<div id="part-${name}">${still(markup)}</div>`);
    expect(Object.keys(live.parts)).toEqual(['state', 'facts', 'actions', 'tasks']);
  });
});
