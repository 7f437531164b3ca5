import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { acceptedCodings } from '../../../../../images/gateway/src/http/request/accepted-codings';
import type { CallOptions, UpstreamAnswer } from '../../../../../images/gateway/src/luigi/client/upstream';
import { SharedAnswers } from '../../../../../images/gateway/src/luigi/shared/shared-answers';
import { WHOLE } from '../../../../../images/gateway/src/luigi/shared/shared-content';
import type { RenderedBody } from '../../../../../images/gateway/src/luigi/shared/shared-rendering';
import { Problem } from '../../../../../images/gateway/src/problem';
import { accessTo, aCall, problemOf, viewed } from '../../../../support/luigi/calls';
import { FakeLuigid } from '../../../../support/luigi/fake-luigid';
import { ManualClock, settled } from '../../../../support/manual-clock';

/** Does not shrink much, so that it is worth while to make it smaller for many. */
const LONG = Array.from({ length: 1500 }, (_, index) => createHash('sha256').update(String(index)).digest('hex')).join('');
const BOTH = { br: true, gzip: true };

/** Answers `text` at once, or when `answer` is called while it is held. */
class HeldLuigid extends FakeLuigid {
  text = LONG;
  fault: Error | undefined;
  /** Whether no call gets as far as luigid. */
  turnsAway = false;
  readonly signals: (AbortSignal | undefined)[] = [];
  private held: { readonly until: Promise<void>; readonly answer: () => void } | undefined;

  constructor() { super([]); }

  hold(): () => void {
    let answer = (): void => undefined;
    const until = new Promise<void>((resolve) => { answer = resolve; });
    this.held = { until, answer };
    return () => { this.held = undefined; answer(); };
  }

  override async call(method: string, args: Readonly<Record<string, unknown>>, { signal, onAsked }: CallOptions = {}): Promise<UpstreamAnswer> {
    if (this.turnsAway) throw new Problem(503, 'scheduler-busy', 'the line is full');
    onAsked?.();
    this.calls.push({ method, args });
    this.signals.push(signal);
    const { text, fault } = this;
    await this.held?.until;
    if (fault !== undefined) throw fault;
    return { status: 200, contentType: 'application/json', body: Buffer.from(JSON.stringify({ response: { 'etl.Job_1': { name: 'etl.Job', status_message: text } } })) };
  }
}

let clock: ManualClock;
let luigid: HeldLuigid;
let answers: SharedAnswers;
beforeEach(() => {
  clock = new ManualClock();
  luigid = new HeldLuigid();
  answers = new SharedAnswers(luigid, { clock });
});
afterEach(() => answers.close());

const body = async (accepted = BOTH): Promise<RenderedBody> =>
  await (await answers.ask('task_list', {})).content.rendering(WHOLE).bodyFor(accepted) as RenderedBody;

