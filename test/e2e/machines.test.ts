import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { signOidcData } from '../../local/load-balancer/oidc-data';
import { waitFor } from '../../local/process-runner/wait-for';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { awsClaims } from '../../local/token-issuer/aws-token';
import { signToken } from '../../local/token-issuer/sign-token';
import { callAs, type MachineAnswer, type MachineRequest } from '../support/machines/machine-client';
import { requestText, sendRaw } from '../support/raw-tls';
import { startTestService, type TestService } from '../support/service';

const DAY = '2026-02-03';
const role = (name: string, account = '111122223333') => `arn:aws:iam::${account}:role/${name}`;
const [NIGHTLY, ORDER_EVENTS, IDLE, PARTNER] = [role('ci/nightly'), role('order-events'), role('idle'), role('partner', '444455556666')];
const OF_PARTNER = { 'x-luigi-issuer': 'partner' };
const OF_GITHUB = { 'x-luigi-issuer': 'github' };

describe('machines as callers, on one machine', () => {
  let running: TestService;
  beforeAll(async () => {
    running = await startTestService();
    await new SamplePipeline(running.service).deliver(DAY);
  });
  afterAll(() => running?.stop());

  const issuers = () => running.service.tokenIssuers;
  const aws = (subject: string) => issuers().awsToken({ subject });
  const call = (token: string | undefined, address: string, request?: MachineRequest): Promise<MachineAnswer> => callAs(token, `${running.service.url}${address}`, request);
  const start = (token: string, job: string, parameters: unknown, key: string, headers: Record<string, string> = {}) =>
    call(token, `/jobs/${job}/runs`, { body: { parameters, reason: 'a test' }, headers: { 'idempotency-key': key, ...headers } });
  const jobsOf = async (token: string, headers: Record<string, string> = {}) =>
    ((await call(token, '/jobs', { headers })).body?.jobs as { name: string }[]).map(({ name }) => name);
  const ended = async (token: string, address: string) => (await waitFor(async () => {
    const { body } = await call(token, address);
    return body?.state === 'starting' || body?.state === 'running' ? undefined : body;
  }, { what: 'the run has ended', timeoutMs: 60_000 })) as Record<string, unknown>;

  test.each([
    ['a role below the path of a mapping', () => aws(NIGHTLY), {}, `role:${NIGHTLY}`, ['pipelines'], ['daily-report', 'shop-report']],
    ['a role that a mapping names', () => aws(ORDER_EVENTS), {}, `role:${ORDER_EVENTS}`, ['order-events'], ['shop-report']],
    ['a role of another account', () => aws(PARTNER), OF_PARTNER, `role:${PARTNER}`, ['partner'], []],
    ['a role that no mapping names', () => aws(IDLE), {}, `role:${IDLE}`, [], []],
    ['a workflow', () => issuers().githubToken(), OF_GITHUB, 'claim:github/sub=repo:acme/reports:ref:refs/heads/main', ['pipelines'], ['daily-report', 'shop-report']],
    ['a workflow of another repository', () => issuers().githubToken({ repository: 'acme/other' }), OF_GITHUB, 'claim:github/sub=repo:acme/other:ref:refs/heads/main', [], []],
  ] as const)('%s is known by its own principal, and has its own mappings and jobs', async (_who, token, headers, principal, mappings, jobs) => {
    const { status, body } = await call(token(), '/whoami', { headers });
    expect([status, body?.principal, body?.kind, body?.session]).toEqual([200, principal, 'machine', 'bearer']);
    expect((body?.access as { mappings: { name: string }[] }).mappings.map(({ name }) => name)).toEqual(mappings);
    expect(await jobsOf(token(), headers)).toEqual(jobs);
  });

  test('a role starts its job by one key once, and the record names principal, issuer and mapping', async () => {
    const [first, again] = await Promise.all([start(aws(NIGHTLY), 'shop-report', { day: DAY, shop: 'berlin' }, 'one'), start(aws(NIGHTLY), 'shop-report', { day: DAY, shop: 'berlin' }, 'one')]);
    expect([first.status, again.status, again.body?.id]).toEqual([202, 202, first.body?.id]);
    // The key is each caller's own: to another it is another run, which has a twin now or starts anew.
    const other = await start(aws(ORDER_EVENTS), 'shop-report', { day: DAY, shop: 'london' }, 'one');
    expect([other.status, other.body?.id === first.body?.id]).toEqual([202, false]);
    expect(await ended(aws(NIGHTLY), first.headers.location as string)).toMatchObject({ state: 'succeeded', requestedBy: `role:${NIGHTLY}`, mapping: 'pipelines', reason: 'a test' });
    expect((await start(aws(NIGHTLY), 'shop-report', { day: DAY, shop: 'berlin' }, 'one')).body?.id).toBe(first.body?.id);
    expect(await running.decision(({ run, event, method }) => run === first.body?.id && event === 'decision' && method === 'start-run')).toMatchObject({
      outcome: 'allow', principal: `role:${NIGHTLY}`, principalKind: 'machine', session: 'bearer', issuer: 'aws', mapping: 'pipelines', job: 'shop-report', statedReason: 'a test',
    });
  });

  test('another role may not: not that job, not those values, and nothing where no mapping names it', async () => {
    expect((await start(aws(ORDER_EVENTS), 'daily-report', { day: DAY }, 'a')).body).toMatchObject({ status: 404, code: 'no-such-job' });
    expect((await start(aws(ORDER_EVENTS), 'shop-report', { day: DAY, shop: 'berlin' }, 'b')).body).toMatchObject({ status: 403, code: 'beyond-limits' });
    expect((await start(aws(PARTNER), 'shop-report', { day: DAY, shop: 'london' }, 'c', OF_PARTNER)).body).toMatchObject({ status: 404, code: 'no-such-job' });
    expect((await start(aws(IDLE), 'shop-report', { day: DAY, shop: 'london' }, 'd')).body).toMatchObject({ status: 404, code: 'no-such-job' });
    expect((await call(aws(IDLE), '/api/task_list?data=%7B%7D')).status).toBe(403);
    const stranger = await call(aws(role('stranger')), '/jobs');
    expect([stranger.status, stranger.body?.code, stranger.headers['www-authenticate']]).toEqual([401, 'token-role', 'Bearer realm="luigi", error="invalid_token"']);
    expect(await running.decision(({ reason }) => reason === 'token-role')).toMatchObject({ outcome: 'deny', principal: null, status: 401 });
  });

  test('request_tags, and a session\'s name, decide nothing', async () => {
    const tags = { 'role': NIGHTLY, 'principal': 'group:data-engineers', 'sub': NIGHTLY, 'groups': 'data-engineers', 'aws:PrincipalTag/team': 'data' };
    const plain = (await call(aws(IDLE), '/whoami')).body;
    const tagged = (await call(issuers().awsToken({ subject: IDLE, tags }), '/whoami')).body;
    expect(tagged?.access).toEqual(plain?.access);
    expect(tagged?.principal).toBe(`role:${IDLE}`);
    const session = (await call(aws('arn:aws:sts::111122223333:assumed-role/order-events/ci@nightly'), '/whoami')).body;
    expect(session?.principal).toBe(`role:${ORDER_EVENTS}`);
    await call(aws('arn:aws:sts::111122223333:assumed-role/order-events/ci@nightly'), '/jobs');
    expect(await running.decision(({ roleSession }) => roleSession === 'ci@nightly')).toMatchObject({ principal: `role:${ORDER_EVENTS}` });
    // A path is not in a session's ARN, so that a mapping by path can't be met by one.
    expect((await call(aws('arn:aws:sts::111122223333:assumed-role/nightly/ci'), '/whoami')).status).toBe(401);
  });

  test.each(['Bearer', 'Bearer ', 'bearer x', 'Bearer e30.e30.e30', 'Bearer null', 'BEARER a b'])('%j is answered with 401, for a page and for a call, and never with a login', async (authorization) => {
    for (const address of ['/', '/jobs', '/static/visualiser/index.html', '/api/task_list?data=%7B%7D', '/oauth2/idpresponse?code=x']) {
      const answer = await call(undefined, address, { headers: { authorization, accept: 'text/html' } });
      expect([address, answer.status, answer.headers.location, answer.headers['set-cookie']]).toEqual([address, 401, undefined, undefined]);
      expect(answer.text).not.toContain('<form');
    }
  });

  test('a token and a login in one request are refused, whoever they name; a cookie beside a token proves nobody', async () => {
    const { loadBalancer } = running.service;
    const { payload, header } = loadBalancer.describe({ sub: 'ada', email: 'ada@example.com', email_verified: true, groups: ['data-engineers'] });
    const data = signOidcData({ payload, header }, loadBalancer.keys.current.privateKey);
    for (const headers of [{ 'x-amzn-oidc-data': data, 'x-amzn-oidc-identity': 'ada' }, { 'x-amzn-oidc-identity': 'ada' }, { x_amzn_oidc_data: data }] as Record<string, string>[]) {
      const { status, body } = await call(aws(NIGHTLY), '/whoami', { headers });
      expect([status, body?.code]).toEqual([400, 'identity-ambiguous']);
    }
    const cookie = (await running.login('ada')).cookieFor();
    expect((await call(aws(IDLE), '/whoami', { headers: { cookie } })).body).toMatchObject({ principal: `role:${IDLE}` });
    expect((await call('forged', '/whoami', { headers: { cookie } })).status).toBe(401);
  });

  test('a change by GET needs no proof of origin from a machine, and does from a session', async () => {
    writeFileSync(path.join(running.service.mappings, 'on-call.json'), JSON.stringify({ version: 1, principals: [`role:${role('ci/on-call')}`], grants: { operate: ['*'] } }));
    const token = aws(role('ci/on-call'));
    await waitFor(async () => (await call(token, '/api/pause?data=%7B%7D')).status === 200, { what: 'the mapping is read' });
    expect(await running.luigid('is_paused')).toEqual({ paused: true });
    expect((await call(token, '/api/unpause?data=%7B%7D')).status).toBe(200);
    const ada = await running.login('ada');
    const refused = await ada.request('/api/pause?data=%7B%7D', { headers: { accept: 'application/json' } });
    expect([refused.status, JSON.parse(refused.body).code]).toEqual([403, 'origin-not-proved']);
    expect(await running.luigid('is_paused')).toEqual({ paused: false });
    expect(await running.decision(({ method, event, outcome }) => method === 'pause' && event === 'decision' && outcome === 'allow')).toMatchObject({ principal: `role:${role('ci/on-call')}`, mapping: 'on-call' });
  });

  // What is forged is in attacks/forged-tokens.ts.
  test('past the load balancer, the gateway goes by the token, whatever X-Luigi-Issuer says', async () => {
    for (const headers of [[], [['X-Luigi-Issuer', 'github']], [['X-Luigi-Issuer', 'nobody']]] as [string, string][][]) {
      const request = requestText('GET', '/whoami', [['Accept', 'application/json'], ['Authorization', `Bearer ${aws(NIGHTLY)}`], ...headers]);
      const { status, body } = await sendRaw(running.service.layout.ports.people, request);
      expect([status, JSON.parse(body.toString()).principal]).toEqual([200, `role:${NIGHTLY}`]);
    }
  });

  test('keys are rotated without a pause, and what a key that was taken back signs is not believed', async () => {
    const before = aws(NIGHTLY);
    expect((await call(before, '/whoami')).status).toBe(200);
    const old = issuers().keys.aws.current();
    issuers().keys.aws.rotate();
    expect((await call(before, '/whoami')).status).toBe(200);
    // The gateway fetches a set again at most every ten seconds.
    await waitFor(async () => (await call(aws(NIGHTLY), '/whoami')).status === 200, { what: 'a token of the new key is taken', timeoutMs: 20_000 });
    issuers().keys.aws.forgetOld();
    issuers().keys.aws.rotate();
    await waitFor(async () => (await call(aws(NIGHTLY), '/whoami')).status === 200, { what: 'the set is fetched again', timeoutMs: 20_000 });
    const stolen = signToken(awsClaims({ issuer: `${issuers().url}/aws`, subject: NIGHTLY, audience: [running.service.url] }), old);
    expect((await call(stolen, '/whoami')).status).toBe(401);
    expect((await call(before, '/whoami')).status).toBe(401);
  });

  test('while key sets can not be had, what was proved goes on, and the service stays well for people', async () => {
    const token = aws(NIGHTLY);
    expect((await call(token, '/whoami')).status).toBe(200);
    issuers().state = 'down';
    try {
      expect((await call(token, '/whoami')).status).toBe(200);
      expect((await call(aws(NIGHTLY), '/whoami')).status).toBe(200);
      expect((await (await running.login('ada')).rpc('task_list')).status).toBe(200);
      // A key that nobody has fetched yet: the load balancer lets no such token pass, and the gateway says that it is for now.
      issuers().keys.partner.rotate();
      const fresh = aws(PARTNER);
      expect((await call(fresh, '/whoami', { headers: OF_PARTNER })).status).toBe(401);
      const past = await sendRaw(running.service.layout.ports.people, requestText('GET', '/whoami', [['Accept', 'application/json'], ['Authorization', `Bearer ${fresh}`]]));
      expect([past.status, JSON.parse(past.body.toString()).code, Number(past.headers['retry-after']) > 0]).toEqual([503, 'token-keys-unavailable', true]);
      // then: who is logged in is told which issuer and why, a stranger that something is the matter
      const { parts } = JSON.parse((await (await running.login('ada')).request('/healthz', { headers: { accept: 'application/json' } })).body) as { parts: Array<{ name: string }> };
      expect(parts.find(({ name }) => name === 'token issuers')).toMatchObject({ ok: true, degraded: true, issuers: expect.arrayContaining([expect.objectContaining({ name: 'partner', lastError: expect.any(String) as string })]) as unknown });
      const stranger = await sendRaw(running.service.layout.ports.people, requestText('GET', '/healthz', [['Accept', 'application/json']]));
      expect([stranger.status, JSON.parse(stranger.body.toString())]).toEqual([200, { status: 'degraded' }]);
    } finally {
      issuers().state = 'up';
    }
  });
});
