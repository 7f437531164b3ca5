import * as fc from 'fast-check';
import { createLogger, type LoggerProps } from '../../../images/gateway/src/log';
import { anyText } from '../../support/arbitrary-text';

function given(props: Partial<LoggerProps> = {}) {
  const lines: string[] = [];
  const output = { add: (line: string) => { lines.push(line); }, flush: async () => undefined };
  const log = createLogger({ program: 'gateway', output, now: () => Date.parse('2026-01-31T09:30:00.000Z'), ...props });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

describe('the application log', () => {
  test('writes a line of JSON with time, level, program and message', () => {
    const { log, last } = given();
    log.child({ lane: 'people' }).info('listening', { port: 8080 });

    expect(last()).toEqual({ time: '2026-01-31T09:30:00.000Z', level: 'info', program: 'gateway', message: 'listening', lane: 'people', port: 8080 });
  });

  test('leaves out what is below its level', () => {
    const { log, lines } = given({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');

    expect(lines).toHaveLength(2);
  });

  test('does not let fields pass for time, level, program or message', () => {
    const { log, last } = given();
    log.info('true', { level: 'error', message: 'false', time: 'never', program: 'other' });

    expect(last()).toEqual({ time: '2026-01-31T09:30:00.000Z', level: 'info', program: 'gateway', message: 'true' });
  });

  test('writes exactly one printable line for one event, and never throws, whatever it is given', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true });
    fc.assert(fc.property(anyText(), anything, (message, value) => {
      const { log, lines } = given();
      log.error(message, { value, error: new Error(message, { cause: value }) });

      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      expect(() => JSON.parse(lines[0] ?? '') as unknown).not.toThrow();
    }));
  });

  test('survives fields that go round in circles, go on for ever, or throw when they are read', () => {
    const { log, last } = given();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const hostile = { get trap(): string { throw new Error('no'); } };
    log.info('circle', { circle, long: 'x'.repeat(1_000_000), many: Array.from({ length: 1_000 }, () => 1) });
    expect(last()).toMatchObject({ circle: { self: '[…]' } });
    expect(JSON.stringify(last()).length).toBeLessThan(10_000);

    log.info('trap', { hostile });
    expect(last()).toMatchObject({ message: 'trap' });
  });
});

describe('errors in the application log', () => {
  test('are told with their causes and frames, and without whatever else hangs on them', () => {
    const { log, last } = given();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', request: { headers: { authorization: 'x' } } });
    log.error('request failed', { error: new TypeError('fetch failed', { cause }) });

    expect(last().error).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { name: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' } });
    expect(last().error).toMatchObject({ stack: expect.arrayContaining([expect.stringMatching(/^at .*log\.test\.ts/)]) });
    expect(JSON.stringify(last())).not.toContain('request":{');
  });

  test('can not bring frames of their own in their message', () => {
    const { log, last } = given();
    log.error('request failed', { error: new Error('bad\n    at forged (evil.js:1:1)') });

    expect((last().error as { stack: string[] }).stack.join()).not.toContain('evil.js');
  });

  test('end after five causes', () => {
    const { log, last } = given();
    let error = new Error('0');
    for (let i = 1; i < 50; i += 1) error = new Error(`${i}`, { cause: error });
    log.error('deep', { error });

    expect(JSON.stringify(last()).match(/"name":"Error"/g)).toHaveLength(5);
  });
});

describe('secrets', () => {
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ==.c2lnbmF0dXJl';
  const credential = 'etl:correct-horse-battery';

  test.each([
    ['headers by name', { headers: { 'Authorization': 'Negotiate abc', 'cookie': 'a=secret-b', 'Set-Cookie': 'secret-b', 'x-amzn-oidc-identity': 'secret-b' } }, /Negotiate|secret-b/],
    ['headers in a raw list', { rawHeaders: ['x-amzn-oidc-data', jwt, 'authorization', 'Bearer abcdef123', 'cookie', 'AWSELBAuthSessionCookie-0=abcdef123'] }, /eyJ|abcdef123/],
    ['tokens in text', { detail: `got ${jwt} here` }, /eyJ|c2lnbmF0/],
    ['the worker credential', { detail: `tried ${credential}` }, /correct-horse/],
    ['the password alone', { detail: 'tried correct-horse-battery' }, /correct-horse/],
    ['the credential in base64', { detail: Buffer.from(credential).toString('base64') }, /ZXRsOmNv/],
    ['a password in a URL', { url: 'https://ada:hunter22@luigi.example/' }, /hunter22/],
    ['queries of URLs', { url: new URL('https://luigi.example/api/x?data=hunter22') }, /hunter22/],
    ['luigi call data', { data: '{"hunter22":1}' }, /hunter22/],
    ['messages and causes of errors', { error: new Error('Bearer abcdef123', { cause: new Error(credential) }) }, /abcdef123|correct-horse/],
    ['names of fields', { [credential]: 1 }, /correct-horse/],
  ])('never stand in a line: %s', (_, fields, secret) => {
    const { log, lines } = given({ credentials: [credential] });
    log.error('refused', fields);

    expect(lines[0]).not.toMatch(secret);
    expect(lines[0]).toMatch(/redacted|https:\/\/luigi\.example\/api\/x"/);
  });

  test('never stand in a message', () => {
    const { log, lines } = given({ credentials: [credential] });
    log.error(`refused ${credential} ${jwt}`);

    expect(lines[0]).not.toMatch(/correct-horse|eyJ/);
  });

  test('are looked for in no time, also in text made to be slow', () => {
    const { log, lines } = given({ credentials: [credential] });
    const texts = ['//' + 'a:'.repeat(50_000), 'eyJaaaaa-'.repeat(10_000), 'Basic '.repeat(10_000), '//a:'.repeat(30_000)];
    const before = process.cpuUsage();
    for (const text of texts) log.error('slow', { text });
    const { user } = process.cpuUsage(before);

    expect(lines).toHaveLength(4);
    expect(user).toBeLessThan(2_000_000);
  });
});
