import { readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { LuigidHealth } from '../../images/gateway/src/metrics/luigid-figures';
import { waitFor } from '../../local/process-runner/wait-for';
import { addTask, allSaved, newDirectory, saved, start } from '../support/luigid-harness';
import { inPython } from '../support/luigid-python';
import { startTestService, type TestService } from '../support/service';

/** What `GET /health` answers: the gateway's metrics read it, so names and units are a contract. */
interface Health {
  readonly unsavedSeconds: number;
  readonly loopDelayMs: { readonly p99: number; readonly max: number };
  readonly dump: Readonly<Record<'ageSeconds' | 'bytes' | 'heldMs' | 'costMs' | 'failures', number>> | null;
}

const healthOf = async (url: string): Promise<Health> => (await fetch(`${url}/health`)).json() as Promise<Health>;

describe('luigid tells how it is', () => {
  test('before the first dump: what it holds, and no dump', async () => {
    const luigid = await start({ env: { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '60', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '60' }, stateDir: newDirectory() });
    await luigid.process.waitForLog('state-saved');
    const kept = await luigid.stop().then(() => start({ stateDir: luigid.stateDir }));

    expect(await healthOf(kept.url)).toEqual({
      generation: 2, unsavedSeconds: 0, tasks: 0, workers: 0, dump: null,
      loopDelayMs: { p99: expect.any(Number) as unknown, max: expect.any(Number) as unknown },
    });
  });

  test('afterwards: how many tasks and workers, and how old, large and costly the last dump is, as its line in the log says', async () => {
    const luigid = await start();
    await addTask(luigid, 'a');
    await saved(luigid);
    await allSaved(luigid);
    const line = luigid.process.events('state-saved').at(-1) ?? {};
    await new Promise((done) => setTimeout(done, 300));

    const answer = await fetch(`${luigid.url}/health`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const health = await answer.json() as Health;

    expect(health).toMatchObject({ generation: 1, unsavedSeconds: 0, tasks: 2, workers: 1, dump: { failures: 0, bytes: line['bytes'] } });
    expect(health.dump?.heldMs).toBeCloseTo(line['held_ms'] as number, 1);
    expect(health.dump?.costMs).toBeCloseTo(line['cost_ms'] as number, 1);
    expect(health.dump?.costMs).toBeGreaterThan(health.dump?.heldMs ?? Infinity);
    const age = (Date.now() - Date.parse(line['time'] as string)) / 1000;
    expect(health.dump?.ageSeconds).toBeGreaterThanOrEqual(0.3);
    expect(health.dump?.ageSeconds).toBeLessThanOrEqual(age + 0.01);
  });

  test('for how long its loop has kept callers waiting, in milliseconds', async () => {
    const luigid = await start();
    // So many come before the stop and in it that the one in a hundred who waits longest is not the only one.
    await new Promise((done) => setTimeout(done, 2_500));
    const before = await healthOf(luigid.url);
    luigid.process.signal('SIGSTOP');
    await new Promise((done) => setTimeout(done, 1_000));
    luigid.process.signal('SIGCONT');

    const { loopDelayMs } = await waitFor(async () => {
      const now = await healthOf(luigid.url);
      return now.loopDelayMs.max > before.loopDelayMs.max ? now : undefined;
    }, { what: 'the stop is told of' });

    expect(loopDelayMs.max).toBeGreaterThan(950);
    expect(loopDelayMs.max).toBeLessThan(30_000);
    expect(loopDelayMs.p99).toBeLessThan(loopDelayMs.max);
    expect(loopDelayMs.p99).toBeGreaterThan(200);
  });

  test('one that stands still tells nothing: the gateway takes it for held for as long, until it goes on', async () => {
    const luigid = await start();
    const log = { info: () => undefined, warn: () => undefined };
    const health = new LuigidHealth(new URL(luigid.url), log, 1000);
    luigid.process.signal('SIGSTOP');

    expect(await health.take()).toEqual({ luigidLoopDelay: 1000, luigidLoopHeld: 1000 });

    luigid.process.signal('SIGCONT');
    expect(await health.take()).toMatchObject({ luigidTasks: 0, luigidWorkers: 0 });
  });

  test('a disk that refuses is told by failures in a row and by the time since all was saved', async () => {
    const luigid = await start();
    await saved(luigid);
    rmSync(luigid.stateDir, { recursive: true });
    await addTask(luigid, 'b');
    await luigid.process.waitForLog('state-not-saved', ({ failures }) => failures === 2);

    const { dump, unsavedSeconds } = await healthOf(luigid.url);

    expect(dump?.failures).toBeGreaterThanOrEqual(2);
    // The first retry comes after a second.
    expect(unsavedSeconds).toBeGreaterThan(1);
  });

  test('a browser is refused here too', async () => {
    const luigid = await start();
    expect((await fetch(`${luigid.url}/health`, { headers: { origin: 'http://127.0.0.1:3000' } })).status).toBe(403);
  });

  test('the loop delay is what a caller waits who comes at any moment: a stop counts for all who came meanwhile, and for one minute', async () => {
    const told = await inPython(`
import json
from luigid.loop_delay import LoopDelay

class Loop:
    now = 0.0
    due = None
    def time(self): return self.now
    def call_at(self, when, callback):
        self.due, self.callback = when, callback
        return self
    def run(self, until, late=0.0):
        while self.due + late <= until + 1e-9:
            self.now = max(self.now, self.due + late)
            self.callback()
        self.now = until

loop = Loop()
delay = LoopDelay(loop)
told = [delay.seconds()]
def tell(): told.append([round(seconds, 3) for seconds in delay.seconds()])
loop.run(10.0, late=0.001); tell()
loop.now = 12.0; loop.run(12.0); tell()
loop.run(59.0); tell()
loop.run(61.0); tell()
loop.run(119.0); tell()
loop.run(122.0); tell()
print(json.dumps(told))
`);

    const [first, quiet, stopped, minute, full, still, next] = told as number[][];
    expect(first).toEqual([0, 0]);
    expect(quiet).toEqual([0.001, 0.001]);
    // 2 s of 12 s that nobody was answered in: 100 of 600 waited, up to 2 s.
    expect(stopped?.[0]).toBeGreaterThan(1.8);
    expect(stopped?.[1]).toBeCloseTo(2, 1);
    expect(minute?.[1]).toBe(stopped?.[1]);
    expect(full?.[0]).toBeGreaterThan(1.2);
    expect(full?.[0]).toBeLessThan(1.6);
    expect(still).toEqual(full);
    expect(next).toEqual([0, 0]);
  });
});

describe('only the gateway hears it', () => {
  let running: TestService;
  beforeAll(async () => { running = await startTestService(); });
  afterAll(() => running?.stop());

  test('who may do everything gets nothing of it at the front door', async () => {
    const ada = await running.login('ada');
    for (const [path, refused] of [['/health', 404], ['/api/health', 404], ['/api/..%2fhealth', 400]] as const) {
      const { status, body } = await ada.request(path, { headers: { accept: 'application/json' } });
      expect([path, status]).toEqual([path, refused]);
      expect(body).not.toContain('loopDelayMs');
    }
  });

  test('nor does a worker', async () => {
    const { service } = running;
    for (const path of ['/health', '/api/health']) {
      const [status, body] = await new Promise<[number | undefined, string]>((resolve, reject) => {
        request(`${service.workerUrl}${path}`, { auth: service.workerCredential, ca: readFileSync(service.workerCertificate), agent: false }, (answer) => {
          let text = '';
          answer.on('data', (part) => { text += String(part); }).on('end', () => resolve([answer.statusCode, text]));
        }).on('error', reject).end();
      });
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain('loopDelayMs');
    }
  });
});
