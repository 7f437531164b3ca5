import { createHash } from 'node:crypto';
import type { UpstreamAnswer } from '../../../../../images/gateway/src/luigi/client/upstream';
import { SharedAnswers } from '../../../../../images/gateway/src/luigi/shared/shared-answers';
import { SharedContent, WHOLE, type Cut } from '../../../../../images/gateway/src/luigi/shared/shared-content';
import type { RenderedBody } from '../../../../../images/gateway/src/luigi/shared/shared-rendering';
import { accessTo, aCall, viewed } from '../../../../support/luigi/calls';
import { FakeLuigid } from '../../../../support/luigi/fake-luigid';
import { ManualClock, settled } from '../../../../support/manual-clock';

/** 96 KB that shrink to half. */
const LONG = Array.from({ length: 1500 }, (_, index) => createHash('sha256').update(String(index)).digest('hex')).join('');
const BOTH = { br: true, gzip: true };
const PLAIN = { br: false, gzip: false };

const answerOf = (text: string, contentType = 'application/json'): UpstreamAnswer => ({ status: 200, contentType, body: Buffer.from(text) });

/** The whole, and how often it was cut. */
function counted(key: string, repeatable = true): { readonly cut: Cut; readonly times: () => number } {
  let times = 0;
  return {
    cut: { key, repeatable, from: async (bytes) => { times += 1; return Buffer.from(bytes); } },
    times: () => times,
  };
}

