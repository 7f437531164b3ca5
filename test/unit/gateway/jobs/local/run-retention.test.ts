import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RETENTION } from '../../../../../images/gateway/src/jobs/local/run-retention';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { aStart, LocalRuns } from '../../../../support/jobs/local-runs';

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

describe('what has ended is kept for a time', () => {
  let local: LocalRuns;
  beforeEach(() => { local = new LocalRuns(); });
  afterEach(() => local.remove());

  /** A run as it stands on disk. */
  function onDisk(id: string, startedAt: string, endedAt?: string, job = 'report'): void {
    const folder = local.of(id, job);
    mkdirSync(path.join(folder, '1'), { recursive: true });
    const order = { file: '/bin/sleep', args: ['60'], directory: '/', environment: {}, timeoutSeconds: 60 };
    writeFileSync(path.join(folder, '1/order.json'), JSON.stringify(order));
    if (endedAt !== undefined) {
      writeFileSync(path.join(folder, '1/claim.json'), JSON.stringify({ supervisor: '0' }));
      writeFileSync(path.join(folder, '1/end.json'), JSON.stringify({ state: 'succeeded', endedAt, exitCode: 0 }));
    }
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...aStart(id, { job }), startedAt }));
  }
  const settled = (names: readonly string[], job = 'report') =>
    waitFor(() => (JSON.stringify(local.names(job)) === JSON.stringify(names) ? true : undefined), { what: `${names.join(', ')} are left` });

  test('the newest so many of each job, for as long as Step Functions keeps executions', () => {
    expect(RETENTION).toEqual({ newest: 1000, days: 90 });
  });

  test('what ended longer ago is removed, by its end, not its begin; what goes on never is', async () => {
    onDisk('old', ago(200), ago(91));
    onDisk('long', ago(200), ago(89));
    onDisk('going', ago(200));
    const runner = local.runner({ sweepEveryMs: 20 });
    await settled(['going', 'long']);
    await expect(runner.run('report', 'old')).rejects.toMatchObject({ status: 404, code: 'no-such-run' });
    expect((await runner.runs('report', { limit: 9 })).items.map(({ id }) => id).sort()).toEqual(['going', 'long']);
  });

  test('more than so many are removed, the oldest first, job by job', async () => {
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) onDisk(id, ago(9 - index), ago(9 - index));
    onDisk('going', ago(30));
    onDisk('other', ago(50), ago(50), 'other');
    local.runner({ sweepEveryMs: 20, retention: { newest: 2, days: 90 } });
    await settled(['c', 'd', 'going']);
    expect(local.names('other')).toEqual(['other']);
  });

  test('the key of a run that is gone starts a new one', async () => {
    onDisk('a', ago(100), ago(100));
    local.does('exit 0');
    const runner = local.runner({ sweepEveryMs: 20 });
    expect((await runner.start(aStart('a'))).kind).toBe('known');
    await settled([]);
    expect((await runner.start(aStart('a'))).kind).toBe('started');
    await local.reaches(runner, 'a', 'succeeded');
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    expect(local.names()).toEqual(['a']);
  });

  test('what was left of a removal goes with the next start of the gateway, and is no run', async () => {
    onDisk('a', ago(1), ago(1));
    mkdirSync(path.join(local.folder, 'runs/report/.gone-b/1'), { recursive: true });
    const runner = local.runner();
    expect(existsSync(path.join(local.folder, 'runs/report/.gone-b'))).toBe(false);
    expect((await runner.recent({ limit: 9 })).items.map(({ id }) => id)).toEqual(['a']);
  });
});
