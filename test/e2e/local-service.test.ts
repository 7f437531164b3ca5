import { existsSync, rmSync } from 'node:fs';
import { workOnceReEnabled } from '../../local/demo/waiting-worker';
import { PersonClient } from '../../local/person-client';
import { waitFor } from '../../local/process-runner/wait-for';
import { LUIGI_ENDED, SamplePipeline, taskOf } from '../../local/sample-pipeline/pipeline';
import { type PersonName, startTestService, type TestService } from '../support/service';

describe('the service on one machine', () => {
  let running: TestService;
  beforeAll(async () => { running = await startTestService(); });
  afterAll(() => running?.stop());

  test.each([
    ['ada', ['operators']],
    ['grace', ['analysts']],
    ['alan', []],
  ] as [PersonName, string[]][])('%s logs in by the form and has the mappings %p', async (person, mappings) => {
    const client = await running.login(person);
    const answer = await client.request('/whoami', { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(200);
    const who = JSON.parse(answer.body);
    expect(who.principal).toBe(`user:${person}@example.com`);
    expect(who.access.mappings.map(({ name }: { name: string }) => name)).toEqual(mappings);
  });

  test('the login ends where the person wanted to go', async () => {
    const answer = await running.stranger().login('ada', 'lovelace', '/whoami?from=a%20link');
    expect(answer.url).toBe(`${running.service.url}/whoami?from=a%20link`);
    expect(answer.status).toBe(200);
  });

  test('a wrong password shows the form again and makes no session', async () => {
    const client = running.stranger();
    await expect(client.login('ada', 'hopper')).rejects.toThrow('wrong password');
    expect((await client.rpc('task_list')).status).toBe(401);
  });

  test('a login that was begun in another browser is refused', async () => {
    const victim = running.stranger();
    const begun = await running.stranger().request('/');
    const form = await victim.request(begun.headers.location as string, { follow: true });
    const action = /action="([^"]+)" id="login"/.exec(form.body)?.[1] as string;
    const answer = await victim.request(new URL(action, form.url).href, {
      method: 'POST', follow: true, body: 'username=ada&password=lovelace', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(401);
    expect((await victim.rpc('task_list')).status).toBe(401);
  });

  test('signing out ends both sessions and lands on a page that needs no login', async () => {
    const ada = await running.login('ada');
    const signOut = await ada.request('/sign-out', {
      method: 'POST', body: '', headers: {
        'content-type': 'application/x-www-form-urlencoded', 'origin': running.service.url,
        'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document',
      },
    });
    const goesOnTo = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(signOut.body)?.[1]?.replaceAll('&amp;', '&') as string;
    expect(goesOnTo).toContain(`${running.service.issuer}/session/end?client_id=`);
    const provider = await ada.request(goesOnTo, { follow: true });
    const [, action, xsrf] = /action="([^"]+)".*name="xsrf" value="([^"]+)"/s.exec(provider.body) as RegExpExecArray;
    const landed = await ada.request(action as string, {
      method: 'POST', follow: true, body: `xsrf=${xsrf}&logout=yes`, headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(landed.url).toBe(`${running.service.url}/signed-out`);
    expect(landed.status).toBe(200);
    expect((await ada.rpc('task_list')).status).toBe(401);
    // The provider asks again.
    expect((await ada.request('/', { follow: true })).body).toContain('id="login"');
  });

  test('a session that ends is told by 401 to scripts and by the login to browsers', async () => {
    const ada = await running.login('ada');
    expect((await ada.rpc('task_list')).status).toBe(200);
    running.service.loadBalancer.endSessions();
    expect((await ada.rpc('task_list')).status).toBe(401);
    expect((await ada.request('/whoami')).status).toBe(302);
  });

  test.each(['luigid', 'gateway', 'lighttpd'] as const)('%s, killed with kill -9, is back and answers', async (name) => {
    const ada = await running.login('ada');
    const before = running.service.program(name).pid as number;
    process.kill(before, 'SIGKILL');
    await waitFor(() => running.service.program(name).pid !== undefined && running.service.program(name).pid !== before, { what: `${name} runs again` });
    await waitFor(async () => (await ada.rpc('task_list')).status === 200, { what: 'the front door answers' });
  });

  test('a mapping that is taken away holds no more within seconds', async () => {
    const own = await startTestService();
    try {
      const grace = await own.login('grace');
      expect((await grace.rpc('task_list')).status).toBe(200);
      rmSync(`${own.service.mappings}/analysts.json`);
      await waitFor(async () => (await grace.rpc('task_list')).status === 403, { what: 'grace may nothing' });
    } finally {
      await own.stop();
    }
  });

  test('a failed task that a person mends and re-enables is gone on with, to the end, by the worker that waits', async () => {
    const pipeline = new SamplePipeline(running.service);
    const day = '2026-02-28';
    const ended = new AbortController();
    await pipeline.deliver(day, 'spoiled');
    expect(await pipeline.work(day)).toBe(LUIGI_ENDED.taskFailed);
    await pipeline.mend(day);
    const waiting = workOnceReEnabled(running.service, pipeline, day, () => undefined, ended.signal);

    const ada = await running.login('ada');
    const taskId = taskOf(await ada.call('task_list', { status: 'DISABLED', upstream_status: '' }), 'etl.CleanOrders', day);
    await ada.call('re_enable_task', { task_id: taskId });

    await waiting;
    expect(existsSync(pipeline.report(day))).toBe(true);
    expect(await running.decision(({ method, outcome }) => method === 're_enable_task' && outcome === 'allow'))
      .toMatchObject({ principal: 'user:ada@example.com', mapping: 'operators', family: 'etl.CleanOrders', taskId });
  });

  test('stopping it leaves no process and no port', async () => {
    const own = await startTestService();
    const pids = Object.values(own.service.pids);
    const { folder, url } = own.service;
    await own.stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(new PersonClient(url).request('/signed-out')).rejects.toThrow('ECONNREFUSED');
    expect(existsSync(folder)).toBe(false);
  });

  test('a wrong setting fails the start with the line that names it, and leaves nothing running', async () => {
    await expect(startTestService({ env: { gateway: { GATEWAY_CALLS_PER_MINUTE: 'many' } } }))
      .rejects.toThrow(/gateway ended with 2 before it was ready: .*GATEWAY_CALLS_PER_MINUTE/);
  });
});
