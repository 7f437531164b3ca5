import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '../../../../local/process-runner/free-ports';
import { answers } from '../../../../local/process-runner/http-probe';
import { Supervisor } from '../../../../local/process-runner/supervisor';
import { waitFor } from '../../../../local/process-runner/wait-for';

const SERVER = `
  const server = require('node:http').createServer((request, response) => response.end(String(process.pid)));
  server.listen(Number(process.env.PORT), '127.0.0.1');
`;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie has ended: only its parent has not looked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('supervisor', () => {
  let directory: string;
  let supervisor: Supervisor;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'supervisor-'));
    supervisor = new Supervisor(directory);
  });

  afterEach(async () => {
    await supervisor.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const shell = (script: string) => ({ command: '/bin/sh', args: ['-c', script] });
  const events = () => readFileSync(path.join(directory, 'supervisor.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));

  test('a program is given out as started only once it answers', async () => {
    const [port] = await freePorts(1);
    const server = await supervisor.start({
      name: 'server', command: process.execPath, args: ['-e', SERVER], env: { PORT: String(port) }, ready: answers(`http://127.0.0.1:${port}/`),
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(String(server.pid));
  });

  test('a program killed with kill -9 is started again and answers on its old port', async () => {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}/`;
    const server = await supervisor.start({
      name: 'server', command: process.execPath, args: ['-e', SERVER], env: { PORT: String(port) }, ready: answers(url),
    });
    const first = server.pid as number;

    process.kill(first, 'SIGKILL');

    const second = await waitFor(async () => {
      const pid = await (await fetch(url)).text();
      return pid !== String(first) && pid;
    }, { what: 'the server answers again' });
    expect(second).toBe(String(server.pid));
    expect(server.restarts).toBe(1);
  });

  test('a program that ends before it is ready fails the start with the last line that it wrote', async () => {
    await expect(supervisor.start({ name: 'wrong', ...shell('echo "PORT is abc, expected a number" >&2; exit 2'), ready: async () => false }))
      .rejects.toThrow(/wrong ended with 2 before it was ready: PORT is abc, expected a number/);
    expect(supervisor.pids).toEqual({});
  });

  test('a program that cannot be started at all fails the start', async () => {
    await expect(supervisor.start({ name: 'missing', command: '/no/such/program', ready: async () => false }))
      .rejects.toThrow(/missing ended with ENOENT before it was ready/);
  });

  test('a program that never gets ready is stopped again and fails the start', async () => {
    await expect(supervisor.start({ name: 'slow', ...shell('exec sleep 60'), ready: async () => false, readyTimeoutMs: 200 }))
      .rejects.toThrow(/waited 200 ms in vain until slow is ready/);
    expect(supervisor.pids).toEqual({});
  });

  test('all are stopped in reverse order', async () => {
    for (const name of ['first', 'second', 'third']) await supervisor.start({ name, ...shell('exec sleep 60') });
    await supervisor.stop();
    expect(events().filter(({ event }) => event === 'stopped').map(({ program }) => program)).toEqual(['third', 'second', 'first']);
  });

  test('a program that ignores its stop signal is killed after its time-out, and its own children with it', async () => {
    const file = path.join(directory, 'grandchild');
    const script = `trap '' TERM; sleep 60 & echo $! > ${file}; while :; do sleep 0.1; done`;
    const stubborn = await supervisor.start({ name: 'stubborn', ...shell(script), stopTimeoutMs: 200, ready: async () => existsSync(file) });
    const pids = [stubborn.pid as number, Number(await waitFor(() => readFileSync(file, 'utf8').trim(), { what: 'the grandchild runs' }))];

    await supervisor.stop();

    await waitFor(() => !pids.some(alive), { what: 'none of them runs' });
    expect(events().map(({ event }) => event)).toContain('killed');
  });

  test('a stopped program stays stopped', async () => {
    const sleeper = await supervisor.start({ name: 'sleeper', ...shell('exec sleep 60') });
    await sleeper.stop();
    expect(events().map(({ event }) => event)).not.toContain('restarting');
    expect(sleeper.pid).toBeUndefined();
  });

  test('what a developer happens to have set does not reach a program', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'a-developers-own';
    try {
      const file = path.join(directory, 'environment');
      await supervisor.start({ name: 'env', ...shell(`env > ${file}.new; mv ${file}.new ${file}; exec sleep 60`), env: { MINE: 'yes' }, ready: async () => existsSync(file) });
      expect(readFileSync(file, 'utf8')).toContain('MINE=yes');
      expect(readFileSync(file, 'utf8')).not.toContain('AWS_');
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });

  describe('when the supervisor itself goes', () => {
    let runner: ChildProcess | undefined;
    afterEach(() => runner?.kill('SIGKILL'));

    async function runnerWithTwo(): Promise<number[]> {
      const file = path.join(directory, 'pids.json');
      const script = `
        const { Supervisor } = require(${JSON.stringify(path.resolve('local/process-runner/supervisor.ts'))});
        const { stopOnSignals } = require(${JSON.stringify(path.resolve('local/process-runner/stop-on-signals.ts'))});
        (async () => {
          const supervisor = new Supervisor(${JSON.stringify(path.join(directory, 'inner'))});
          stopOnSignals(supervisor);
          await supervisor.start({ name: 'one', command: 'sleep', args: ['60'] });
          await supervisor.start({ name: 'two', command: '/bin/sh', args: ['-c', 'sleep 60 & wait'] });
          require('node:fs').writeFileSync(${JSON.stringify(file)} + '.new', JSON.stringify(supervisor.pids));
          require('node:fs').renameSync(${JSON.stringify(file)} + '.new', ${JSON.stringify(file)});
          setInterval(() => {}, 1000);
        })();`;
      runner = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: 'ignore' });
      await waitFor(() => existsSync(file), { what: 'the runner has started both', timeoutMs: 20_000 });
      return Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>);
    }

    test('killed with kill -9, it leaves nothing running', async () => {
      const pids = await runnerWithTwo();
      expect(pids.every(alive)).toBe(true);
      runner?.kill('SIGKILL');
      await waitFor(() => !pids.some(alive), { what: 'none of its programs runs' });
    });

    test('on SIGTERM it stops all and ends with 0', async () => {
      const pids = await runnerWithTwo();
      const ended = new Promise((resolve) => runner?.once('exit', resolve));
      runner?.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(pids.some(alive)).toBe(false);
    });
  });
});
