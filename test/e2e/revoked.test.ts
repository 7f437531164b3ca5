import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PersonClient } from '../../local/person-client';
import { waitFor } from '../../local/process-runner/wait-for';
import { PROJECT } from '../../local/setup/paths';
import { startTestService, type TestService } from '../support/service';
import { workerCall } from '../support/worker-lane';

interface Part { readonly name: string; readonly ok: boolean; readonly [more: string]: unknown }

describe('who is shut out while the service runs', () => {
  let running: TestService;
  let ada: PersonClient;
  let grace: PersonClient;
  beforeAll(async () => {
    running = await startTestService();
    [ada, grace] = [await running.login('ada'), await running.login('grace')];
  });
  afterAll(() => running?.stop());
  afterEach(async () => {
    mkdirSync(running.service.control, { recursive: true });
    rmSync(file(), { force: true });
    await waitFor(async () => (await grace.rpc('task_list')).status === 200 && (await ada.rpc('task_list')).status === 200 && (await ping()).status === 200, { what: 'all are in again' });
  });

  const file = () => path.join(running.service.control, 'revoked.json');
  /** As a person who edits does it: elsewhere, then into its place. */
  const put = (text: string) => {
    const made = path.join(running.service.folder, 'revoked.new');
    writeFileSync(made, text);
    renameSync(made, file());
  };
  const shutOut = (...principals: string[]) => put(JSON.stringify({ version: 1, revoked: principals.map((principal) => ({ principal, reason: 'told to nobody' })) }));
  const ping = () => workerCall(running.service, 'ping', { worker: 'w' });
  const code = ({ status, body }: { readonly status: number; readonly body: string }) => `${status} ${status === 200 ? '' : (JSON.parse(body) as { code: string }).code}`;
  const isOut = (answer: { readonly status: number; readonly body: string }) => code(answer) === '403 principal-revoked';
  const health = async () => {
    const { status, body } = await ada.request('/healthz', { headers: { accept: 'application/json' } });
    const { status: told, parts } = JSON.parse(body) as { status: string; parts?: Part[] };
    return { status, told, revocations: parts?.find(({ name }) => name === 'revocations') };
  };

  test.each([['her name', 'user:grace@example.com'], ['her group', 'group:analysts']])('a person is out by %s within seconds, with the session that she has and a copy of it; the others go on', async (_by, principal) => {
    expect((await grace.rpc('task_list')).status).toBe(200);
    shutOut(principal);
    const since = Date.now();
    await waitFor(async () => isOut(await grace.rpc('task_list')), { what: 'grace is out' });
    expect(Date.now() - since).toBeLessThan(10_000);
    const copy = await fetch(`${running.service.url}/whoami`, { headers: { cookie: grace.cookieFor() ?? '' } });
    expect([copy.status, (await copy.json() as { code: string }).code]).toEqual([403, 'principal-revoked']);
    const page = await grace.request('/', { headers: { 'accept': 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } });
    expect([page.status, page.body.includes('Your access to this service was withdrawn: ask whoever runs it.')]).toEqual([403, true]);
    expect(page.body).not.toContain('told to nobody');
    // A session of her own making helps as little.
    expect(isOut(await (await running.login('grace')).rpc('task_list'))).toBe(true);
    expect((await ada.rpc('task_list')).status).toBe(200);
    expect((await ping()).status).toBe(200);
    expect(await running.decision(({ reason, method }) => reason === 'principal-revoked' && method === 'task_list')).toMatchObject({
      outcome: 'deny', principal: 'user:grace@example.com', principalKind: 'person', session: 'cookie', mapping: null, status: 403, lane: 'people',
    });
  });

  test('grace is out by what docs/one-machine.md says, word for word', async () => {
    const chapter = readFileSync(path.join(PROJECT, 'docs/one-machine.md'), 'utf8').split('## Shut somebody out\n')[1] ?? '';
    const [, block = ''] = /```sh\n(.*?)```/s.exec(chapter) ?? [];
    execFileSync('bash', ['-euc', block.replaceAll('.local/demo/', `${running.service.folder}/`)]);
    await waitFor(async () => isOut(await grace.rpc('task_list')), { what: 'grace is out' });
    expect((await ada.rpc('task_list')).status).toBe(200);
  });

  test('a role is out with the token that it has, by its path too', async () => {
    const token = running.service.tokenIssuers.awsToken({ subject: 'arn:aws:iam::111122223333:role/ci/nightly' });
    const call = async () => {
      const answer = await fetch(`${running.service.url}/jobs`, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' } });
      return { status: answer.status, body: await answer.text() };
    };
    expect((await call()).status).toBe(200);
    for (const principal of ['role:arn:aws:iam::111122223333:role/ci/nightly', 'role:arn:aws:iam::111122223333:role/ci/*']) {
      shutOut(principal);
      await waitFor(async () => isOut(await call()), { what: 'the role is out' });
      shutOut('role:arn:aws:iam::444455556666:role/*');
      await waitFor(async () => (await call()).status === 200, { what: 'the role is in again' });
    }
  });

  test('a worker is out, and its calls are on record', async () => {
    shutOut(`worker:${running.service.workerCredential.split(':')[0]}`);
    await waitFor(async () => isOut(await ping()), { what: 'the worker is out' });
    expect(isOut(await workerCall(running.service, 'add_task', { task_id: 'a_b_c', worker: 'w' }))).toBe(true);
    expect(await running.decision(({ reason, lane }) => reason === 'principal-revoked' && lane === 'workers')).toMatchObject({ principal: 'worker:pipeline', status: 403 });
  });

  test('a document that breaks leaves the last good one in force, and /healthz tells that it did, not what stands in it', async () => {
    shutOut('user:grace@example.com');
    await waitFor(async () => isOut(await grace.rpc('task_list')), { what: 'grace is out' });
    put('{"version": 1, "revoked": [{"principal": "user:ada@example.com", "reason": "a secret"}');
    const told = await waitFor(async () => {
      const { revocations } = await health();
      return revocations?.invalidCount === 1 ? revocations : undefined;
    }, { what: '/healthz tells of it' });
    expect(told).toMatchObject({ ok: true, degraded: true, count: 1, invalid: [{ name: 'revoked' }] });
    expect(JSON.stringify(told)).not.toMatch(/ada@|secret/);
    expect(await health()).toMatchObject({ status: 200, told: 'degraded' });
    expect(isOut(await grace.rpc('task_list'))).toBe(true);
    expect((await ada.rpc('task_list')).status).toBe(200);
  });

  test.each([
    ['is invalid', () => put('{')], ['can not be read', () => renameSync(running.service.control, path.join(running.service.folder, 'control-away'))],
  ])('where it %s when the gateway starts, nobody is let in until it is mended; the service is alive', async (_what, damage) => {
    damage();
    await running.service.program('gateway').restart();
    for (const answer of [await ada.rpc('task_list'), await grace.rpc('task_list'), await ping()]) expect(code(answer)).toBe('503 revocations-unavailable');
    expect((await ada.request('/livez')).status).toBe(200);
    expect(await health()).toEqual({ status: 503, told: 'unavailable', revocations: undefined });
    rmSync(path.join(running.service.folder, 'control-away'), { recursive: true, force: true });
  });

  test.each([['broken', '{', false], ['good', '{"version": 1, "revoked": []}', true]])('the line that the alarm listens to tells of a document that is %s', async (_what, text, ok) => {
    put(text);
    const log = path.join(path.dirname(running.service.accessLog), 'gateway.log');
    const told = () => readFileSync(log, 'utf8').split('\n').filter((line) => line.includes('"message":"health"'));
    const before = told().length;
    await running.service.program('gateway').restart();
    const line = await waitFor(() => told()[before], { what: 'the line is there' });
    expect(JSON.parse(line)).toMatchObject({ revocationsOk: ok, revocationsAgeSeconds: expect.any(Number) });
  });
});
