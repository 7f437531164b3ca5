import { CloudWatchLogsClient, CreateLogGroupCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchSink, logStreamName } from '../../images/gateway/src/records/cloudwatch-sink';
import type { KeptRecord } from '../../images/gateway/src/records/decision';
import { BatchingDecisionLog } from '../../images/gateway/src/records/decision-log';
import { motoPython, startMoto } from '../support/access/moto';
import { decisionRecord } from '../support/decision-record';
import { faults, LogsService } from '../support/records/logs-service';

const GROUP = '/luigi/decisions';
const STREAM = logStreamName('luigi', new Date(), '0123456789abcdef');
let service: LogsService;

beforeEach(async () => { service = await LogsService.start(GROUP); });
afterEach(() => service.stop());

/** The real client of the AWS SDK against the service; everything else as in production, with shorter pauses. */
function given(logGroup = GROUP, closeMs = 10_000) {
  const client = new CloudWatchLogsClient({
    endpoint: service.endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1,
  });
  const sink = new CloudWatchSink({ client, logGroup, logStream: STREAM, callMs: 300, writeMs: 2_000 });
  const log = new BatchingDecisionLog({
    sink, service: 'luigi', instance: '0123456789abcdef', bounds: { waitMs: 20_000, firstPauseMs: 20, longestPauseMs: 100, closeMs },
    watcher: { failed: () => undefined, recovered: () => undefined, lost: () => undefined },
  });
  return { log, kept: () => (service.streams.get(STREAM) ?? []).map(({ message }) => JSON.parse(message) as KeptRecord) };
}

const change = (requestId: string) => decisionRecord({ requestId, time: new Date().toISOString() });

test('a change is acknowledged once its record stands in the log stream, whatever text it holds', async () => {
  const { log, kept } = given();
  const taskId = 'é"\\\n\u2028\ud800🙂';
  await log.recordBefore({ ...change('a'), taskId });

  expect(kept()).toMatchObject([{ sequence: 1, requestId: 'a', taskId }]);
  expect(service.calls).toEqual(['CreateLogStream', 'PutLogEvents']);
  await log.close();
});

test.each(Object.entries(faults))('records come through in order when the service is %s for a while', async (_, fault) => {
  const { log, kept } = given();
  service.faults.push(fault, fault);
  log.recordBehind({ ...change('view'), action: 'view', change: false });
  await Promise.all([log.recordBefore(change('a')), log.recordBefore(change('b'))]);

  expect(kept().map(({ requestId }) => requestId)).toEqual(['view', 'a', 'b']);
  expect(log.health).toMatchObject({ ok: true, buffered: 0 });
  await log.close();
});

test('20,000 records at once keep to the limits of the service and come through in order', async () => {
  const { log, kept } = given();
  for (let i = 1; i < 20_000; i += 1) log.recordBehind({ ...change(`${i}`), action: 'view', change: false });
  await log.recordBefore(change('20000'));

  expect(kept().map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
  expect(service.calls).not.toHaveLength(2);
  await log.close();
});

test('a deleted log stream is made again', async () => {
  const { log, kept } = given();
  await log.recordBefore(change('a'));
  service.streams.delete(STREAM);
  await log.recordBefore(change('b'));

  expect(kept().map(({ requestId }) => requestId)).toEqual(['b']);
  await log.close();
});

test('a missing log group fails closed and says which kind of failure it is', async () => {
  const client = given('/luigi/none', 100);
  const waiting = client.log.recordBefore(change('a')).catch((error: unknown) => error);
  while (client.log.health.lastFailure === undefined) await new Promise(setImmediate);

  expect(client.log.health).toMatchObject({ ok: false, lastFailure: expect.stringContaining('ResourceNotFoundException') });
  service.stop();
  const closed = client.log.close();
  expect(await waiting).toMatchObject({ status: 503, code: 'record-unavailable' });
  await closed;
});

const python = motoPython();
if (python === undefined) {
  const message = 'moto is not installed: the CloudWatch sink is not tested against it; set MOTO_PYTHON, or run `npm run setup`';
  if (process.env.CI !== undefined) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
}

(python === undefined ? test.skip : test)('records can be read back from a CloudWatch Logs that somebody else wrote', async () => {
  const moto = await startMoto(python ?? '');
  const client = new CloudWatchLogsClient({
    endpoint: moto.endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1,
  });
  try {
    await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    const log = new BatchingDecisionLog({ sink: new CloudWatchSink({ client, logGroup: GROUP, logStream: STREAM }), service: 'luigi' });
    const ids = Array.from({ length: 200 }, (_, index) => `r${index}`);
    for (const id of ids) log.recordBehind({ ...change(id), action: 'view', change: false });
    await log.recordBefore(change('last'));

    const { events = [] } = await client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: STREAM, startFromHead: true }));
    expect(events.map(({ message = '' }) => (JSON.parse(message) as KeptRecord).requestId)).toEqual([...ids, 'last']);
    await log.close();
  } finally {
    client.destroy();
    await moto.stop();
  }
});
