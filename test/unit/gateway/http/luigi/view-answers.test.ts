import { request, type RequestOptions } from 'node:http';
import type { CallOptions, UpstreamAnswer } from '../../../../../images/gateway/src/luigi/client/upstream';
import { NO_MEASURES, type ViewSource } from '../../../../../images/gateway/src/metrics/measures';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { by, dataOf, GatewayLanes, PROOF, TASKS } from '../../../../support/gateway-lanes';

const LIST = `/api/task_list?${dataOf({})}`;
const ERROR = `/api/fetch_error?${dataOf({ task_id: TASKS.report.id })}`;
const MARK = `/api/mark_as_done?${dataOf({ task_id: TASKS.report.id })}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ALWAYS_TOO_OLD = { GATEWAY_SHARED_ANSWER_MILLISECONDS: '0' };

let lanes: GatewayLanes;
let viewed: ViewSource[];
beforeEach(() => { viewed = []; });
afterEach(() => lanes.stop());

const given = async (env: Readonly<Record<string, string>> = {}): Promise<GatewayLanes> => lanes = await GatewayLanes.start({
  env, parts: { measures: { ...NO_MEASURES, viewed: (source) => { viewed.push(source); } } },
});
const askedFor = (method: string): number => lanes.luigid.calls.filter((call) => call.method === method).length;

describe('a view that was asked for by GET', () => {
  test('may be kept by the browser, which asks each time whether it is still true', async () => {
    await given();
    const { headers } = await lanes.people(LIST, by('ada'));
    expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', 'vary': 'Accept-Encoding', 'etag': expect.stringMatching(/^"[\w-]{24}"$/) as string });
  });

  test('is not sent to who has it: the same headers, a record of its own, and it is counted as unchanged', async () => {
    await given();
    const first = await lanes.people(LIST, by('ada'));
    const again = await lanes.people(LIST, { ...by('ada'), 'if-none-match': String(first.headers.etag) });
    expect(again).toMatchObject({ status: 304, text: '', headers: { 'cache-control': 'private, no-cache', 'vary': 'Accept-Encoding', 'etag': first.headers.etag } });
    expect(lanes.decisions.records).toMatchObject(Array(2).fill({ outcome: 'allow', method: 'task_list', mapping: 'operators' }));
    expect(viewed.at(-1)).toBe('unchanged');
  });

  test('is sent to who has what somebody else may see', async () => {
    await given();
    const all = await lanes.people(LIST, by('ada'));
    const some = await lanes.people(LIST, { ...by('grace'), 'if-none-match': String(all.headers.etag) });
    expect(some.status).toBe(200);
    expect(some.headers.etag).not.toBe(all.headers.etag);
  });
});

test('a view that was asked for by POST is kept by nobody, and sent whole to who claims to have it', async () => {
  await given();
  const { headers: { etag } } = await lanes.people(LIST, by('ada'));
  const posted = await lanes.people('/api/task_list', { ...by('ada'), ...PROOF, ...FORM, 'if-none-match': String(etag) }, { method: 'POST', body: dataOf({}) });
  expect(posted).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
  expect(posted.text).toContain(TASKS.report.marker);
});

describe('views of several people', () => {
  test('are counted by where they came from', async () => {
    await given(ALWAYS_TOO_OLD);
    await lanes.people(LIST, by('ada'));
    const { call } = lanes.luigid;
    let asked = 0;
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => { answer = resolve; });
    lanes.luigid.call = async (...args) => {
      asked += 1;
      await held;
      return call.apply(lanes.luigid, args);
    };
    let heard = 0;
    const bothHeard = new Promise<void>((tell) => {
      lanes.peopleLane.server.on('request', () => { if ((heard += 1) === 2) setTimeout(tell, 50); });
    });
    const both = [lanes.people(LIST, by('ada')), lanes.people(LIST, by('grace'))];
    await waitFor(() => asked > 0, { what: 'luigid is asked', everyMs: 5 });
    await bothHeard;
    answer();
    await Promise.all(both);
    expect([asked, viewed]).toEqual([1, ['asked', 'asked', 'shared']]);
  });

  test('ask luigid each time where nothing is to be kept', async () => {
    await given(ALWAYS_TOO_OLD);
    for (let time = 0; time < 3; time += 1) await lanes.people(LIST, by('ada'));
    expect(askedFor('task_list')).toBe(3);
  });
});

describe('who changes something', () => {
  test('sees it at once: what was kept is asked for again', async () => {
    await given();
    await lanes.people(LIST, by('ada'));
    await lanes.people(MARK, { ...by('ada'), ...PROOF });
    await lanes.people(LIST, by('ada'));
    expect(askedFor('task_list')).toBe(2);
  });

  test('is judged by what luigid says then, not by what a viewer was told before', async () => {
    await given();
    await lanes.people(ERROR, by('ada'));
    await lanes.people(MARK, { ...by('ada'), ...PROOF });
    expect(lanes.luigid.calls.map(({ method }) => method)).toEqual(['fetch_error', 'fetch_error', 'mark_as_done']);
  });
});

test('workers get no answer but their own: luigid is asked each time', async () => {
  await given();
  await lanes.people(LIST, by('ada'));
  for (let time = 0; time < 2; time += 1) await lanes.workers(LIST, by('worker'));
  expect(askedFor('task_list')).toBe(3);
});

describe('who goes away', () => {
  /** Sends it, goes away once luigid is asked, and resolves to the signal that luigid was given. */
  const leave = async (options: RequestOptions, port: number): Promise<AbortSignal> => {
    let asked: { readonly signal: AbortSignal | undefined } | undefined;
    let answer = (): void => undefined;
    const held = new Promise<UpstreamAnswer>((resolve) => { answer = () => resolve({ status: 200, contentType: 'application/json', body: Buffer.from('{"response": {}}') }); });
    const hear = (call?: CallOptions): Promise<UpstreamAnswer> => {
      asked = { signal: call?.signal };
      return held;
    };
    Object.assign(lanes.luigid, {
      call: (_method: string, _args: unknown, call?: CallOptions) => hear(call),
      page: (_path: string, call?: CallOptions) => hear(call),
      ask: () => Promise.resolve(true),
      familyOf: () => Promise.resolve('report.Day'),
    });
    const sent = request({ ...options, port, agent: false });
    sent.on('error', () => undefined).end();
    await waitFor(() => asked !== undefined, { what: 'luigid is asked', everyMs: 5 });
    const { signal } = asked!;
    expect(signal?.aborted).toBe(false);
    sent.destroy();
    await waitFor(() => signal?.aborted, { what: 'luigid is told that nobody waits any more', everyMs: 5 });
    answer();
    return signal!;
  };

  test.each([
    ['view', { path: LIST, headers: by('ada') }, 'peoplePort'],
    ['view of what they may see of it', { path: LIST, headers: by('grace') }, 'peoplePort'],
    ['page of luigid\'s', { path: '/tasklist', headers: by('ada') }, 'peoplePort'],
    ['change', { path: MARK, headers: { ...by('ada'), ...PROOF } }, 'peoplePort'],
    ['worker\'s view', { path: LIST, headers: by('worker') }, 'workerPort'],
  ] as const)('from a %s is known to have gone where the call stands in line', async (_what, options, port) => {
    await given();
    expect((await leave(options, lanes[port])).aborted).toBe(true);
  });

  test('after the answer was sent has not gone before it: nothing is told to luigid', async () => {
    await given();
    let signal: AbortSignal | undefined;
    const { call } = lanes.luigid;
    lanes.luigid.call = (method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions) => {
      signal = options?.signal;
      return call.call(lanes.luigid, method, args);
    };
    expect((await lanes.workers(LIST, by('worker'))).status).toBe(200);
    // A second answer comes after the first one's connection has been closed
    await lanes.workers('/nothing', by('worker'));
    expect(signal?.aborted).toBe(false);
  });
});
