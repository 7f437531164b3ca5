import { OPENAPI } from '../../../../images/gateway/src/http/openapi';
import type { Caller } from '../../../../images/gateway/src/identity/caller';
import { IdentityError } from '../../../../images/gateway/src/identity/errors';
import type { Evidence } from '../../../../images/gateway/src/identity/evidence';
import { withEvidence } from '../../../../images/gateway/src/identity/with-evidence';
import { by, dataOf, GatewayLanes, type LaneAnswer, PROOF } from '../../../support/gateway-lanes';
import { aJob, JobLanes } from '../../../support/jobs/job-lanes';
import { OpenApi } from '../../../support/jobs/jobs-client';

const PAGE = { 'accept': 'text/html', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const SECRETS = /secret|operators|engineers/;

describe('/access/explain', () => {
  let jobs: JobLanes;
  beforeEach(async () => {
    jobs = await JobLanes.start([aJob('report'), aJob('secret', { category: 'secret' }), aJob('typo')], [
      { job: 'report', parameters: { n: { maximum: 5 } } }, { job: 'typo', parameters: { gone: { const: 1 } } }, { job: 'ghost' },
    ]);
  });
  afterEach(() => jobs.stop());
  const ask = (query: string, who: 'ada' | 'grace' | 'alan' = 'grace') => jobs.get(`/access/explain?${query}`, who);
  const page = (path: string, who: 'ada' | 'grace' | 'alan' = 'grace') => jobs.lanes.people(path, { ...by(who), ...PAGE });
  const parameters = (value: unknown): string => `parameters=${encodeURIComponent(JSON.stringify(value))}`;

  test('tells the mapping and grant that decides, and who one is to it', async () => {
    expect((await ask('action=view&family=report.Day')).json).toEqual({
      allowed: true, reason: 'mapping', by: { mapping: 'analysts', because: ['group:analysts'], grant: { view: 'report.*' } }, say: 'yes: by the mapping analysts, which names group:analysts',
    });
    expect((await ask(`action=run&job=report&${parameters({ n: 5 })}`)).json).toMatchObject({ allowed: true, by: { grant: { run: { job: 'report', parameters: { n: { maximum: 5 } } } } } });
  });

  test('tells the nearest grant and in what it fails, and nothing of mappings of others', async () => {
    for (const [query, condition] of [['action=operate&family=report.Day', 'action'], ['action=view&family=etl.Secret', 'family'], [`action=run&job=report&${parameters({ n: 6 })}`, 'parameter'], ['action=view&family=*', 'family'], ['action=operate', 'action']] as const) {
      const { status, json, text } = await ask(query);
      expect([query, status, json]).toMatchObject([query, 200, { allowed: false, nearest: { mapping: 'analysts', fails: [{ condition }] } }]);
      expect(text).not.toMatch(SECRETS);
    }
    expect((await ask('action=view&family=a', 'alan')).json).toEqual({ allowed: false, reason: 'not-granted', say: 'no: there is no mapping that names the caller' });
  });

  test.each([
    'action=view&family=report.Day', 'action=operate', 'action=view', `action=run&job=report&${parameters({ n: 5 })}`, `action=run&job=report&${parameters({ n: 6 })}`,
    `action=run&job=report&${parameters({ n: 'x', y: 1 })}`, 'action=run&job=report', 'action=run&job=none', 'action=none',
  ])('%s is answered as the OpenAPI document says', async (query) => {
    for (const who of ['ada', 'grace', 'alan'] as const) {
      const { status, headers, text } = await ask(query, who);
      new OpenApi(OPENAPI).assertHolds('GET', `/access/explain?${query}`, { status, headers, body: text } as never);
    }
  });

  test('what enforcement refuses for its values, the explanation refuses for the same, by field', async () => {
    const refused = await jobs.post('/jobs/report/runs', { parameters: { n: 6 } }, {}, 'grace');
    const { explain, errors } = refused.json as { explain: string; errors: { field: string; message: string }[] };
    expect(explain).toBe('/access/explain?action=run&job=report&parameters=%7B%22n%22%3A6%7D');
    expect((await jobs.get(explain, 'grace')).json).toMatchObject({ allowed: false, reason: 'beyond-limits', nearest: { fails: errors } });
  });

  test.each(['secret', 'none', 'typo', 'ghost', 'constructor', '__proto__', 'Report', 'x'.repeat(300), 'report%00', 'a%2Fb', '%25', 'ü'].map((name) => encodeURI(name).replaceAll('%25', '%')))(
    'of the job %s nobody learns who may not run it, by status, text or length, whatever they send with it', async (name) => {
      const plain = ({ status, headers, text }: Awaited<ReturnType<typeof ask>>): unknown =>
        [status, headers['content-type'], headers['content-length'], text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')];
      const known = await jobs.get('/jobs/none', 'grace');
      for (const with_ of ['', `&${parameters({ n: 'wrong' })}`, `&${parameters({})}`, `&${parameters({ gone: 1 })}`]) {
        const answer = await ask(`action=run&job=${name}${with_}`);
        expect(plain(answer)).toEqual(plain(known));
        expect(answer.text).not.toContain('explain');
      }
      // But for what they typed themselves.
      const untyped = ({ status, text }: LaneAnswer): unknown => [status, text.replace(/(id="ask-job" name="job" value=")[^"]*/, '$1').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')];
      const pages = await Promise.all([page(`/access/explain?action=run&job=${name}`), page('/access/explain?action=run&job=none')]);
      expect(untyped(pages[0] as LaneAnswer)).toEqual(untyped(pages[1] as LaneAnswer));
      expect(pages[0]?.status).toBe(404);
    },
  );

  test.each(['Report', 'x'.repeat(65), 'a%2Fb', 'a%0Ab', '%3Cb%3E'])('a name that no job could have, %s, is not put on record', async (job) => {
    expect((await ask(`action=run&job=${job}`)).status).toBe(404);
    expect(jobs.lanes.decisions.records.map(({ action, job: about }) => [action, about])).toEqual([['explain', undefined]]);
  });

  test.each([
    ['', 'bad-question'], ['action=', 'bad-question'], ['action=delete', 'bad-question'], ['family=a', 'bad-question'], ['action=view&job=report', 'bad-question'],
    ['action=view&parameters={}', 'bad-question'], ['action=run', 'bad-question'], ['action=run&job=', 'bad-question'], ['action=run&job=report&family=a', 'bad-question'],
    [`action=view&family=${'a'.repeat(257)}`, 'bad-question'], ['action=view&family=a%0Ab', 'bad-question'], ['action=view&family=%E2%80%A8', 'bad-question'],
    ['action=run&job=secret&parameters=[]', 'not-an-object'], ['action=run&job=secret&parameters=1', 'not-an-object'], ['action=run&job=secret&parameters={', 'malformed-json'],
    ['action=run&job=secret&parameters={"n":1,"n":2}', 'duplicate-member'], ['action=view&action=run', 'doubled-data'], ['action=view&as=user:eve', 'unknown-field'],
    ['action=view&principals=group:engineers', 'unknown-field'], ['action=view&family=%ff', 'malformed-encoding'], ['action=view&family=%', 'malformed-encoding'],
  ])('%j is no question, and is told so: %s', async (query, code) => {
    const { status, code: got, text } = await ask(query.replaceAll('"', '%22').replaceAll('{', '%7B').replaceAll('}', '%7D'));
    expect([status, got]).toEqual([400, code]);
    expect(text).not.toMatch(/aaaaaa|secret|eve/);
  });

  test('is on record as an action of its own, by whom and about what, whatever the answer', async () => {
    await ask('action=run&job=report');
    await ask('action=operate&family=etl.Job', 'alan');
    await ask('action=run&job=secret');
    await ask('action=nonsense');
    expect(jobs.lanes.decisions.records).toMatchObject([
      { outcome: 'allow', reason: 'signed-in', action: 'explain', method: 'explain', change: false, job: 'report', principal: 'user:grace', mapping: null },
      { outcome: 'allow', reason: 'signed-in', action: 'explain', method: 'explain', family: 'etl.Job', principal: 'user:alan', mapping: null },
      { outcome: 'deny', reason: 'no-such-job', action: 'explain', method: 'explain', job: 'secret', status: 404, principal: 'user:grace' },
      { outcome: 'deny', reason: 'bad-question', action: 'explain', method: 'explain', status: 400 },
    ]);
  });

  test('is nobody\'s who is not signed in, and no page of another site\'s', async () => {
    expect(await jobs.lanes.people('/access/explain?action=view')).toMatchObject({ status: 401, code: 'no-identity' });
    expect(await jobs.lanes.people('/access/explain?action=view', { ...by('grace'), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toMatchObject({ status: 403, code: 'cross-site' });
  });

  test('is a page for browsers, with the question in a form to ask another', async () => {
    const { status, headers, text } = await page(`/access/explain?action=run&job=report&${parameters({ n: 6, x: '"><img src=x>' })}`);
    expect([status, headers['content-type'], headers.vary]).toEqual([200, 'text/html; charset=utf-8', 'Accept']);
    for (const said of ['No, you may not', 'What does not hold', 'invalid-parameters', 'value="report"', '<option value="run" selected>']) expect(text).toContain(said);
    expect(text).not.toContain('<img');
    const yes = await page('/access/explain?action=view&family=report.Day&job=&parameters=');
    for (const said of ['Yes, you may view tasks of report.Day', '<dt>By the mapping</dt><dd>analysts</dd>', 'view <code>report.*</code>', '<code>group:analysts</code>']) expect(yes.text).toContain(said);
    const empty = await page('/access/explain');
    expect([empty.status, /Yes, you may|No, you may not/.test(empty.text)]).toEqual([200, false]);
  });

  test.each([
    ['action=view', 'No, you may not view any task'], ['action=view&family=*', 'No, you may not view all tasks'], ['action=operate&family=*', 'No, you may not operate all tasks and the scheduler'],
    ['action=operate&family=etl.*', 'No, you may not operate all of etl'], ['action=view&family=etl.A', 'No, you may not view tasks of etl.A'],
    ['action=view&family=Call%20us%20at%20once', 'No, you may not view tasks of this family'],
  ])('the page of %s says in its heading: %s; and whom to ask for it, with which names', async (query, heading) => {
    const { status, text } = await page(`/access/explain?${query}`, 'alan');
    expect([status, /<section class="card[^>]*><h2>(.*?)<\/h2>/.exec(text)?.[1]]).toEqual([200, heading]);
    for (const said of ['none of them names you', 'ask whoever runs this service', '<li class="chip">user:alan</li>']) expect(text).toContain(said);
    expect(text).not.toMatch(SECRETS);
  });

  test('a limit that is a value reads as a value', async () => {
    expect((await page('/access/explain?action=run&job=report')).text).toContain('run the job <code>report</code>, with <code>n</code> as <code>{&quot;maximum&quot;:5}</code>');
    const lanes = await JobLanes.start([aJob('report', {}, { n: { type: 'integer' }, m: { type: 'integer' } })], [{ job: 'report', parameters: { n: { enum: [1, 2] }, m: { const: 3 } } }]);
    try {
      expect((await lanes.lanes.people('/access/explain?action=run&job=report', { ...by('grace'), ...PAGE })).text)
        .toContain('<code>m</code> being <code>3</code> and <code>n</code> one of <code>1</code>, <code>2</code>');
    } finally {
      await lanes.stop();
    }
  });

  test.each([
    ['action=view&job=report', 400, 'bad-question', 'leave them out, or ask with the action run', ['value="report"']],
    ['action=run&family=etl.A&job=', 400, 'bad-question', 'got a family with the action run', ['value="etl.A"', '<option value="run" selected>']],
    ['action=run&job=secret&parameters=day', 400, 'malformed-json', '', ['value="secret"', 'value="day"']],
    ['action=run&job=secret', 404, 'no-such-job', 'there is no such job that you may run', ['value="secret"', 'href="/jobs"']],
    ['action=view&as=user:eve', 400, 'unknown-field', '', ['name="family"']],
  ])('what is no question, in a browser, is told above the form with what was typed: %s', async (query, status, code, told, kept) => {
    const answer = await page(`/access/explain?${query}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    for (const said of [`Reason <code>${code}</code>`, '<form class="card form" method="get" action="/access/explain">', ...kept]) expect(answer.text).toContain(said);
    expect(answer.text.toLowerCase()).toContain(told);
    expect(answer.text).not.toContain('eve');
    expect(jobs.lanes.decisions.records).toMatchObject([{ outcome: 'deny', reason: code, action: 'explain', status }]);
  });

  test('JSON ends with a line, as terminals want it', async () => {
    for (const path of ['/access/explain?action=view', '/whoami']) expect((await jobs.get(path, 'grace')).text.slice(-2)).toBe('}\n');
  });

  test('without jobs, none is there', async () => {
    const lanes = await GatewayLanes.start();
    try {
      expect(await lanes.people('/access/explain?action=run&job=report', by('ada'))).toMatchObject({ status: 404, code: 'no-such-job' });
      expect((await lanes.people('/access/explain?action=operate&family=*', by('ada'))).text).toContain('"allowed": true');
    } finally {
      await lanes.stop();
    }
  });
});

describe('a refusal leads to why', () => {
  let lanes: GatewayLanes;
  beforeEach(async () => { lanes = await GatewayLanes.start(); });
  afterEach(() => lanes.stop());
  const explained = ({ text }: { text: string }): unknown => (JSON.parse(text) as { explain?: string }).explain;

  const change = (method: string, args: object, who: 'alan' | 'grace') =>
    lanes.people(`/api/${method}`, { ...by(who), ...PROOF, 'content-type': 'application/x-www-form-urlencoded' }, { method: 'POST', body: dataOf(args) });

  test.each<[string, 'alan' | 'grace', (who: 'alan' | 'grace') => Promise<LaneAnswer>, string]>([
    ['to view anything', 'alan', (who) => lanes.people(`/api/task_list?${dataOf({ status: 'FAILED', upstream_status: '' })}`, by(who)), 'action=view'],
    ['to see a page of all tasks', 'grace', (who) => lanes.people('/tasklist', by(who)), 'action=view&family=*'],
    ['to operate the scheduler', 'grace', (who) => change('pause', {}, who), 'action=operate&family=*'],
    ['to operate a task that one sees', 'grace', (who) => change('re_enable_task', { task_id: 'report.Day_1' }, who), 'action=operate&family=report.Day'],
    ['to operate any task', 'alan', (who) => change('re_enable_task', { task_id: 'report.Day_1' }, who), 'action=operate'],
  ])('%s', async (_what, who, refused, query) => {
    const answer = await refused(who);
    expect([answer.status, answer.code, explained(answer)]).toEqual([403, 'not-granted', `/access/explain?${query}`]);
    expect(JSON.parse((await lanes.people(explained(answer) as string, by(who))).text)).toMatchObject({ allowed: false, reason: 'not-granted' });
  });

  test('but not of a task that one may not know, nor where no mapping is in the way', async () => {
    const hidden = await change('re_enable_task', { task_id: 'etl.Clean_1' }, 'grace');
    const gone = await change('re_enable_task', { task_id: 'etl.Gone_1' }, 'grace');
    expect([hidden.status, explained(hidden), gone.status, explained(gone)]).toEqual([404, undefined, 404, undefined]);
    const foreign = await lanes.people('/api/pause', by('grace'), { method: 'POST' });
    expect([foreign.status, explained(foreign)]).toEqual([403, undefined]);
  });

  test('on its page, too', async () => {
    const { status, text } = await lanes.people('/tasklist', { ...by('grace'), ...PAGE });
    expect([status, text.includes('<a class="button quiet" href="/access/explain?action=view&amp;family=*">Why not?</a>')]).toEqual([403, true]);
  });
});

describe('/whoami?verbose', () => {
  const EVIDENCE: Evidence = {
    source: 'load-balancer', missing: ['groups'],
    claims: [{ name: 'email', used: true, value: 'ada@example.com' }, { name: '<b>odd', used: false }],
  };
  const caller = { kind: 'person', principal: 'user:ada', displayName: 'Ada', groups: [], principals: ['user:ada'], session: 'cookie', expiresAt: 1_900_000_000, evidence: EVIDENCE } as const;
  let lanes: GatewayLanes;
  let error: Error | undefined;
  let machine: Partial<Caller>;
  beforeEach(async () => {
    [error, machine] = [undefined, {}];
    const authenticatePerson = async (): Promise<Caller> => {
      if (error !== undefined) throw error;
      return { ...caller, ...machine };
    };
    lanes = await GatewayLanes.start({ parts: { authenticatePerson } });
  });
  afterEach(() => lanes.stop());

  test('tells callers themselves what arrived, what counts and what is missing; without verbose nothing of it', async () => {
    for (const query of ['verbose', 'verbose=', 'verbose=true', 'verbose=1', 'a=b&verbose']) {
      expect(JSON.parse((await lanes.people(`/whoami?${query}`)).text)).toMatchObject({ principal: 'user:ada', access: { mappings: [] }, evidence: EVIDENCE });
    }
    for (const path of ['/whoami', '/whoami?verbose=no', '/whoami?notverbose']) expect(JSON.parse((await lanes.people(path)).text)).not.toHaveProperty('evidence');
  });

  test('tells machines the issuer of their token and the session of their role, which decide nothing', async () => {
    machine = { kind: 'machine', session: 'bearer', issuer: 'aws', roleSession: 'i-1' };
    expect(JSON.parse((await lanes.people('/whoami?verbose')).text)).toMatchObject({ session: 'bearer', issuer: 'aws', roleSession: 'i-1' });
    const plain = JSON.parse((await lanes.people('/whoami')).text) as object;
    for (const name of ['issuer', 'roleSession', 'evidence']) expect(plain).not.toHaveProperty(name);
    const { text } = await lanes.people('/whoami?verbose', PAGE);
    expect(text).toContain('a bearer token, issuer <code>aws</code>, session <code>i-1</code>');
  });

  test('is a page for browsers', async () => {
    const { headers, text } = await lanes.people('/whoami?verbose', PAGE);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const said of ['user:ada', 'ada@example.com', 'decides nothing', 'Looked for, and missing: <code>groups</code>', '&lt;b&gt;odd', 'no mapping names it']) expect(text).toContain(said);
    expect((await lanes.people('/whoami', PAGE)).headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('tells whose proof holds but says too little what arrived, there and nowhere else', async () => {
    error = withEvidence(new IdentityError('user-claim-missing', { challenge: 'Bearer' }), EVIDENCE) as Error;
    const { status, headers, text } = await lanes.people('/whoami?verbose');
    expect([status, headers['www-authenticate'], JSON.parse(text)]).toMatchObject([401, 'Bearer', { code: 'user-claim-missing', evidence: EVIDENCE }]);
    expect((await lanes.people('/whoami?verbose', PAGE)).text).toContain('Looked for, and missing: <code>groups</code>');
    for (const path of ['/whoami', '/', '/access/explain?verbose', '/whoami/?verbose']) expect((await lanes.people(path)).text).not.toContain('evidence');
    error = new IdentityError('no-identity');
    expect((await lanes.people('/whoami?verbose')).text).not.toContain('evidence');
  });
});
