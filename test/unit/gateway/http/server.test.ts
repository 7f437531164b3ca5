import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Problem } from '../../../../images/gateway/src/problem';
import { by, dataOf, GatewayLanes, PROOF, TASKS, type LaneAnswer, type LanesOptions } from '../../../support/gateway-lanes';

const ERROR = `/api/fetch_error?${dataOf({ task_id: TASKS.report.id })}`;
const MARK = `/api/mark_as_done?${dataOf({ task_id: TASKS.report.id })}`;
const BROWSER = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

let lanes: GatewayLanes;
const given = async (options: LanesOptions = {}): Promise<GatewayLanes> => lanes = await GatewayLanes.start(options);
afterEach(() => lanes.stop());

interface AnswerCase {
  readonly what: string;
  readonly ask: () => Promise<LaneAnswer>;
  /** @default no-store */
  readonly kept?: string;
}

describe('every answer', () => {
  test.each<AnswerCase>([
    { what: 'the start page', ask: () => lanes.people('/', by('ada')) },
    { what: '/whoami', ask: () => lanes.people('/whoami', by('ada')) },
    { what: '/livez', ask: () => lanes.people('/livez') },
    { what: '/healthz', ask: () => lanes.people('/healthz') },
    { what: 'the way out', ask: () => lanes.people('/sign-out', by('ada')) },
    { what: 'the end', ask: () => lanes.people('/signed-out') },
    { what: 'a page of luigid', ask: () => lanes.people('/tasklist', by('ada')) },
    // Kept for its caller alone, who asks each time whether it still holds
    { what: 'a view', ask: () => lanes.people(ERROR, by('grace')), kept: 'private, no-cache' },
    { what: 'a change', ask: () => lanes.people(MARK, { ...by('ada'), ...PROOF }) },
    { what: 'a worker\'s view', ask: () => lanes.workers(ERROR, by('worker')) },
    { what: 'a worker\'s change', ask: () => lanes.workers(`/api/get_work?${dataOf({ worker: 'w' })}`, by('worker')) },
    { what: 'a refusal', ask: () => lanes.people('/nowhere') },
    { what: 'a refusal for a browser', ask: () => lanes.people('/nowhere', BROWSER) },
    { what: 'a refusal of the worker lane', ask: () => lanes.workers('/nowhere') },
    { what: 'what is no call', ask: () => lanes.people('/api/pause', { ...by('ada'), 'content-type': 'none' }, { method: 'POST', body: 'x' }) },
  ])('($what) is kept by nobody else, runs no script, and has an id of our own', async ({ ask, kept = 'no-store' }) => {
    await given();
    const { headers } = await ask();
    expect(headers).toMatchObject({
      'cache-control': kept, 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'), 'strict-transport-security': expect.stringContaining('max-age=31536000'),
      'x-request-id': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toMatch(/base-uri 'none'.*frame-ancestors 'none'/);
    expect(policy).not.toMatch(/script-src|unsafe-eval/);
  });

  test('a view has a strong tag, for the coding that the caller takes', async () => {
    await given();
    const { status, headers } = await lanes.people(ERROR, by('grace'));
    expect(status).toBe(200);
    expect(headers).toMatchObject({ vary: 'Accept-Encoding', etag: expect.stringMatching(/^"[^"]+"$/) });
  });

  test.each([['the start page', '/', by('ada')], ['an error', '/nowhere', BROWSER], ['the end', '/signed-out', {}]] as const)(
    '(%s) lets its own style sheet through its policy, and no other', async (_what, path, headers) => {
      await given();
      const { headers: { 'content-security-policy': policy }, text } = await lanes.people(path, headers);
      const styles = [...text.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`);
      expect(styles).toHaveLength(1);
      expect(policy).toContain(`style-src ${styles[0]};`);
      expect(text).not.toMatch(/ style=| on[a-z]+=|<script/);
    });

  test('has the id that its record has, whatever id the client sent', async () => {
    const { decisions } = await given();
    const answers = [await lanes.people(ERROR, { ...by('grace'), 'x-request-id': 'mine' }), await lanes.people('/nowhere', { 'x-request-id': 'mine' })];
    expect(answers.map(({ headers }) => headers['x-request-id'])).toEqual(decisions.records.map(({ requestId }) => requestId));
    expect(JSON.stringify([answers, decisions.records])).not.toContain('mine');
  });
});

describe('errors', () => {
  test('are problem documents with a stable code, the request\'s id and what to do', async () => {
    await given();
    const { headers, text } = await lanes.people('/nowhere', by('ada'));
    const requestId = headers['x-request-id'];
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(text)).toEqual({
      type: 'urn:cdk-lighttpd-luigi:problem:not-found', title: 'Not Found', status: 404, code: 'not-found',
      detail: 'there is nothing at this path; the start page is at /', instance: `urn:uuid:${requestId}`, requestId,
    });
  });

  test('are pages for browsers that say the same', async () => {
    await given();
    const { status, headers, text } = await lanes.people('/nowhere', { ...by('ada'), ...BROWSER });
    expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    for (const said of ['There is nothing at this path', 'not-found', headers['x-request-id']]) expect(text).toContain(said);
  });

  test.each([['people', '/api/nothing'], ['people', ERROR], ['workers', '/nowhere']] as const)('are never pages on the lane for %s at %s', async (lane, path) => {
    await given();
    expect((await lanes[lane](path, BROWSER)).code).toBeDefined();
  });

  test('name the argument that is wrong', async () => {
    await given();
    const { status, text } = await lanes.people(`/api/fetch_error?${dataOf({ task_id: 1 })}`, by('ada'));
    expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'bad-arguments', errors: [{ field: 'task_id' }] }]);
  });

  test('of our own say nothing of what went wrong, but for the log', async () => {
    const { luigid, logged } = await given();
    luigid.fault = new TypeError('inner detail');
    const answer = await lanes.people(MARK, { ...by('ada'), ...PROOF });
    expect(answer).toMatchObject({ status: 500, code: 'internal-error' });
    expect(answer.text).not.toMatch(/inner detail|TypeError|\.ts/);
    expect(logged).toEqual([expect.stringMatching(new RegExp(`${answer.headers['x-request-id']}.*inner detail`))]);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s leads nowhere', async (method) => {
    await given();
    expect(await lanes.people(MARK, { ...by('ada'), ...PROOF }, { method })).toMatchObject({ status: 404 });
    expect(lanes.luigid.calls).toEqual([]);
  });

  test('no mappings are told apart from no grant', async () => {
    await given({ parts: { policy: { accessOf: () => { throw new Problem(503, 'mappings-unavailable', 'no mappings'); } } } });
    for (const url of [ERROR, '/tasklist', MARK]) expect(await lanes.people(url, { ...by('ada'), ...PROOF })).toMatchObject({ status: 503, code: 'mappings-unavailable' });
  });
});

describe('a graceful stop', () => {
  /** What the socket gets until it is closed. */
  async function readAll(socket: Socket): Promise<string> {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString('latin1');
  }

  test('answers a request that was being worked on, and then nothing more', async () => {
    const { luigid, decisions } = await given();
    const release = luigid.hold();
    const answer = lanes.people(MARK, { ...by('ada'), ...PROOF });
    await decisions.taken(1);
    const port = lanes.peoplePort;

    const stopped = lanes.stop();
    release();

    expect((await answer).status).toBe(200);
    await stopped;
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(decisions.records).toMatchObject([{ event: 'decision' }, { event: 'result', status: 200 }]);
  });

  test('answers a request that had begun to arrive', async () => {
    await given();
    const socket = connect(lanes.peoplePort, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /whoami HTTP/1.1\r\nHost: x\r\n');
    // Whoever came later has been answered: by then it has begun to be read
    await lanes.people('/livez');
    await lanes.people('/livez');

    const stopped = lanes.stop();
    const answer = readAll(socket);
    socket.write('X-Test-Caller: ada\r\n\r\n');

    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*user:ada/);
    await stopped;
  });

  test('does not wait for a connection that asks for nothing', async () => {
    await given();
    const socket = connect(lanes.peoplePort, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    await lanes.stop();
    await closed;
  });
});
