import fs, { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { aStart, LocalRuns } from '../../../../support/jobs/local-runs';

/** What a start writes by. */
const WRITES = ['mkdirSync', 'openSync', 'writeFileSync', 'fsyncSync', 'linkSync', 'renameSync'] as const;
const UNAVAILABLE = { status: 503, code: 'runner-unavailable', extensions: { headers: { 'retry-after': '30' } } };

describe('a disk that is full, or can not be written', () => {
  let local: LocalRuns;
  beforeEach(() => { local = new LocalRuns(); });
  afterEach(async () => {
    jest.restoreAllMocks();
    await local.remove();
  });

  /** The next call that writes but so many fails, once. */
  function failAfter(calls: number): { readonly failed: () => boolean } {
    let left = calls;
    let failed = false;
    for (const name of WRITES) {
      const real = fs[name] as (...args: unknown[]) => unknown;
      jest.spyOn(fs, name).mockImplementation(((...args: unknown[]) => {
        if (failed || left-- > 0) return real(...args);
        failed = true;
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: name });
      }) as never);
    }
    return { failed: () => failed };
  }

  test('a start that meets it anywhere is refused whole, and succeeds when asked again', async () => {
    local.does('exit 0');
    let failures = 0;
    for (let calls = 0; ; calls += 1) {
      const id = `run${calls}`;
      const runner = local.runner();
      const disk = failAfter(calls);
      const outcome = await runner.start(aStart(id)).catch((error: unknown) => error);
      jest.restoreAllMocks();
      if (!disk.failed()) break;
      failures += 1;
      expect([calls, outcome]).toEqual([calls, expect.objectContaining(UNAVAILABLE)]);
      expect(existsSync(local.of(id))).toBe(false);
      // then: neither this gateway nor one that is started now knows of it
      await expect(runner.run('report', id)).rejects.toMatchObject({ code: 'no-such-run' });
      await expect(local.runner().run('report', id)).rejects.toMatchObject({ code: 'no-such-run' });
      expect((await runner.start(aStart(id))).kind).toBe('started');
      await local.reaches(runner, id, 'succeeded');
    }
    expect(failures).toBeGreaterThan(8);
  });

  test('a folder of runs that is no folder any more refuses starts until it is one', async () => {
    local.does('exit 0');
    const runner = local.runner();
    renameSync(path.join(local.folder, 'runs'), path.join(local.folder, 'away'));
    writeFileSync(path.join(local.folder, 'runs'), '');
    await expect(runner.start(aStart('a'))).rejects.toMatchObject(UNAVAILABLE);
    rmSync(path.join(local.folder, 'runs'));
    renameSync(path.join(local.folder, 'away'), path.join(local.folder, 'runs'));
    expect((await runner.start(aStart('a'))).kind).toBe('started');
  });

  test('a redrive and a stop that can not be written are refused, and the run is as it was', async () => {
    local.does('exit 1');
    const runner = local.runner();
    await runner.start(aStart('a'));
    await local.reaches(runner, 'a', 'failed');
    for (let calls = 0; ; calls += 1) {
      const disk = failAfter(calls);
      const outcome = await runner.redrive('report', 'a', 'user:ada').catch((error: unknown) => error);
      jest.restoreAllMocks();
      if (!disk.failed()) break;
      expect([calls, outcome]).toEqual([calls, expect.objectContaining(UNAVAILABLE)]);
      expect((await runner.run('report', 'a')).state).toBe('failed');
      await local.runner().close();
      expect(existsSync(path.join(local.of('a'), '2/claim.json'))).toBe(false);
    }
    await local.reaches(runner, 'a', 'failed');
    local.does('sleep 30');
    await runner.start(aStart('b'));
    await local.reaches(runner, 'b', 'running');
    failAfter(0);
    await expect(runner.stop('report', 'b', 'user:ada')).rejects.toMatchObject(UNAVAILABLE);
    jest.restoreAllMocks();
    expect((await runner.run('report', 'b')).state).toBe('running');
    expect((await runner.stop('report', 'b', 'user:ada')).state).toBe('stopped');
  });

  test('a log that can not be written costs lines, not the run', async () => {
    local.does('echo a; echo b; exit 0');
    const runner = local.runner();
    for (const [id, make] of [['a', () => symlinkSync('/dev/full', path.join(local.of('a'), 'log'))], ['b', () => mkdirSync(path.join(local.of('b'), 'log'))]] as const) {
      mkdirSync(path.join(local.of(id), '1'), { recursive: true });
      make();
      // as it stands on disk when the gateway was killed after it had accepted the run
      const order = { file: path.join(local.folder, 'luigi'), args: [], directory: local.folder, environment: { SCRIPT: 'echo a' }, timeoutSeconds: 9 };
      writeFileSync(path.join(local.of(id), '1/order.json'), JSON.stringify(order));
      writeFileSync(path.join(local.of(id), 'run.json'), JSON.stringify({ ...aStart(id), startedAt: new Date().toISOString() }));
    }
    await runner.close();
    const again = local.runner();
    for (const id of ['a', 'b']) await local.reaches(again, id, 'succeeded');
  });

  test('how a run ended is written as soon as there is room', async () => {
    local.does('touch running; while [ -e running ]; do sleep 0.05; done');
    const runner = local.runner({ sweepEveryMs: 1_000_000 });
    await runner.start(aStart('a'));
    await local.reaches(runner, 'a', 'running');
    const attempt = path.join(local.of('a'), '1');
    await waitFor(() => existsSync(path.join(local.folder, 'running')) && existsSync(path.join(attempt, 'luigi.json')), { what: 'luigi runs' });
    // Its folder can not be written for a while
    renameSync(attempt, `${attempt}-away`);
    rmSync(path.join(local.folder, 'running'), { force: true });
    await new Promise((resolve) => { setTimeout(resolve, 1200); });
    renameSync(`${attempt}-away`, attempt);
    await local.reaches(runner, 'a', 'succeeded');
  });
});
