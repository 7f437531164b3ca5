import { request } from 'node:http';
import { AccessMap } from '../../../../images/gateway/src/access/access-map';
import type { Luigid, UpstreamAnswer } from '../../../../images/gateway/src/luigi/client/upstream';
import { waitFor } from '../../../../local/process-runner/wait-for';
import { aMapping } from '../../../support/access/mappings';
import { by, dataOf, GatewayLanes, PROOF } from '../../../support/gateway-lanes';
import { FakeLuigid } from '../../../support/luigi/fake-luigid';

const AT_ONCE = 8;

/** Answers nothing until it is told to. */
class BusyLuigid extends FakeLuigid {
  readonly signals: (AbortSignal | undefined)[] = [];
  release = (): void => undefined;
  private readonly held = new Promise<void>((resolve) => { this.release = resolve; });

  override async call(...call: Parameters<Luigid['call']>): Promise<UpstreamAnswer> {
    this.signals.push(call[2]?.signal);
    const answer = await super.call(call[0], call[1]);
    await this.held;
    return answer;
  }

  override async page(): Promise<UpstreamAnswer> {
    return { status: 200, contentType: 'text/html', body: Buffer.from('all tasks') };
  }
}

let lanes: GatewayLanes;
let luigid: BusyLuigid;
beforeEach(async () => {
  luigid = new BusyLuigid([]);
  lanes = await GatewayLanes.start({ parts: { luigid } });
});
afterEach(() => {
  luigid.release();
  return lanes.stop();
});

const search = (word: string, who: Parameters<typeof by>[0]) => lanes.people(`/api/task_search?${dataOf({ task_str: word })}`, by(who));
const markDone = (id: string, who: Parameters<typeof by>[0]) => (
  lanes.people('/api/mark_as_done', { ...by(who), ...PROOF, 'content-type': 'application/x-www-form-urlencoded' }, { method: 'POST', body: dataOf({ task_id: id }) }));
const asked = () => luigid.calls.map(({ args }) => args.task_str);

