import type { HealthSource } from '../../../../images/gateway/src/http/health-routes';
import { by, GatewayLanes } from '../../../support/gateway-lanes';

const source = (name: string, ok: boolean): HealthSource => ({ name, health: () => ({ ok, source: `${name} at an address of ours` }) });
const WELL = [source('mappings', true), source('decision log', true)];

let lanes: GatewayLanes;
const given = async (health: readonly HealthSource[] = WELL): Promise<GatewayLanes> => lanes = await GatewayLanes.start({ parts: { health } });
afterEach(() => lanes.stop());

describe('/livez', () => {
  test.each(['GET', 'HEAD'])('answers %s without a login, and says nothing else', async (method) => {
    await given();
    const { status, text } = await lanes.people('/livez', {}, { method });
    expect([status, text]).toEqual([200, method === 'GET' ? '{"status":"ok"}' : '']);
  });

  test('does not fail for mappings or records: the task that holds the last good ones must live', async () => {
    await given([source('mappings', false), source('decision log', false)]);
    expect((await lanes.people('/livez')).status).toBe(200);
  });

  test('fails once luigid does not answer', async () => {
    (await given()).luigid.alive = false;
    expect(await lanes.people('/livez')).toMatchObject({ status: 503, text: '{"status":"unavailable"}' });
  });

  test('costs no decision', async () => {
    const { decisions } = await given();
    decisions.fails = true;
    expect((await lanes.people('/livez')).status).toBe(200);
  });
});

describe('/healthz', () => {
  test('tells everybody whether all is well, and no more to who is not logged in', async () => {
    await given();
    expect(await lanes.people('/healthz')).toMatchObject({ status: 200, text: '{\n  "status": "ok"\n}' });
  });

  test.each([[[source('mappings', false), source('decision log', true)]], [[source('mappings', true), source('decision log', false)]]])(
    'fails where a part does, whose details only the logged in get (%#)', async (health) => {
      await given(health);
      const stranger = await lanes.people('/healthz');
      expect([stranger.status, JSON.parse(stranger.text)]).toEqual([503, { status: 'unavailable' }]);
      const alan = await lanes.people('/healthz', by('alan'));
      expect([alan.status, JSON.parse(alan.text)]).toEqual([503, {
        status: 'unavailable', parts: [{ name: 'luigid', ok: true }, ...health.map(({ name, health: tell }) => ({ name, ...tell() }))],
      }]);
    });

  test('does not fail for what only wants looking after, and says that something does', async () => {
    await given([{ name: 'mappings', health: () => ({ ok: true, degraded: true }) }, source('decision log', true)]);
    const { status, text } = await lanes.people('/healthz');
    expect([status, JSON.parse(text)]).toEqual([200, { status: 'degraded' }]);
  });

  test('fails without luigid', async () => {
    (await given()).luigid.alive = false;
    const { status, text } = await lanes.people('/healthz', by('ada'));
    expect([status, JSON.parse(text)]).toMatchObject([503, { parts: [{ name: 'luigid', ok: false }, { ok: true }, { ok: true }] }]);
  });
});

test('the worker lane has neither', async () => {
  await given();
  for (const path of ['/livez', '/healthz']) expect((await lanes.workers(path, by('worker'))).status).toBe(404);
});
