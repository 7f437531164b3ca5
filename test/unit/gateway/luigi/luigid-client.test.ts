import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { LuigidClient, type LuigidClientProps } from '../../../../images/gateway/src/luigi/luigid-client';
import { problemOf } from '../../../support/luigi/calls';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A scheduler that misbehaves as told: what a real one does only now and then. */
class StagedLuigid {
  readonly requests: string[] = [];
  handler: Handler = (_request, response) => response.end('{"response": null}');
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => { body += String(chunk); });
      request.on('end', () => {
        this.requests.push(`${request.method} ${request.url} ${body}`);
        this.handler(request, response, body);
      });
    });
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number { return (this.server.address() as AddressInfo).port; }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('the way to luigid', () => {
  let luigid: StagedLuigid;
  let url: string;
  const clients: LuigidClient[] = [];
  const client = (options: Partial<LuigidClientProps> = {}): LuigidClient => {
    const made = new LuigidClient({ url, ...options });
    clients.push(made);
    return made;
  };

  beforeEach(async () => {
    luigid = new StagedLuigid();
    url = await luigid.listen();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((each) => each.close()));
    await luigid.close();
  });

  test('is one form with one field, in canonical order, encoded so that nothing else can be read into it', async () => {
    await client().call('task_search', { task_str: 'a&data={}%', b: 1 });
    expect(luigid.requests).toEqual([`POST /api/task_search data=${encodeURIComponent('{"b":1,"task_str":"a&data={}%"}')}`]);
  });

  test('passes luigid\'s bytes and type on unread', async () => {
    luigid.handler = (_request, response) => response.setHeader('content-type', 'application/json; charset=UTF-8').end('{"response": [1,  2]}');
    await expect(client().call('graph', {})).resolves.toEqual({ status: 200, contentType: 'application/json; charset=UTF-8', body: Buffer.from('{"response": [1,  2]}') });
  });

  test('is shared by equal view calls at the same moment, whatever the order of their arguments', async () => {
    const one = client();
    const answers = await Promise.all([
      one.call('task_list', { status: 'DONE', limit: false }), one.call('task_list', { limit: false, status: 'DONE' }), one.call('task_list', { status: 'DONE' }),
    ]);
    expect(luigid.requests).toHaveLength(2);
    expect(answers[1]).toBe(answers[0]);
  });

  test('is asked anew once the answer is there', async () => {
    const one = client();
    await one.call('is_paused', {});
    await one.call('is_paused', {});
    expect(luigid.requests).toHaveLength(2);
  });

  test('is never shared by changes', async () => {
    const one = client();
    await Promise.all([one.call('ping', { worker: 'w' }), one.call('ping', { worker: 'w' }), one.call('pause', {}), one.call('pause', {})]);
    expect(luigid.requests).toHaveLength(4);
  });

  test('shows a change to whoever asks after it, though the same question from before is still on its way', async () => {
    const held: ServerResponse[] = [];
    luigid.handler = (request, response) => {
      if (request.url === '/api/is_paused' && held.length === 0) held.push(response);
      else response.end('{"response": "after"}');
    };
    const one = client();
    const before = one.call('is_paused', {});
    while (held.length === 0) await new Promise(setImmediate);
    await one.call('pause', {});
    expect((await one.call('is_paused', {})).body.toString()).toContain('after');
    held[0]!.end('{"response": "before"}');
    expect((await before).body.toString()).toContain('before');
  });

  test('lets no more heavy calls through at once than set, in order, and refuses who would wait too long a line', async () => {
    const held: ServerResponse[] = [];
    luigid.handler = (_request, response) => { held.push(response); };
    const one = client({ heavyCalls: { atOnce: 1, waiting: 1, patienceMs: 60_000 } });
    const first = one.call('task_search', { task_str: '1' });
    const second = one.call('task_search', { task_str: '2' });
    expect(await problemOf(() => one.call('task_search', { task_str: '3' }))).toMatchObject({ status: 503, code: 'scheduler-busy', extensions: { headers: { 'retry-after': '5' } } });
    while (held.length === 0) await new Promise(setImmediate);
    expect(luigid.requests).toHaveLength(1);
    held.shift()!.end('{}');
    await first;
    while (held.length === 0) await new Promise(setImmediate);
    held.shift()!.end('{}');
    await second;
  });

  test('is given up after a while in line', async () => {
    luigid.handler = () => undefined;
    const one = client({ calls: { atOnce: 1, waiting: 5, patienceMs: 20 } });
    const first = one.call('ping', { worker: '1' }).catch(() => undefined);
    expect(await problemOf(() => one.call('ping', { worker: '2' }))).toMatchObject({ status: 503, code: 'scheduler-busy' });
    await luigid.close();
    await first;
  });

  test('is refused as unavailable where nobody listens', async () => {
    await luigid.close();
    expect(await problemOf(() => client().call('ping', { worker: 'w' }))).toMatchObject({ status: 503, code: 'scheduler-unavailable', extensions: { headers: { 'retry-after': '5' } } });
    await expect(client().isAlive()).resolves.toBe(false);
    await luigid.listen();
  });

  test('with patience waits for a luigid that restarts', async () => {
    const { port } = luigid;
    await luigid.close();
    const answer = client({ patienceMs: 10_000 }).call('ping', { worker: 'w' });
    // By the time that an impatient one has been refused, so has the patient one
    expect(await problemOf(() => client().call('ping', { worker: 'w' }))).toMatchObject({ status: 503 });
    await luigid.listen(port);
    await expect(answer).resolves.toMatchObject({ status: 200 });
  });

  test('is given up where no answer comes in time', async () => {
    luigid.handler = () => undefined;
    expect(await problemOf(() => client({ answerMs: 30 }).call('ping', { worker: 'w' }))).toMatchObject({ status: 503, code: 'scheduler-unavailable' });
    luigid.handler = (_request, response) => { response.write('{'); };
    expect(await problemOf(() => client({ answerMs: 30 }).call('is_paused', {}))).toMatchObject({ status: 503, code: 'scheduler-unavailable' });
  });

  test('ends in 502 without luigid\'s own words where it fails', async () => {
    luigid.handler = (_request, response) => response.writeHead(500).end('Traceback: secret');
    const problem = await problemOf(() => client().call('is_paused', {}));
    expect(problem).toMatchObject({ status: 502, code: 'scheduler-failed' });
    expect(problem.message).not.toContain('secret');
  });

  test.each([['tells its length', true], ['does not', false]])('ends in 502 where the answer is too large, also when luigid %s', async (_, tells) => {
    luigid.handler = (_request, response) => {
      if (tells) response.setHeader('content-length', 2000);
      response.write(Buffer.alloc(1000));
      response.end(Buffer.alloc(1000));
    };
    expect(await problemOf(() => client({ maxAnswerBytes: 1500 }).call('graph', {}))).toMatchObject({ status: 502, code: 'scheduler-failed' });
    await expect(client({ maxAnswerBytes: 2000 }).call('graph', {})).resolves.toMatchObject({ body: Buffer.alloc(2000) });
  });

  test('repeats a view that met a connection just closed, and never a change', async () => {
    const sockets = new Set<Socket>();
    luigid.handler = (request, response) => {
      // The second request on a connection finds it gone, as when luigid closes an idle one at that very moment
      if (sockets.has(request.socket)) { request.socket.destroy(); } else {
        sockets.add(request.socket);
        response.end('{"response": 1}');
      }
    };
    const viewer = client();
    await viewer.call('is_paused', {});
    await expect(viewer.call('is_paused', {})).resolves.toMatchObject({ status: 200 });
    const worker = client();
    await worker.call('ping', { worker: 'w' });
    const before = luigid.requests.length;
    expect(await problemOf(() => worker.call('add_worker', { worker: 'w', info: {} }))).toMatchObject({ status: 503, code: 'scheduler-unavailable' });
    expect(luigid.requests.length).toBe(before + 1);
  });

  test.each(['', 'no JSON', 'null'])('ends in 502 where the answer asked for is %j', async (body) => {
    luigid.handler = (_request, response) => response.end(body);
    expect(await problemOf(() => client().ask('is_paused', {}))).toMatchObject({ status: 502, code: 'scheduler-failed' });
  });

  test('finds no family where luigid knows none', async () => {
    for (const response of [{ taskId: 'a', error: '' }, { taskFamily: '' }, { taskFamily: 7 }, null]) {
      luigid.handler = (_request, answer) => answer.end(JSON.stringify({ response }));
      await expect(client().familyOf('a')).resolves.toBeUndefined();
    }
  });

  test.each([404, 500, 503])('does not take an answer of %d for a sign of life', async (status) => {
    luigid.handler = (_request, response) => response.writeHead(status).end();
    await expect(client().isAlive()).resolves.toBe(false);
  });

  test('is asked once whether luigid is alive, however many want to know at that moment', async () => {
    const one = client();
    expect(await Promise.all(Array.from({ length: 100 }, () => one.isAlive()))).toEqual(Array(100).fill(true));
    expect(luigid.requests).toEqual(['HEAD / ']);
    await expect(one.isAlive()).resolves.toBe(true);
    expect(luigid.requests).toHaveLength(2);
  });

  test('is no way for methods that are not in the catalogue', async () => {
    await expect(client().call('../metrics', {})).rejects.toThrow(TypeError);
    expect(luigid.requests).toEqual([]);
  });
});
