import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PersonClient } from '../../../local/person-client';
import { waitFor } from '../../../local/process-runner/wait-for';
import { startTestService, type TestService } from '../../support/service';

/** What the demo comes with: each of them holds all the time. */
const SHIPPED = readdirSync(path.join(__dirname, '../../../local/mappings')).length;

interface Part { readonly name: string; readonly ok: boolean; readonly [more: string]: unknown }

describe('mappings that go wrong while the service runs', () => {
  let running: TestService;
  let ada: PersonClient;
  let grace: PersonClient;
  beforeAll(async () => {
    running = await startTestService({ env: { gateway: { GATEWAY_MAPPINGS_REFRESH_SECONDS: '1' } } });
    [ada, grace] = [await running.login('ada'), await running.login('grace')];
  });
  afterAll(() => running?.stop());

  const health = async (client: PersonClient) => {
    const { status, body } = await client.request('/healthz', { headers: { accept: 'application/json' } });
    const { status: told, parts } = JSON.parse(body) as { status: string; parts?: Part[] };
    return { status, told, mappings: parts?.find(({ name }) => name === 'mappings') };
  };
  /** As a person who edits does it: elsewhere, then into its place. */
  const put = (name: string, text: string) => {
    const file = path.join(running.service.folder, `new-${name}`);
    writeFileSync(file, text);
    renameSync(file, path.join(running.service.mappings, `${name}.json`));
  };

  test.each([
    ['no JSON', '{"version": 1, "principals": ["group:analysts"'],
    ['JSON of another form', '{"version": 1, "principals": ["group:analysts"], "grants": {"own": ["*"]}}'],
    ['bytes that are no text', '\u0000\u0001'],
    ['a key twice', '{"version": 1, "principals": ["group:analysts"], "principals": ["group:everyone"], "grants": {"view": ["*"]}}'],
  ])('one that is %s is left out, the others go on, and /healthz tells the signed-in which', async (_what, text) => {
    put('broken', text);
    const told = await waitFor(async () => {
      const { mappings } = await health(grace);
      return mappings?.invalidCount === 1 ? mappings : undefined;
    }, { what: '/healthz tells of the invalid mapping' });
    expect(told).toMatchObject({ ok: true, mappings: SHIPPED, invalid: [{ name: 'broken', error: expect.stringMatching(/got .*expected|expected/) }] });
    expect((await ada.rpc('task_list')).status).toBe(200);
    expect((await grace.rpc('task_list')).status).toBe(200);
    // One broken mapping is no reason to send people away.
    expect(await health(grace)).toMatchObject({ status: 200, told: 'degraded' });
    renameSync(path.join(running.service.mappings, 'broken.json'), path.join(running.service.folder, 'was-broken'));
    await waitFor(async () => (await health(grace)).mappings?.invalidCount === 0, { what: 'it is forgotten' });
  });

  test('one that breaks takes away what it gave, and nothing else', async () => {
    const file = path.join(running.service.mappings, 'analysts.json');
    renameSync(file, path.join(running.service.folder, 'analysts'));
    put('analysts', '{');
    await waitFor(async () => (await grace.rpc('task_list')).status === 403, { what: 'grace may nothing' });
    expect((await ada.rpc('task_list')).status).toBe(200);
    renameSync(path.join(running.service.folder, 'analysts'), file);
    await waitFor(async () => (await grace.rpc('task_list')).status === 200, { what: 'grace sees again' });
  });

  test('a folder that is gone leaves the last good ones in force, and says so; once it is back, changes are taken again', async () => {
    const away = path.join(running.service.folder, 'mappings-away');
    renameSync(running.service.mappings, away);
    const told = await waitFor(async () => {
      const { mappings } = await health(ada);
      return (mappings?.failuresInARow as number) >= 2 ? mappings : undefined;
    }, { what: 'two reads have failed' });
    expect(told).toMatchObject({ ok: true, degraded: true, mappings: SHIPPED, lastError: expect.stringContaining('ENOENT') });
    expect((await ada.rpc('pause')).status).toBe(200);
    expect((await ada.rpc('unpause')).status).toBe(200);
    expect((await grace.rpc('task_list')).status).toBe(200);
    renameSync(away, running.service.mappings);
    await waitFor(async () => (await health(ada)).mappings?.failuresInARow === 0, { what: 'they are read again' });
  });

  // That mappings grow too old is tested with a clock in hand: test/unit/gateway/access/mapping-store.test.ts.
  test('a service that has none yet lets nobody in, is alive all the same, and recovers by itself', async () => {
    const gateway = running.service.program('gateway');
    const away = path.join(running.service.folder, 'mappings-away');
    renameSync(running.service.mappings, away);
    await gateway.restart();
    for (const client of [ada, grace]) {
      const refused = await client.rpc('task_list');
      expect([refused.status, JSON.parse(refused.body)]).toMatchObject([503, { code: 'mappings-unavailable' }]);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await ada.rpc('pause')).status).toBe(503);
    expect(await running.luigid('is_paused')).toEqual({ paused: false });
    // What the load balancer watches: it must not replace what only lacks its mappings.
    expect((await ada.request('/livez')).status).toBe(200);
    expect(await health(ada)).toMatchObject({ status: 503, told: 'unavailable', mappings: { ok: false, mappings: null } });
    renameSync(away, running.service.mappings);
    await waitFor(async () => (await ada.rpc('task_list')).status === 200, { what: 'ada is let in' });
    expect(await health(ada)).toMatchObject({ status: 200, told: 'ok' });
  });

  test('details of /healthz are for the signed-in only', async () => {
    const answer = await fetch(`http://127.0.0.1:${running.service.layout.ports.gatewayPeople}/healthz`);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });
});
