import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LINES_BOUNDS } from '../../../../../images/gateway/src/luigi/client/line-bounds';
import { LuigidClient, type LuigidClientProps } from '../../../../../images/gateway/src/luigi/client/luigid-client';
import type { Luigid, UpstreamAnswer } from '../../../../../images/gateway/src/luigi/client/upstream';
import { problemOf } from '../../../../support/luigi/calls';
import { StagedLuigid } from '../../../../support/luigi/staged-luigid';

describe('the way to luigid', () => {
  let luigid: StagedLuigid;
  let url: string;
  const clients: LuigidClient[] = [];
  const lanes = (options: Partial<LuigidClientProps> = {}): LuigidClient => {
    const made = new LuigidClient({ url, ...options });
    clients.push(made);
    return made;
  };
  const client = (options?: Partial<LuigidClientProps>): Luigid => lanes(options).people;
  /** The signal of a caller who goes away when told to. */
  const aCaller = (): AbortController => new AbortController();
  const answerAtLeisure = (): ServerResponse[] => {
    const held: ServerResponse[] = [];
    luigid.handler = (_request, response) => { held.push(response); };
    return held;
  };
  const until = async (holds: () => boolean): Promise<void> => { while (!holds()) await new Promise(setImmediate); };

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

  test('is taken by one heavy call of a viewer at a time; who would have to stand in too long a line is told when to come again', async () => {
    const held = answerAtLeisure();
    const { people } = lanes({ lines: { ...LINES_BOUNDS, viewers: { waiting: 1, bytes: 1_000_000, patienceMs: 60_000 } } });
    const first = people.call('task_search', { task_str: '1' });
    const second = people.page('/tasklist');
    expect(await problemOf(() => people.call('task_search', { task_str: '3' }))).toMatchObject({ status: 503, code: 'scheduler-busy', extensions: { headers: { 'retry-after': '1' } } });
    await until(() => held.length > 0);
    expect(luigid.requests).toHaveLength(1);
    held.shift()!.end('{}');
    await first;
    await until(() => held.length > 0);
    held.shift()!.end('{}');
    await second;
  });

  test('lets workers, changes and what these are judged by pass viewers', async () => {
    const held = answerAtLeisure();
    const { people, workers } = lanes({ lines: { ...LINES_BOUNDS, atOnce: { all: 1, viewers: 1, heavy: 1 } } });
    const calls = [people.call('is_paused', {})];
    await until(() => held.length > 0);
    calls.push(
      people.call('fetch_error', { task_id: 'seen' }), people.call('fetch_error', { task_id: 'judged' }, { urgent: true }), people.call('pause', {}),
      workers.call('ping', { worker: 'w' }),
    );
    for (let answered = 1; answered <= calls.length; answered += 1) {
      held.shift()!.end('{}');
      if (answered < calls.length) await until(() => held.length > 0);
    }
    await Promise.all(calls);
    const asked = luigid.requests.map((request) => /task_id|pause |ping/.test(request) ? decodeURIComponent(request).replace(/^POST .api.(\w+).*?"?(seen|judged|)"?\}?$/, '$1 $2').trim() : request);
    expect(asked.slice(1)).toEqual(['fetch_error judged', 'pause', 'ping', 'fetch_error seen']);
  });

  test('of a worker that asks for everything stands with the viewers: who makes many keeps no place from workers', async () => {
    const held = answerAtLeisure();
    const { people, workers } = lanes({ lines: { ...LINES_BOUNDS, viewers: { waiting: 2, bytes: 1_000_000, patienceMs: 60_000 } } });
    const calls = [workers.call('graph', {})];
    await until(() => held.length > 0);
    calls.push(people.call('task_list', {}), workers.call('graph', {}));
    expect(await problemOf(() => workers.call('graph', {}))).toMatchObject({ status: 503, code: 'scheduler-busy' });
    calls.push(workers.call('ping', { worker: 'w' }));
    await until(() => held.length > 1);
    for (let answered = 0; answered < calls.length; answered += 1) {
      await until(() => held.length > 0);
      held.pop()!.end('{}');
    }
    await Promise.all(calls);
    expect(luigid.requests.map((request) => request.split(/[/ ]/)[3])).toEqual(['graph', 'ping', 'task_list', 'graph']);
  });

  test('is given up after a while in line', async () => {
    luigid.handler = () => undefined;
    const { workers } = lanes({
      lines: { ...LINES_BOUNDS, atOnce: { all: 1, viewers: 1, heavy: 1 }, workers: { waiting: 5, bytes: 1_000_000, patienceMs: 20 } },
    });
    const first = workers.call('ping', { worker: '1' }).catch(() => undefined);
    expect(await problemOf(() => workers.call('ping', { worker: '2' }))).toMatchObject({ status: 503, code: 'scheduler-busy' });
    await luigid.close();
    await first;
  });

  test('tells whether luigid is alive also when both lines are full', async () => {
    luigid.handler = (request, response) => { if (request.method === 'HEAD') response.end(); };
    const both = lanes({ lines: { ...LINES_BOUNDS, workers: { waiting: 1, bytes: 1_000_000, patienceMs: 60_000 },
      viewers: { waiting: 1, bytes: 1_000_000, patienceMs: 60_000 } } });
    const stuck = [
      ...Array.from({ length: 17 }, (_, index) => both.workers.call('ping', { worker: `${index}` })), both.people.call('is_paused', {}),
    ].map((call) => call.catch(() => undefined));
    for (const refused of [() => both.workers.call('ping', { worker: 'w' }), () => both.people.call('has_task_history', {})]) {
      expect(await problemOf(refused)).toMatchObject({ code: 'scheduler-busy' });
    }

    await expect(both.people.isAlive()).resolves.toBe(true);
    await expect(both.workers.isAlive()).resolves.toBe(true);

    await luigid.close();
    await both.close();
    await Promise.all(stuck.slice(0, 16));
  });

  describe('where luigid hangs', () => {
    const SILENCE_MS = 30;
    const hangs = expect.objectContaining({ status: 503, code: 'scheduler-unavailable', message: expect.stringContaining('does not answer;') as string }) as unknown;
    const hanging = async (options: Partial<LuigidClientProps> = {}) => {
      const held = answerAtLeisure();
      const both = lanes({ lines: { ...LINES_BOUNDS, silenceMs: SILENCE_MS }, ...options });
      const stuck = both.workers.call('ping', { worker: '1' });
      await until(() => held.length > 0);
      await new Promise((resolve) => { setTimeout(resolve, 2 * SILENCE_MS); });
      return { ...both, stuck, held };
    };

    test('says so to viewers at once, and does so until luigid answers a worker', async () => {
      const { people, workers, stuck, held } = await hanging();
      expect([await problemOf(() => people.call('is_paused', {})), await problemOf(() => people.page('/tasklist'))]).toEqual([hangs, hangs]);
      const waits = workers.call('ping', { worker: '2' });
      await until(() => held.length > 1);
      held[0]!.end('{}');
      await stuck;
      const viewed = people.call('is_paused', {});
      await until(() => held.length > 2);
      for (const response of held.slice(1)) response.end('{}');
      expect([(await waits).status, (await viewed).status]).toEqual([200, 200]);
    });

    test('goes on to say so after calls were given up, until luigid is seen to be alive', async () => {
      const { people, workers, stuck, held } = await hanging({ answerMs: 10 * SILENCE_MS });
      expect(await problemOf(() => stuck)).toMatchObject({ code: 'scheduler-unavailable' });
      const tries = workers.call('ping', { worker: '2' }).catch(() => undefined);
      expect(await problemOf(() => people.call('is_paused', {}))).toEqual(hangs);
      await until(() => held.length > 1);
      const { handler } = luigid;
      luigid.handler = (_request, response) => response.end();
      await expect(people.isAlive()).resolves.toBe(true);
      luigid.handler = handler;
      const viewed = people.call('is_paused', {});
      await until(() => held.length > 2);
      for (const response of held.slice(1)) response.end('{}');
      expect((await viewed).status).toBe(200);
      await tries;
    });
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
    const { people, workers } = lanes({ patienceMs: 10_000, lines: { ...LINES_BOUNDS, atOnce: { all: 2, viewers: 1, heavy: 1 } } });
    const answers = Array.from({ length: 20 }, () => workers.call('ping', { worker: 'w' }));
    // By the time that a person has been refused, the workers have been as well
    expect(await problemOf(() => people.call('is_paused', {}))).toMatchObject({ status: 503, code: 'scheduler-unavailable' });
    expect(await problemOf(() => people.call('pause', {}))).toMatchObject({ status: 503, code: 'scheduler-unavailable' });
    await luigid.listen(port);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  test.each([['bytes of forms', { waiting: 9, bytes: 3_000 }], ['calls', { waiting: 2, bytes: 1_000_000 }]])('waits for a luigid that restarts with no more %s than may stand in line: the next is told at once', async (_, bound) => {
    const { port } = luigid;
    await luigid.close();
    const { workers } = lanes({ patienceMs: 10_000, lines: { ...LINES_BOUNDS, workers: { ...bound, patienceMs: 60_000 } } });
    // Each form has some 1,300 bytes: two fit, three do not
    const call = (): Promise<UpstreamAnswer> => workers.call('ping', { worker: 'w'.repeat(1_300) });
    const first = [call(), call()];
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    expect(await Promise.race([problemOf(call), new Promise((resolve) => { setTimeout(resolve, 1_000, 'waits'); })])).toMatchObject({ status: 503, code: 'scheduler-unavailable' });
    await luigid.listen(port);
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    // then: what has left counts no more
    expect((await Promise.all([call(), call()])).map(({ status }) => status)).toEqual([200, 200]);
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

  describe('where the caller goes away', () => {
    test.each(['fetch_error', 'mark_as_done'])('is not taken by a call that stands in line: %s is not done', async (method) => {
      const held = answerAtLeisure();
      const { people, workers } = lanes({ lines: { ...LINES_BOUNDS, atOnce: { all: 1, viewers: 1, heavy: 1 } } });
      const first = workers.call('ping', { worker: 'w' });
      const caller = aCaller();
      const call = people.call(method, { task_id: 'a' }, { signal: caller.signal });
      await until(() => held.length > 0);

      caller.abort();

      expect(await problemOf(() => call)).toMatchObject({ status: 499, code: 'caller-gone' });
      held[0]!.end('{}');
      await first;
      expect(luigid.requests.filter((request) => request.includes('task_id'))).toEqual([]);
    });

    test('has a change that was sent finished, and its answer told', async () => {
      const held = answerAtLeisure();
      const caller = aCaller();
      const call = client().call('mark_as_done', { task_id: 'a' }, { signal: caller.signal });
      await until(() => held.length > 0);
      caller.abort();
      held[0]!.end('{"response": "done"}');
      expect((await call).body.toString()).toBe('{"response": "done"}');
    });

    test('gives up at once what changes nothing, and lets no other heavy call in before luigid is done with it', async () => {
      const held = answerAtLeisure();
      const { people } = lanes();
      const caller = aCaller();
      const call = people.page('/tasklist', { signal: caller.signal });
      await until(() => held.length > 0);

      caller.abort();

      expect(await problemOf(() => call)).toMatchObject({ status: 499, code: 'caller-gone' });
      const next = people.call('graph', {});
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      expect(luigid.requests).toHaveLength(1);
      held[0]!.end('{}');
      await until(() => held.length > 1);
      held[1]!.end('{}');
      await expect(next).resolves.toMatchObject({ status: 200 });
    });

    test('does not read an answer on that nobody wants', async () => {
      let isClosed = false;
      luigid.handler = (_request, response) => {
        response.once('close', () => { isClosed = true; });
        response.write('{');
      };
      const caller = aCaller();
      const call = lanes().workers.call('ping', { worker: 'w' }, { signal: caller.signal });
      await until(() => luigid.requests.length > 0);
      await new Promise((resolve) => { setTimeout(resolve, 20); });
      caller.abort();
      expect(await problemOf(() => call)).toMatchObject({ code: 'caller-gone' });
      await until(() => isClosed);
    });

    test('is not waited for with a call that luigid never got', async () => {
      await luigid.close();
      const caller = aCaller();
      const call = lanes({ patienceMs: 60_000 }).workers.call('add_worker', { worker: 'w', info: {} }, { signal: caller.signal });
      await new Promise((resolve) => { setTimeout(resolve, 20); });
      caller.abort();
      expect(await problemOf(() => call)).toMatchObject({ status: 499, code: 'caller-gone' });
      await luigid.listen();
    });

    test('is not asked at all for one who has gone already', async () => {
      expect(await problemOf(() => client().call('pause', {}, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'caller-gone' });
      expect(luigid.requests).toEqual([]);
    });
  });
});