describe('a person who asks for much at once', () => {
  test('keeps eight calls of luigid\'s busy, and no more: others are answered', async () => {
    const answers = Array.from({ length: 20 }, (_, index) => search(`g${index}`, 'grace'));
    await waitFor(() => asked().length >= AT_ONCE, { what: 'the first calls are with luigid', everyMs: 5 });
    const other = search('of another person', 'ada');
    await waitFor(() => asked().includes('of another person'), { what: 'the other person\'s call is with luigid', everyMs: 5 });
    expect(asked()).toHaveLength(AT_ONCE + 1);

    luigid.release();

    expect((await other).status).toBe(200);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  test('and hangs up takes those calls along, and has its turns again', async () => {
    const leaving = Array.from({ length: AT_ONCE }, (_, index) => {
      const call = request({ port: lanes.peoplePort, path: `/api/task_search?${dataOf({ task_str: `left${index}` })}`, headers: by('grace'), agent: false });
      call.on('error', () => undefined).end();
      return call;
    });
    await waitFor(() => asked().length === AT_ONCE, { what: 'the calls are with luigid', everyMs: 5 });
    leaving.forEach((call) => call.destroy());
    const next = search('next', 'grace');
    await waitFor(() => asked().includes('next'), { what: 'the next call is with luigid', everyMs: 5 });
    expect(luigid.signals.map((signal) => signal?.aborted)).toEqual([...Array(AT_ONCE).fill(true), false]);

    luigid.release();

    expect((await next).status).toBe(200);
  });

  test('and leaves before a turn has come asks luigid nothing', async () => {
    const gone = new Promise<void>((tell) => {
      lanes.peopleLane.server.on('request', ({ url }, response) => { if (url?.includes('left')) response.once('close', tell); });
    });
    const answers = Array.from({ length: AT_ONCE }, (_, index) => search(`g${index}`, 'grace'));
    await waitFor(() => asked().length === AT_ONCE, { what: 'the first calls are with luigid', everyMs: 5 });
    const leaving = request({ port: lanes.peoplePort, path: `/api/task_search?${dataOf({ task_str: 'left' })}`, headers: by('grace'), agent: false });
    leaving.on('error', () => undefined).end();
    await new Promise((resolve) => { lanes.peopleLane.server.once('request', resolve); });
    leaving.destroy();
    await gone;

    luigid.release();
    await Promise.all(answers);
    await search('last', 'grace');

    expect(asked()).toEqual(expect.arrayContaining(['g0', 'last']));
    expect(asked()).not.toContain('left');
  });
});

describe('a change', () => {
  test('that somebody asks for who may only view keeps eight look-ups of luigid\'s busy at most', async () => {
    const answers = Array.from({ length: 20 }, (_, index) => markDone(`t${index}`, 'grace'));
    await waitFor(() => luigid.calls.length >= AT_ONCE, { what: 'the first look-ups are with luigid', everyMs: 5 });
    const other = search('of another person', 'ada');
    await waitFor(() => asked().includes('of another person'), { what: 'the other person\'s call is with luigid', everyMs: 5 });
    expect(luigid.calls).toHaveLength(AT_ONCE + 1);

    luigid.release();

    expect((await other).status).toBe(200);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(404));
  });

  test('of somebody who may operate waits for no turn: all that they watch does not keep them from it', async () => {
    const answers = Array.from({ length: AT_ONCE + 1 }, (_, index) => search(`g${index}`, 'ada'));
    await waitFor(() => asked().length >= AT_ONCE, { what: 'the first calls are with luigid', everyMs: 5 });
    const change = markDone('never', 'ada');
    await waitFor(() => luigid.calls.some(({ method }) => method === 'fetch_error'), { what: 'the change is judged', everyMs: 5 });
    luigid.release();
    expect((await change).status).toBe(404);
    await Promise.all(answers);
  });
});

describe('a person whose rights are taken away while their calls wait', () => {
  test.each([
    ['a view', `/api/task_search?${dataOf({ task_str: 'late' })}`, 200], ['a page', '/metrics', 200], ['a change', '/api/mark_as_done', 404],
  ])('is refused %s when the turn comes: rights are those of that moment', async (what, path, status) => {
    const granted = new AccessMap([aMapping('analysts', ['group:analysts'], { view: ['*'] })]);
    let mappings = granted;
    await lanes.stop();
    lanes = await GatewayLanes.start({ parts: { luigid, policy: { accessOf: (principals) => mappings.accessOf(principals) } } });
    const ask = () => what === 'a change' ? markDone('late', 'grace') : lanes.people(path, by('grace'));
    const held = Array.from({ length: AT_ONCE }, (_, index) => search(`g${index}`, 'grace'));
    await waitFor(() => asked().length === AT_ONCE, { what: 'the first calls are with luigid', everyMs: 5 });
    const waiting = ask();
    await new Promise((done) => { setTimeout(done, 50); });

    mappings = new AccessMap([]);
    luigid.release();

    expect((await Promise.all(held)).map((answer) => answer.status)).toEqual(Array(AT_ONCE).fill(200));
    expect(await waiting).toMatchObject({ status: 403, code: 'not-granted' });
    mappings = granted;
    expect((await ask()).status).toBe(status);
  });
});

test('a person who is shut out while their call waits is refused when its turn comes', async () => {
  let out = false;
  await lanes.stop();
  lanes = await GatewayLanes.start({ parts: { luigid, revocations: { shutsOut: ({ principal }) => out && principal === 'user:grace' } } });
  const held = Array.from({ length: AT_ONCE }, (_, index) => search(`g${index}`, 'grace'));
  await waitFor(() => asked().length === AT_ONCE, { what: 'the first calls are with luigid', everyMs: 5 });
  const waiting = search('late', 'grace');
  await new Promise((done) => { setTimeout(done, 50); });

  out = true;
  luigid.release();

  await Promise.all(held);
  expect(await waiting).toMatchObject({ status: 403, code: 'principal-revoked' });
  expect(asked()).not.toContain('late');
  expect((await search('other', 'ada')).status).toBe(200);
});
