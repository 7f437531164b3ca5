import { AwsCalls } from '../../../../../images/gateway/src/jobs/step-functions/aws-calls';
import { parametersOf, recordOf, type Item } from '../../../../../images/gateway/src/jobs/step-functions/run-record';
import { RunTable } from '../../../../../images/gateway/src/jobs/step-functions/run-table';

const item = (id: string, over: Item = {}): Item => ({
  job: { S: 'daily' }, item: { S: `run#${id}` }, kind: { S: 'run' }, id: { S: id }, state: { S: 'running' }, parameters: { S: '{"day":"2026-11-23"}' },
  requestedBy: { S: 'user:ada' }, startedAt: { S: '2026-11-23T09:00:00.000Z' }, expiresAt: { N: '1800000000' }, ...over,
});

interface Sent { readonly RequestItems?: Record<string, { readonly Keys: Item[]; readonly ConsistentRead: boolean }> }

function given(answer: (input: Sent, call: number) => object) {
  const sent: Sent[] = [];
  const send = async ({ input }: { readonly input: Sent }): Promise<object> => {
    sent.push(input);
    return answer(input, sent.length);
  };
  return { sent, table: new RunTable({ send: send as never }, 'runs', new AwsCalls({ log: { info: () => undefined, warn: () => undefined } })) };
}

test('turns and records are read together, as last written, each key once', async () => {
  const { table, sent } = given(() => ({
    Responses: { runs: [item('a'), { job: { S: 'daily' }, item: { S: 'turns' }, 'holders': { SS: ['a', 'b'] }, 'twin-0': { S: 'a' } }] }, UnprocessedKeys: {},
  }));
  const { holders, records } = await table.turns('daily', ['a', 'a', 'c']);

  expect([...holders]).toEqual(['a', 'b']);
  expect([...records.keys()]).toEqual(['a']);
  expect(sent).toEqual([{ RequestItems: { runs: { ConsistentRead: true, Keys: ['turns', 'run#a', 'run#c'].map((key) => ({ job: { S: 'daily' }, item: { S: key } })) } } }]);
});

test('a job that never ran has no turns', async () => {
  const { table } = given(() => ({ Responses: { runs: [] } }));

  expect(await table.turns('daily', ['a'])).toEqual({ holders: new Set(), records: new Map() });
});

test('what DynamoDB leaves for later is asked for again; more than 100 keys in several calls', async () => {
  const { table, sent } = given(({ RequestItems = {} }, call) => (call <= 3 ? { Responses: {}, UnprocessedKeys: RequestItems } : {
    Responses: { runs: RequestItems['runs']?.Keys.flatMap(({ item: key }) => (key?.S === 'turns' ? [] : [item(String(key?.S?.slice(4)))])) }, UnprocessedKeys: {},
  }));
  const ids = Array.from({ length: 150 }, (_, index) => `r${index}`);

  expect([...(await table.turns('daily', ids)).records.keys()].sort()).toEqual([...ids].sort());
  expect(sent.every(({ RequestItems }) => (RequestItems?.['runs']?.Keys.length ?? 0) <= 100)).toBe(true);
});

test('keys that are never processed are a table that can not be read', async () => {
  const { table } = given(({ RequestItems }) => ({ Responses: {}, UnprocessedKeys: RequestItems }));

  await expect(table.turns('daily', ['a'])).rejects.toMatchObject({ status: 503, code: 'runner-unavailable' });
});

test.each<[string, Item]>([
  ['of no state', { state: { S: 'odd' } }], ['whose key is another', { item: { S: 'run#b' } }], ['without a start', { startedAt: { NULL: true } }],
  ['of turns', { item: { S: 'turns' } }], ['without a name', { id: { N: '1' } }],
])('an item %s is no record', (_, over) => {
  expect(recordOf(item('a', over))).toBeUndefined();
});

test('a record is read whole', () => {
  const record = recordOf(item('a', {
    state: { S: 'failed' }, endedAt: { S: '2026-11-23T10:00:00.000Z' }, exitCode: { N: '30' }, cause: { S: 'x' }, taskArn: { S: 'arn' }, logStream: { S: 'job/job/1' },
    mapping: { S: 'm' }, reason: { S: 'r' },
  }));

  expect(record).toEqual({
    job: 'daily', item: 'run#a', kind: 'run', id: 'a', state: 'failed', parameters: '{"day":"2026-11-23"}', requestedBy: 'user:ada', mapping: 'm', reason: 'r',
    startedAt: '2026-11-23T09:00:00.000Z', endedAt: '2026-11-23T10:00:00.000Z', exitCode: 30, cause: 'x', taskArn: 'arn', logStream: 'job/job/1', expiresAt: 1_800_000_000,
  });
});

test('parameters that somebody else has written can not be more than values by name', () => {
  expect({ ...parametersOf('{"__proto__":"x","a":{"b":1},"c":[1],"d":null,"e":"1","f":2,"g":false}') }).toEqual({ ['__proto__']: 'x', 'e': '1', 'f': 2, 'g': false });
  for (const text of [undefined, '', '[]', '7', '{']) expect({ ...parametersOf(text) }).toEqual({});
});