describe('what is made of an answer', () => {
  test('is compressed once for all who ask at the same moment', async () => {
    const rendering = new SharedContent(answerOf(LONG)).rendering(WHOLE);
    const bodies = await Promise.all([1, 2, 3].map(() => rendering.bodyFor(BOTH) as Promise<RenderedBody>));
    expect(new Set(bodies.map(({ bytes }) => bytes)).size).toBe(1);
  });

  test('is not compressed where that saves nothing', async () => {
    const { headers } = await new SharedContent(answerOf('{"response": {}}')).rendering(WHOLE).bodyFor(BOTH) as RenderedBody;
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('counts in what is kept, and a body that took its place is the only one', async () => {
    const content = new SharedContent(answerOf(LONG));
    const rendering = content.rendering(WHOLE);
    const quick = await rendering.bodyFor(BOTH) as RenderedBody;
    expect(content.weight).toBe(LONG.length + quick.bytes.length);
    let small = quick;
    while (small.tag === quick.tag) {
      small = await rendering.bodyFor(BOTH) as RenderedBody;
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
    expect(content.weight).toBe(LONG.length + small.bytes.length);
  });

  test('is not held plain where it is long and can be made again; what can not is made once', async () => {
    for (const [repeatable, times] of [[true, 2], [false, 1]] as const) {
      const each = counted('each', repeatable);
      const rendering = new SharedContent(answerOf(LONG)).rendering(each.cut);
      await rendering.plain();
      await rendering.plain();
      expect(each.times()).toBe(times);
    }
  });

  test('and could not be is tried anew for the next who asks', async () => {
    const content = new SharedContent(answerOf(LONG));
    let fault: Error | undefined = new Error('too many at once');
    const cut: Cut = { key: 'a', repeatable: true, from: async (bytes) => { if (fault) throw fault; return bytes; } };
    await expect(content.rendering(cut).bodyFor(BOTH)).rejects.toThrow('too many at once');
    fault = undefined;
    await expect(content.rendering(cut).bodyFor(BOTH)).resolves.toMatchObject({ tag: expect.any(String) as string });
  });

  test('is made ahead of the next answer for those who took it compressed, for nobody else', async () => {
    const [compressed, plain, nobodys] = [counted('compressed'), counted('plain'), counted('nobodys')];
    const first = new SharedContent(answerOf(`${LONG}1`));
    await first.rendering(compressed.cut).bodyFor(BOTH);
    await first.rendering(plain.cut).bodyFor(PLAIN);
    first.rendering(nobodys.cut);
    const before = [compressed, plain, nobodys].map(({ times }) => times());
    await new SharedContent(answerOf(`${LONG}2`)).prepareFor(first);
    expect([compressed, plain, nobodys].map(({ times }, index) => times() - before[index]!)).toEqual([1, 0, 0]);
  });

  test('is not the same for the same bytes of another type', () => {
    const content = new SharedContent(answerOf('{}'));
    expect([content.isSame(answerOf('{}')), content.isSame(answerOf('{}', 'text/html')), content.isSame(answerOf('{ }'))]).toEqual([true, false, false]);
  });
});

describe('answers that are kept', () => {
  let clock: ManualClock;
  let luigid: FakeLuigid;
  const given = (maxBytes?: number, body = `{"response": "${LONG}"}`): SharedAnswers => {
    clock = new ManualClock();
    luigid = new FakeLuigid([]);
    luigid.call = (method, args) => {
      luigid.calls.push({ method, args });
      return Promise.resolve(answerOf(body));
    };
    return new SharedAnswers(luigid, { clock, ...(maxBytes === undefined ? {} : { maxBytes }) });
  };

  test('are of one question however its arguments are ordered', async () => {
    const answers = given();
    await answers.ask('task_list', { status: 'DONE', search: 'a' });
    expect((await answers.ask('task_list', { search: 'a', status: 'DONE' })).asked).toBe(false);
  });

  test('stay with all that was made of them where luigid says the same again', async () => {
    const answers = given();
    const { content } = await answers.ask('task_list', {});
    await clock.advance(999);
    await answers.ask('task_list', {});
    await settled();
    await clock.advance(500);
    expect((await answers.ask('task_list', {})).content).toBe(content);
    expect(luigid.calls).toHaveLength(2);
  });

  test('are let go oldest first where they are too much', async () => {
    const answers = given(1.5 * LONG.length);
    await answers.ask('task_list', { status: 'DONE' });
    await clock.advance(10);
    await answers.ask('task_list', { status: 'FAILED' });
    await settled();
    expect((await answers.ask('task_list', { status: 'FAILED' })).asked).toBe(false);
    expect((await answers.ask('task_list', { status: 'DONE' })).asked).toBe(true);
  });

  test('are let go though nobody asks any more, and at the stop', async () => {
    const answers = given();
    await answers.ask('task_list', {});
    await settled();
    expect(clock.pending).toBe(1);
    await clock.advance(7002);
    expect(clock.pending).toBe(0);
    await answers.ask('task_list', {});
    await settled();
    answers.close();
    expect(clock.pending).toBe(0);
  });

  test('are cut by what was asked for, not only by scope', async () => {
    const task = (name: string): string => `"${name}_1": {"name": "${name}"}`;
    const lists = given(undefined, `{"response": {${task('etl.A')}, ${task('etl.B')}, ${task('report.Day')}}}`);
    const list = async (args: Record<string, unknown>): Promise<unknown> => {
      const { body } = (await viewed(aCall('task_list', args), accessTo({ view: ['etl.*'] }), lists)).answer;
      return (JSON.parse(body.toString()) as { response: unknown }).response;
    };
    expect(await list({ max_shown_tasks: 1 })).toEqual({ num_tasks: 2 });
    expect(Object.keys(await list({}) as object)).toEqual(['etl.A_1', 'etl.B_1']);
    expect(await list({ max_shown_tasks: 1 })).toEqual({ num_tasks: 2 });

    const workers = given(undefined, `{"response": [{"name": "w1", "first_task": "", "running": {${task('etl.A')}}}]}`);
    const running = async (args: Record<string, unknown>): Promise<unknown[]> => {
      const { body } = (await viewed(aCall('worker_list', args), accessTo({ view: ['etl.*'] }), workers)).answer;
      return (JSON.parse(body.toString()) as { response: { num_running?: number }[] }).response.map((worker) => worker.num_running);
    };
    const without = { include_running: false };
    expect([await running(without), await running({}), await running(without)]).toEqual([[undefined], [1], [undefined]]);
  });

  test('show no task that holds what JSON does not have', async () => {
    const answers = given(undefined, '{"response": {"etl.A_1": {"name": "etl.A", "priority": NaN}, "etl.A_2": {"name": "etl.A", "priority": 1}}}');
    const { answer } = await viewed(aCall('task_list', {}), accessTo({ view: ['etl.*'] }), answers);
    expect(Object.keys((JSON.parse(answer.body.toString()) as { response: object }).response)).toEqual(['etl.A_2']);
  });
});
