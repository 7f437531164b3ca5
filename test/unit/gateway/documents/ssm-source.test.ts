import { SSMClient } from '@aws-sdk/client-ssm';
import { DocumentSourceError } from '../../../../images/gateway/src/documents/document-source';
import { openSource } from '../../../../images/gateway/src/documents/open-source';
import { SsmSource } from '../../../../images/gateway/src/documents/ssm-source';
import { SsmWire, type WireAnswer } from '../../../support/access/ssm-wire';
import { ManualClock, settled } from '../../../support/manual-clock';

const PATH = '/luigi/etl/access';

/** The real SDK client with its retries; only the wire is ours. */
function reading(...answers: WireAnswer[]): { source: SsmSource; wire: SsmWire; client: SSMClient } {
  const wire = new SsmWire(answers);
  const client = new SSMClient({
    region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 3, requestHandler: wire,
  });
  return { source: new SsmSource({ path: PATH, client }), wire, client };
}

const parameter = (name: string, over: object = {}): object => ({ Name: `${PATH}/${name}`, Type: 'String', Value: `text of ${name}`, Version: 1, ...over });
const page = (parameters: object[], next?: string): WireAnswer =>
  ({ status: 200, body: { Parameters: parameters, ...(next === undefined ? {} : { NextToken: next }) } });
const failure = (status: number, type: string): WireAnswer => ({ status, body: { __type: type, message: 'arn:aws:secret detail' } });

describe('mappings in SSM', () => {
  test('are all parameters of all pages, named by the last part of their path', async () => {
    const { source, wire } = reading(page([parameter('a'), parameter('__proto__')], 'one'), page([], 'two'), page([parameter('b.c')]));
    expect(await source.read()).toEqual([
      { name: 'a', text: 'text of a' }, { name: '__proto__', text: 'text of __proto__' }, { name: 'b.c', text: 'text of b.c' },
    ]);
    expect(wire.requests).toEqual([undefined, 'one', 'two'].map((token) => ({
      Path: PATH, Recursive: false, WithDecryption: false, MaxResults: 10, ...(token === undefined ? {} : { NextToken: token }),
    })));
  });

  test('are none where the path is empty', async () => {
    expect(await reading(page([])).source.read()).toEqual([]);
  });

  test('are invalid one by one where a parameter is encrypted or a list', async () => {
    const { source } = reading(page([parameter('a', { Type: 'SecureString' }), parameter('b'), parameter('c', { Type: 'StringList' })]));
    expect(await source.read()).toEqual([
      { name: 'a', unreadable: 'parameter "a": got the type SecureString, expected String; put it again as String' },
      { name: 'b', text: 'text of b' },
      { name: 'c', unreadable: 'parameter "c": got the type StringList, expected String; put it again as String' },
    ]);
  });

  test('are read on after a page that was throttled or failed for a moment', async () => {
    const { source, wire } = reading(page([parameter('a')], 'one'), failure(400, 'ThrottlingException'), failure(500, 'InternalServerError'), page([parameter('b')]));
    expect(await source.read()).toHaveLength(2);
    expect(wire.requests).toHaveLength(4);
  });

  test('are not read at all, rather than in part, where a later page fails for good', async () => {
    const denied = { ...failure(400, 'AccessDeniedException') };
    const { source, wire } = reading(page([parameter('a')], 'one'), denied);
    await expect(source.read()).rejects.toHaveProperty('message', `got AccessDeniedException from ssm:${PATH}, expected parameters; allow ssm:GetParametersByPath on the path to the task role`);
    expect(wire.requests).toHaveLength(2);
  });

  test('are given up after three tries of a page', async () => {
    const { source, wire } = reading(...Array<WireAnswer>(5).fill(failure(500, 'InternalServerError')));
    await expect(source.read()).rejects.toThrow('got InternalServerError from');
    expect(wire.requests).toHaveLength(3);
  });

  test('keep what SSM said of a failure out of the message, and in its cause', async () => {
    const { source } = reading(failure(400, 'ValidationException'));
    const error = await source.read().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DocumentSourceError);
    expect((error as Error).message).not.toContain('secret detail');
    expect(((error as Error).cause as Error).message).toContain('secret detail');
  });

  test.each([['beside the path', '/luigi/etl/access-other/x'], ['above it', '/luigi/etl'], ['deeper down', `${PATH}/team/x`], ['the path itself', `${PATH}/`], ['of another service', '/luigi/web/access/x']])(
    'are refused as a whole where the answer holds a parameter %s', async (_where, name) => {
      await expect(reading(page([parameter('a'), { Name: name, Type: 'String', Value: '' }])).source.read()).rejects.toThrow('expected only parameters directly below the path');
    });

  test('are refused where pages go round in a circle or repeat a parameter', async () => {
    await expect(reading(page([], 'one'), page([], 'one')).source.read()).rejects.toThrow('got the same page again');
    await expect(reading(page([parameter('a')], 'one'), page([parameter('a')])).source.read()).rejects.toThrow('got the same parameter on two pages');
  });

  test('are refused where there is no end of pages', async () => {
    const { source, wire } = reading(...Array.from({ length: 1001 }, (_, index) => page([], `token-${index}`)));
    await expect(source.read()).rejects.toThrow('got more than 5000 parameters or 1000 pages');
    expect(wire.requests).toHaveLength(1000);
  });

  test('are given up in time where SSM, and even its client, hangs', async () => {
    const clock = new ManualClock();
    const signals: AbortSignal[] = [];
    const source = new SsmSource({
      path: PATH,
      clock,
      client: { send: (_command, { abortSignal }) => { signals.push(abortSignal); return new Promise(() => undefined); } },
    });
    const outcome = source.read().catch((reason: unknown) => (reason as Error).message);
    await clock.advance(7900);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await clock.advance(200);
    expect(await outcome).toContain('got no answer in time');
    expect([signals.map(({ aborted }) => aborted), clock.pending]).toEqual([[true], 0]);
  });

  test('are given up in time where every page is slow', async () => {
    const clock = new ManualClock();
    let pages = 0;
    const source = new SsmSource({
      path: PATH,
      clock,
      client: {
        send: () => new Promise((resolve) => {
          clock.after(6000, () => { pages += 1; resolve({ NextToken: String(pages), $metadata: {} }); });
        }),
      },
    });
    const outcome = source.read().catch((reason: unknown) => (reason as Error).message);
    for (let second = 0; second < 26; second += 1) {
      await clock.advance(1000);
      await settled();
    }
    expect(await outcome).toContain('got no answer in time');
    expect(pages).toBe(4);
  });
});

describe('the setting that names the source of mappings', () => {
  const unused = () => ({ send: () => Promise.reject(new Error('unused')) });

  test('opens SSM or a directory', () => {
    expect(openSource({ kind: 'ssm', path: '/luigi/etl/access' }, unused).address).toBe('ssm:/luigi/etl/access');
    expect(openSource({ kind: 'directory', path: '/etc/luigi/access' }).address).toBe('directory:/etc/luigi/access');
  });
});