describe('an answer', () => {
  test('is handed out for a second, and let go soon after', async () => {
    await answers.ask('task_list', {});
    await clock.advance(400);
    expect((await answers.ask('task_list', {})).asked).toBe(false);
    expect(luigid.calls).toHaveLength(1);
    await clock.advance(601);
    expect((await answers.ask('task_list', {})).asked).toBe(true);
    expect(answers.weight).toBeGreaterThan(0);
    await clock.advance(7002);
    expect(clock.pending).toBe(0);
    expect(answers.weight).toBe(0);
  });

  test('that is too old to be handed out, and comes again as it was, need not be coded again', async () => {
    const first = await body();
    await clock.advance(3000);
    const again = await body();
    expect(luigid.calls).toHaveLength(2);
    expect(again.bytes).toBe(first.bytes);
    await clock.advance(3000);
    luigid.text = 'another';
    expect((await body()).tag).not.toBe(first.tag);
  });

  test('is not kept with a limit of 0, but shared while it is on its way', async () => {
    answers = new SharedAnswers(luigid, { clock, maxAgeMs: 0 });
    const asked = await Promise.all([1, 2, 3].map(() => answers.ask('task_list', {})));
    expect(asked.map((each) => each.asked)).toEqual([true, false, false]);
    expect((await answers.ask('task_list', {})).asked).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('that many ask for is renewed ahead: nobody waits', async () => {
    await answers.ask('task_list', {});
    await clock.advance(999);
    const answer = luigid.hold();
    luigid.text = 'later';
    expect((await answers.ask('task_list', {})).content.answer.body.toString()).toContain(LONG);
    answer();
    await settled();
    await clock.advance(2);
    expect((await answers.ask('task_list', {})).content.answer.body.toString()).toContain('later');
    expect(luigid.calls).toHaveLength(2);
  });

  test('that takes luigid long is renewed earlier, but not before half of the limit', async () => {
    const answer = luigid.hold();
    const first = answers.ask('task_list', {});
    await clock.advance(400);
    answer();
    await first;
    await clock.advance(99);
    await answers.ask('task_list', {});
    expect(luigid.calls).toHaveLength(1);
    await clock.advance(1);
    await answers.ask('task_list', {});
    expect(luigid.calls).toHaveLength(2);
  });

  test('that is the same as before keeps what was made of it; another does not', async () => {
    const first = await body();
    await clock.advance(999);
    await body();
    await settled();
    expect((await body()).tag.slice(0, 20)).toBe(first.tag.slice(0, 20));
    const { content } = await answers.ask('task_list', {});
    luigid.text = 'another';
    await clock.advance(999);
    await answers.ask('task_list', {});
    await settled();
    await clock.advance(2);
    const later = await answers.ask('task_list', {});
    expect(later.content).not.toBe(content);
  });

  test('that luigid fails to give is nobody\'s for long: the next who asks tries anew', async () => {
    luigid.fault = new Error('luigid failed');
    await expect(answers.ask('task_list', {})).rejects.toThrow('luigid failed');
    luigid.fault = undefined;
    await expect(answers.ask('task_list', {})).resolves.toMatchObject({ asked: true });
  });

  test('whose renewal fails serves until it is too old', async () => {
    await answers.ask('task_list', {});
    await clock.advance(900);
    luigid.fault = new Error('luigid failed');
    await answers.ask('task_list', {});
    await settled();
    await expect(answers.ask('task_list', {})).resolves.toMatchObject({ asked: false });
    await clock.advance(101);
    await expect(answers.ask('task_list', {})).rejects.toThrow('luigid failed');
  });

  test.each([[500, 2], [10_000_000, 1]])('with %d bytes for all costs %d calls', async (maxBytes, calls) => {
    answers = new SharedAnswers(luigid, { clock, maxBytes });
    await answers.ask('task_list', {});
    await settled();
    await answers.ask('task_list', {});
    expect(luigid.calls).toHaveLength(calls);
  });

  test('from before a change is shown to nobody after it, also where the change failed or the question was on its way', async () => {
    await answers.ask('task_list', {});
    await answers.change('pause', {});
    expect((await answers.ask('task_list', {})).asked).toBe(true);
    luigid.fault = new Error('nobody knows whether it was done');
    await expect(answers.change('pause', {})).rejects.toThrow();
    luigid.fault = undefined;
    const answer = luigid.hold();
    const early = answers.ask('task_list', {});
    await settled();
    const change = answers.change('unpause', {});
    answer();
    await change;
    await early;
    expect((await answers.ask('task_list', {})).asked).toBe(true);
  });

  test('is handed out after a change that luigid was never asked for: who is turned away takes nothing from the others', async () => {
    await answers.ask('task_list', {});
    luigid.turnsAway = true;
    expect(await problemOf(() => answers.change('pause', {}))).toMatchObject({ code: 'scheduler-busy' });
    expect((await answers.ask('task_list', {})).asked).toBe(false);
  });
});

describe('a question', () => {
  const askThen = (signal?: AbortSignal): Promise<unknown> => answers.ask('task_list', {}, { signal });

  test('is given up once the last who asked has gone, and not before', async () => {
    luigid.hold();
    const [first, second] = [new AbortController(), new AbortController()];
    const gone = [first, second].map(({ signal }) => problemOf(() => askThen(signal)));
    first.abort();
    await settled();
    expect(luigid.signals[0]!.aborted).toBe(false);
    second.abort();
    expect((await Promise.all(gone)).map(({ code }) => code)).toEqual(['caller-gone', 'caller-gone']);
    expect(luigid.signals[0]!.aborted).toBe(true);
  });

  test('that stands in line is joined however long it stands, and is as old as its way to luigid', async () => {
    const line: (() => void)[] = [];
    const call = luigid.call.bind(luigid);
    luigid.call = async (method, args, options) => {
      await new Promise<void>((resolve) => { line.push(resolve); });
      options?.onAsked?.();
      return call(method, args, options);
    };
    const first = answers.ask('task_list', {});
    await clock.advance(5000);
    const second = answers.ask('task_list', {});
    await settled();
    expect(line).toHaveLength(1);
    line[0]!();
    expect([(await first).asked, (await second).asked]).toEqual([true, false]);
    // when: it is young, although it was wanted long ago
    await clock.advance(400);
    expect((await answers.ask('task_list', {})).asked).toBe(false);
    expect(line).toHaveLength(1);
  });

  test('that was given up is joined by nobody', async () => {
    const answer = luigid.hold();
    const first = new AbortController();
    const gone = problemOf(() => askThen(first.signal));
    first.abort();
    await gone;
    const second = askThen();
    answer();
    await expect(second).resolves.toMatchObject({ asked: true });
    expect(luigid.calls).toHaveLength(2);
  });

  test('is not given up by who had an answer at hand', async () => {
    await answers.ask('task_list', {});
    await clock.advance(999);
    luigid.hold();
    const viewer = new AbortController();
    await askThen(viewer.signal);
    viewer.abort();
    expect(luigid.signals[1]!.aborted).toBe(false);
  });
});

describe('a body', () => {
  test.each(['br', 'gzip', 'identity'])('in %s says the same in each of its sizes, under a tag of its own', async (coding) => {
    const accepted = { br: coding === 'br', gzip: coding === 'gzip' };
    const decode = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes }[coding]!;
    const { content } = await answers.ask('task_list', {});
    const seen = new Map<string, Buffer>();
    // The small one is made behind, once the quick one was asked for
    const sizes = coding === 'identity' ? 1 : 2;
    for (let ask = 0; ask < 30 || seen.size < sizes; ask += 1) {
      const { bytes, tag, headers } = await content.rendering(WHOLE).bodyFor(accepted) as RenderedBody;
      expect(decode(bytes).equals(content.answer.body)).toBe(true);
      expect(headers['content-encoding']).toBe(coding === 'identity' ? undefined : coding);
      expect(bytes.equals(seen.get(tag) ?? bytes)).toBe(true);
      seen.set(tag, bytes);
      await new Promise((done) => { setTimeout(done, 5); });
    }
    expect(seen.size).toBe(sizes);
  });

  test('is not sent to who has it in a coding that they take', async () => {
    const rendering = (await answers.ask('task_list', {})).content.rendering(WHOLE);
    const { tag } = await rendering.bodyFor(BOTH) as RenderedBody;
    expect(await rendering.bodyFor(BOTH, `W/"other", ${tag}`)).toEqual({ bytes: undefined, tag });
    expect((await rendering.bodyFor({ br: false, gzip: true }, tag)).bytes).toBeDefined();
    expect((await rendering.bodyFor(BOTH, tag.slice(0, 12))).bytes).toBeDefined();
  });

  test.each(['*', ' * '])('is sent to nobody who has whatever there is (%j): told by the tag of what they would get', async (anything) => {
    const rendering = (await answers.ask('task_list', {})).content.rendering(WHOLE);
    const { tag } = await rendering.bodyFor(BOTH) as RenderedBody;
    expect(await rendering.bodyFor(BOTH, anything)).toEqual({ bytes: undefined, tag });
    // what is given: a star in another tag
    expect((await rendering.bodyFor(BOTH, '"*"')).bytes).toBeDefined();
  });

  test('of another scope has another tag, one of the same content the same', async () => {
    const whole = (await viewed(aCall('task_list'), accessTo({ view: ['*'] }), answers)).answer.body;
    const none = (await viewed(aCall('task_list'), accessTo({ view: ['report.*'] }), answers)).answer.body;
    expect(none.toString()).toBe('{"response": {}}');
    expect(whole.equals(none)).toBe(false);
    const tags = await Promise.all([['a.*'], ['b.*']].map(async (view) => {
      const { content } = await answers.ask('task_list', {});
      return (await content.rendering({ key: view.join(), repeatable: true, from: () => Promise.resolve(none) }).bodyFor(BOTH)).tag;
    }));
    expect(tags[0]).toBe(tags[1]);
  });
});

describe('Accept-Encoding', () => {
  test.each([
    [undefined, false, false], ['', false, false], ['gzip, deflate, br', true, true], ['gzip;q=0.5, br;q=0', false, true], ['*', true, true],
    ['*;q=0, br', true, false], ['identity', false, false], ['BR', true, false], ['x-gzip', false, true], ['br;q=oops', false, false], [',,;;=', false, false],
  ])('%j takes br %s, gzip %s', (header, br, gzip) => {
    expect(acceptedCodings(header)).toEqual({ br, gzip });
  });
});
