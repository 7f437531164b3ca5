import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LuigidHealth } from '../../images/gateway/src/metrics/luigid-figures';
import { GATEWAY_METRICS } from '../../lib/contract/gateway-metrics';
import { emfFaults, emfMetrics, type EmfDocument } from '../support/emf';
import { auditedStack, EVERYTHING } from '../support/lib/audited-stack';
import { startTestService, type TestService } from '../support/service';

/** The metrics that an alarm of a service watches, where they are the service's own. */
function watchedMetrics(): Array<{ readonly name: string; readonly dimensions: unknown }> {
  return Object.values(auditedStack(EVERYTHING).template().findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties as { readonly Namespace?: string; readonly MetricName?: string; readonly Dimensions?: unknown })
    .filter(({ Namespace }) => Namespace === 'Luigi/etl')
    .map(({ MetricName = '', Dimensions }) => ({ name: MetricName, dimensions: Dimensions }));
}

describe('the metrics of a service that runs', () => {
  let running: TestService;
  let lines: string[];
  let luigid: Record<string, unknown>;
  const complaints: string[] = [];

  beforeAll(async () => {
    running = await startTestService();
    const ada = await running.login('ada');
    await running.luigid('add_task', { worker: 'w1', task_id: 'etl.SecretName_1', family: 'etl.SecretName', module: 'etl', params: {}, status: 'PENDING' });
    for (let call = 0; call < 5; call += 1) await ada.rpc('task_list', { status: '', upstream_status: '' });
    const log = { info: () => undefined, warn: (message: string, fields?: object) => { complaints.push(`${message} ${JSON.stringify(fields)}`); } };
    luigid = { ...await new LuigidHealth(new URL(`http://127.0.0.1:${running.service.layout.ports.luigid}`), log).take() };
    await running.service.stop();
    lines = readFileSync(join(running.service.supervisor.logDirectory, 'gateway.log'), 'utf8').split('\n').filter((line) => line.includes('"_aws"'));
  });
  afterAll(() => running?.stop());

  test('are in lines that CloudWatch takes, at the latest when the gateway stops', () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.flatMap(emfFaults)).toEqual([]);
    expect(lines.map((line) => JSON.parse(line) as EmfDocument).find(({ ViewTime }) => ViewTime !== undefined)).toMatchObject({
      program: 'gateway', message: 'metrics', ViewTime: { Count: 5 }, PortalTime: { Count: expect.any(Number) as number },
    });
    expect(lines.map((line) => JSON.parse(line) as EmfDocument).find(({ GatewayMemory }) => GatewayMemory !== undefined)).toMatchObject({
      program: 'gateway', message: 'metrics', GatewayMemory: expect.any(Number) as number,
    });
  });

  test('are those that alarms watch: by name, in the namespace of the service, without dimensions', () => {
    const written = lines.flatMap(emfMetrics);
    const contract = Object.values(GATEWAY_METRICS).map(({ name }) => name as string);
    const watched = watchedMetrics().filter(({ name }) => contract.includes(name));

    expect(watched.map(({ name }) => name).sort()).toEqual(['IssuersWithoutKeys', 'LuigidLoopDelay', 'LuigidLoopHeld', 'ViewersTurnedAway', 'WorkersTurnedAway', 'WorkersWait']);
    expect(watched.filter(({ dimensions }) => dimensions !== undefined)).toEqual([]);
    expect(new Set(written.map(({ namespace, dimensions }) => `${namespace} ${JSON.stringify(dimensions)}`))).toEqual(new Set(['Luigi/local [[]]']));
    expect(written.filter(({ name }) => !contract.includes(name))).toEqual([]);
  });

  test('have what luigid tells of itself, in full', () => {
    expect(complaints).toEqual([]);
    expect(luigid).toMatchObject({
      luigidTasks: 1, luigidWorkers: 1, luigidLoopDelay: expect.any(Number) as number, luigidLoopHeld: expect.any(Number) as number,
    });
  });

  test('hold no name of a task, a person or a mapping', () => {
    expect(lines.filter((line) => /SecretName|w1|ada|grace|operators|analysts|example\.com/.test(line))).toEqual([]);
  });
});
