import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf, pidOf } from '../../../../../images/gateway/src/jobs/local/process-identity';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { aStart, LocalRuns, runs } from '../../../../support/jobs/local-runs';

describe('a runner of local processes', () => {
  let local: LocalRuns;
  beforeEach(() => { local = new LocalRuns(); });
  afterEach(() => local.remove());

  test('runs luigi with the arguments of the job, keeps its log and how it ended', async () => {
    local.does('echo out; echo err >&2; exit 30');
    const runner = local.runner();
    const { kind, run } = await runner.start(aStart('a', { parameters: { day: '2026-01-31', n: -1, dry_run: true, loud: false, note: '--x=$(id)' }, reason: 'why' })) as never;
    expect(kind).toBe('started');
    expect(run).toMatchObject({ id: 'a', job: 'report', state: 'starting', requestedBy: 'user:ada', mapping: 'operators', reason: 'why' });
    expect(await local.reaches(runner, 'a', 'failed')).toMatchObject({ exitCode: 30, cause: 'luigi ended with 30: task failed' });
    const lines = (await runner.logs('report', 'a', {})).items.map(({ message }) => message);
    expect(lines.filter((line) => line.startsWith('argument: ')).map((line) => line.slice(10))).toEqual([
      '--module', 'pipeline', 'report.Daily', '--report.Daily-day=2026-01-31', '--report.Daily-n=-1', '--report.Daily-dry-run', '--report.Daily-note=--x=$(id)',
      '--worker-id=run:report:a', '--workers=1', '--retcode-already-running=10', '--retcode-missing-data=20', '--retcode-not-run=25', '--retcode-task-failed=30',
      '--retcode-scheduling-error=35', '--retcode-unhandled-exception=40',
    ]);
    expect(lines.slice(-2).sort()).toEqual(['err', 'out']);
  });

  test('nothing of the gateway\'s environment reaches luigi, or what supervises it', async () => {
    local.does('/usr/bin/env; tr "\\0" "\\n" < /proc/$PPID/environ');
    process.env.GATEWAY_WORKER_CREDENTIAL = 'pipeline:0123456789abcdef';
    try {
      const runner = local.runner();
      await runner.start(aStart('a'));
      await local.reaches(runner, 'a', 'succeeded');
      expect(readFileSync(path.join(local.of('a'), 'log'), 'utf8')).not.toMatch(/GATEWAY|0123456789abcdef|JEST/);
    } finally {
      delete process.env.GATEWAY_WORKER_CREDENTIAL;
    }
  });

  test('the same id is the same run, 200 times at once and after its end', async () => {
    local.does('exit 0');
    const runner = local.runner();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => runner.start(aStart('a'))));
    expect(outcomes.map(({ kind }) => kind).filter((kind) => kind === 'started')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'known')).toHaveLength(199);
    await local.reaches(runner, 'a', 'succeeded');
    expect(await runner.start(aStart('a', { parameters: { day: 'other' } }))).toMatchObject({ kind: 'known', run: { state: 'succeeded', parameters: { day: 'a' } } });
    expect(local.names()).toEqual(['a']);
  });

  test('200 different starts at once: as many run as may, the others are told to wait', async () => {
    local.does('sleep 30');
    const runner = local.runner();
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) => runner.start(aStart(`r${index}`, { maxConcurrentRuns: 5 }))));
    expect(outcomes.filter(({ kind }) => kind === 'started')).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome.kind === 'full' && outcome.retryAfterSeconds > 0)).toHaveLength(195);
    expect(local.names()).toHaveLength(5);
  });

  test('of 200 with equal parameters one runs, and the others are told which, though there is no room either', async () => {
    local.does('sleep 30');
    const runner = local.runner();
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) =>
      runner.start(aStart(`r${index}`, { parameters: index % 2 === 0 ? { a: 1, b: 2 } : { b: 2, a: 1 }, maxConcurrentRuns: 1 }))));
    expect(outcomes.slice(1)).toEqual(Array.from({ length: 199 }, () => ({ kind: 'twin', run: expect.objectContaining({ id: 'r0' }) })));
  });

  test('a run that has ended makes room, and is nobody\'s twin', async () => {
    local.does('exit 0');
    const runner = local.runner();
    await runner.start(aStart('a', { parameters: {}, maxConcurrentRuns: 1 }));
    await local.reaches(runner, 'a', 'succeeded');
    expect((await runner.start(aStart('b', { parameters: {}, maxConcurrentRuns: 1 }))).kind).toBe('started');
  });

  test('one job\'s runs take no room of another\'s', async () => {
    for (const job of ['report', 'other']) local.does('sleep 30', {}, job);
    const runner = local.runner();
    expect((await runner.start(aStart('a', { maxConcurrentRuns: 1 }))).kind).toBe('started');
    expect((await runner.start(aStart('a', { maxConcurrentRuns: 1, job: 'other' }))).kind).toBe('started');
  });

  test('a run that takes longer than it may is ended, with what it started', async () => {
    local.does('sleep 60 & echo "child $!"; wait', { timeoutSeconds: 1 });
    const runner = local.runner();
    await runner.start(aStart('a'));
    expect(await local.reaches(runner, 'a', 'timed-out')).toMatchObject({ cause: 'it took longer than 1 s' });
    const child = Number(/child (\d+)/.exec(readFileSync(path.join(local.of('a'), 'log'), 'utf8'))?.[1]);
    await waitFor(() => !runs(child) || undefined, { what: 'its child has ended' });
  });

  test('what luigi leaves behind goes with it', async () => {
    local.does('sleep 60 > /dev/null 2>&1 & echo "child $!"');
    const runner = local.runner();
    await runner.start(aStart('a'));
    await local.reaches(runner, 'a', 'succeeded');
    const child = Number(/child (\d+)/.exec(readFileSync(path.join(local.of('a'), 'log'), 'utf8'))?.[1]);
    await waitFor(() => !runs(child), { what: 'its child has ended' });
  });

  test('a supervising process that is killed takes its luigi with it, though nobody looks', async () => {
    local.does('sleep 60');
    const runner = local.runner({ sweepEveryMs: 1_000_000 });
    await runner.start(aStart('a'));
    await local.reaches(runner, 'a', 'running');
    const luigi = await waitFor(() => existsSync(path.join(local.of('a'), '1/luigi.json')) ? pidOf(String(local.json('a', '1/luigi.json').process)) : undefined, { what: 'luigi runs' });
    process.kill(pidOf(String(local.json('a', '1/claim.json').supervisor)), 'SIGKILL');
    await waitFor(() => !runs(luigi) || undefined, { what: 'luigi has ended' });
    expect(local.json('a', '1/end.json')).toMatchObject({ state: 'failed', cause: 'its process ended without a word: the machine was restarted, or the process was killed' });
    expect((await runner.run('report', 'a')).state).toBe('failed');
  });

  test('also where another gateway had started it', async () => {
    const [supervisor, luigi] = ['60', '61'].map((seconds) => spawn('/bin/sleep', [seconds], { detached: true, stdio: 'ignore' }));
    const folder = path.join(local.of('a'), '1');
    mkdirSync(folder, { recursive: true });
    const files = {
      '1/order.json': {}, '1/claim.json': { supervisor: identityOf(supervisor?.pid ?? 0) }, '1/luigi.json': { process: identityOf(luigi?.pid ?? 0) },
      'run.json': { ...aStart('a'), startedAt: '2026-01-31T00:00:00.000Z' },
    };
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(local.of('a'), file), JSON.stringify(content));
    const runner = local.runner({ sweepEveryMs: 50 });
    expect((await runner.run('report', 'a')).state).toBe('running');
    process.kill(supervisor?.pid as number, 'SIGKILL');
    await waitFor(() => !runs(luigi?.pid as number), { what: 'luigi has ended' });
    expect(local.json('a', '1/end.json')).toMatchObject({ state: 'failed' });
  });

  test('luigi that is killed is a failed run that says so', async () => {
    local.does('kill -9 $$');
    const runner = local.runner();
    await runner.start(aStart('a'));
    expect(await local.reaches(runner, 'a', 'failed')).toMatchObject({ cause: 'luigi was ended by SIGKILL' });
    expect((await runner.run('report', 'a')).exitCode).toBeUndefined();
  });

  test('a luigi that is not there is a failed run that says so', async () => {
    local.does('', { luigi: '/nowhere/luigi' });
    const runner = local.runner();
    await runner.start(aStart('a'));
    expect(await local.reaches(runner, 'a', 'failed')).toMatchObject({ cause: 'luigi could not be started (ENOENT)' });
  });

  test('a supervising program that can not be started is a failed run that says so', async () => {
    local.does('exit 0');
    for (const [id, supervisor] of [['a', ['/nowhere/node']], ['b', ['/bin/false']]] as const) {
      const runner = local.runner({ supervisor });
      await runner.start(aStart(id));
      expect(await local.reaches(runner, id, 'failed')).toMatchObject({ cause: 'its process could not be started on this machine' });
    }
  });

  test('a run is stopped with what it started, once, and is redriven from where it was', async () => {
    local.does('echo once; sleep 60');
    const runner = local.runner();
    await runner.start(aStart('a'));
    await waitFor(async () => (await runner.logs('report', 'a', {})).items.some(({ message }) => message === 'once'), { what: 'luigi runs' });
    await expect(runner.redrive('report', 'a', 'user:grace')).rejects.toMatchObject({ status: 409, code: 'run-goes-on' });
    expect(await runner.stop('report', 'a', 'user:grace')).toMatchObject({ state: 'stopped', cause: 'stopped by user:grace' });
    await expect(runner.stop('report', 'a', 'user:grace')).rejects.toMatchObject({ status: 409, code: 'run-ended' });
    local.does('echo twice');
    expect(await runner.redrive('report', 'a', 'user:grace')).toMatchObject({ id: 'a', state: 'starting' });
    expect((await local.reaches(runner, 'a', 'succeeded')).cause).toBeUndefined();
    await expect(runner.redrive('report', 'a', 'user:grace')).rejects.toMatchObject({ status: 409, code: 'run-ended' });
    const messages = (await runner.logs('report', 'a', {})).items.map(({ message }) => message);
    expect([messages.indexOf('once') >= 0, messages.indexOf('twice') > messages.indexOf('once')]).toEqual([true, true]);
  });

  test('a run that was stopped before its process was there never runs luigi', async () => {
    local.does('echo ran');
    const [node = '', bundle = ''] = local.supervisor;
    // It comes once the stop is asked for, however long that takes
    const wait = `while [ ! -e "${local.of('a')}/1/stop.json" ]; do sleep 0.05; done`;
    const runner = local.runner({ supervisor: ['/bin/sh', '-c', `${wait}; exec "${node}" "${bundle}" "$@"`, 'sh'] });
    await runner.start(aStart('a'));
    expect(await runner.stop('report', 'a', 'user:ada')).toMatchObject({ state: 'stopped', cause: 'stopped by user:ada' });
    expect(existsSync(path.join(local.of('a'), 'log'))).toBe(false);
  });

  test('a redrive obeys twins and room as a start does', async () => {
    local.does('exit 1');
    const runner = local.runner();
    await runner.start(aStart('a', { parameters: { n: 1 }, maxConcurrentRuns: 1 }));
    await local.reaches(runner, 'a', 'failed');
    local.does('sleep 30');
    await runner.start(aStart('b', { parameters: { n: 1 } }));
    await expect(runner.redrive('report', 'a', 'user:ada')).rejects.toMatchObject({ status: 409, code: 'twin-runs', extensions: { run: '/jobs/report/runs/b' } });
    await runner.stop('report', 'b', 'user:ada');
    await runner.start(aStart('c', { parameters: { n: 2 } }));
    await expect(runner.redrive('report', 'a', 'user:ada')).rejects.toMatchObject({ status: 429, code: 'too-many-runs', extensions: { headers: { 'retry-after': '10' } } });
  });

  test('a gateway that is started again finds runs, keys, logs and what goes on; nothing runs twice', async () => {
    local.does('echo ran; while [ ! -e end ]; do sleep 0.05; done');
    const first = local.runner();
    await Promise.all(['a', 'b'].map((id) => first.start(aStart(id))));
    const second = local.runner();
    expect((await second.start(aStart('a'))).kind).toBe('known');
    expect((await second.start(aStart('x', { parameters: { day: 'b' } }))).kind).toBe('twin');
    writeFileSync(path.join(local.folder, 'end'), '');
    for (const id of ['a', 'b']) {
      await local.reaches(second, id, 'succeeded');
      expect(readFileSync(path.join(local.of(id), 'log'), 'utf8').match(/ ran\n/g)).toHaveLength(1);
    }
    expect((await second.runs('report', { limit: 9 })).items.map(({ id }) => id).sort()).toEqual(['a', 'b']);
  });

  test('what was accepted and not started is started with the next gateway, by the order that was given', async () => {
    local.does('echo first');
    await local.runner({ supervisor: ['/bin/false'] }).start(aStart('a'));
    // as if the gateway had been killed before the process was there
    const folder = path.join(local.of('b'), '1');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'order.json'), JSON.stringify(local.json('a', '1/order.json')));
    writeFileSync(path.join(local.of('b'), 'run.json'), JSON.stringify({ ...aStart('b'), startedAt: '2026-01-31T00:00:00.000Z' }));
    local.does('echo second');
    const runner = local.runner();
    await local.reaches(runner, 'b', 'succeeded');
    expect(readFileSync(path.join(local.of('b'), 'log'), 'utf8')).toMatch(/ first\n$/);
  });

  test('what was never accepted is no run, and what can\'t be read keeps no other from being found', async () => {
    local.does('exit 0');
    const first = local.runner();
    await first.start(aStart('good'));
    await local.reaches(first, 'good', 'succeeded');
    mkdirSync(path.join(local.of('half'), '1'), { recursive: true });
    writeFileSync(path.join(local.of('half'), '1/order.json'), '{}');
    mkdirSync(local.of('broken'), { recursive: true });
    writeFileSync(path.join(local.of('broken'), 'run.json'), '{"id":');
    writeFileSync(path.join(local.folder, 'runs/stray-file'), '');
    const runner = local.runner();
    expect((await runner.runs('report', { limit: 9 })).items.map(({ id }) => id)).toEqual(['good']);
    expect(existsSync(local.of('half'))).toBe(false);
    await expect(runner.start(aStart('broken'))).rejects.toMatchObject({ status: 503, code: 'runner-unavailable' });
    expect(readFileSync(path.join(local.of('broken'), 'run.json'), 'utf8')).toBe('{"id":');
    expect((await runner.start(aStart('half'))).kind).toBe('started');
  });

  test('a job that is described and not set up here is not started', async () => {
    const runner = local.runner();
    await expect(runner.start(aStart('a'))).rejects.toMatchObject({ status: 503, code: 'runner-unavailable', extensions: { headers: { 'retry-after': '60' } } });
    writeFileSync(path.join(local.folder, 'commands/report.json'), '{"luigi":"relative","module":"m","family":"f","directory":"/"}');
    await expect(runner.start(aStart('a'))).rejects.toMatchObject({ status: 503, code: 'runner-unavailable' });
    local.does('exit 0');
    expect((await runner.start(aStart('a'))).kind).toBe('started');
  });

  test('lines are cut, one without end takes no room, a credential does not stay', async () => {
    local.does('head -c 3000000 /dev/zero | tr "\\\\0" x; echo; echo "https://user:hunter2hunter2@example.com/"; printf "no newline"');
    const runner = local.runner();
    await runner.start(aStart('a'));
    await local.reaches(runner, 'a', 'succeeded');
    const log = readFileSync(path.join(local.of('a'), 'log'), 'utf8');
    expect(log.length).toBeLessThan(10_000);
    expect(log).toMatch(/ x{4096}\n/);
    expect(log).not.toContain('hunter2');
    expect(log.endsWith(' no newline\n')).toBe(true);
  });

  /** A run that goes on, which has written all that it writes. */
  async function aRunWithLog() {
    local.does('echo the last line; sleep 30');
    const runner = local.runner();
    await runner.start(aStart('a'));
    const log = path.join(local.of('a'), 'log');
    await waitFor(() => existsSync(log) || undefined, { what: 'a log' });
    await waitFor(async () => (await runner.logs('report', 'a', {})).items.at(-1)?.message === 'the last line', { what: 'its first lines' });
    return { runner, log };
  }

  test('a log is read from a place on, in whole lines', async () => {
    const { runner, log } = await aRunWithLog();
    const { next } = await runner.logs('report', 'a', {});
    appendFileSync(log, '2026-01-31T00:00:00.000Z half');
    expect(await runner.logs('report', 'a', { next })).toEqual({ items: [], next });
    appendFileSync(log, ' whole\n');
    expect((await runner.logs('report', 'a', { next })).items).toEqual([{ time: '2026-01-31T00:00:00.000Z', message: 'half whole' }]);
    for (const token of ['-1', '1e9', '01', '', 'x', '9'.repeat(16)]) {
      await expect(runner.logs('report', 'a', { next: token })).rejects.toMatchObject({ status: 400, code: 'bad-token' });
    }
    await expect(runner.logs('report', 'b', {})).rejects.toMatchObject({ status: 404, code: 'no-such-run' });
  });

  test('the tail of a long log is its last whole lines, and goes on from there', async () => {
    const { runner, log } = await aRunWithLog();
    expect((await runner.logs('report', 'a', { tail: true })).cut).toBeUndefined();
    appendFileSync(log, Array.from({ length: 3000 }, (_, line) => `2026-01-31T00:00:00.000Z line ${line}\n`).join(''));
    const tail = await runner.logs('report', 'a', { tail: true });
    expect(tail.cut).toBe(true);
    expect(tail.items.length).toBeGreaterThan(1000);
    expect(tail.items.map(({ message }) => message)).toEqual(Array.from({ length: tail.items.length }, (_, index) => `line ${3000 - tail.items.length + index}`));
    appendFileSync(log, '2026-01-31T00:00:00.000Z after\n');
    expect((await runner.logs('report', 'a', { tail: true, next: tail.next })).items).toEqual([{ time: '2026-01-31T00:00:00.000Z', message: 'after' }]);
  });
});
