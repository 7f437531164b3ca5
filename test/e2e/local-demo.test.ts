import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../local/process-runner/free-ports';
import { waitFor } from '../../local/process-runner/wait-for';

jest.setTimeout(600_000);

const PROJECT = path.resolve(__dirname, '../..');

/** `npm run demo`, without npm: tests need its own process id. */
function demo(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/demo.ts', ...args], { cwd: PROJECT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => { said.stdout += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { said.stderr += chunk.toString(); });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, said, ended };
}

/** How long a demo may say nothing new before it counts as stuck. Two busy cores make it ten times slower than it is: that is no fault. */
const SILENT_MS = 60_000;

/**
 * Waits until it has said this, for as long as it says something new; a line that differs from another by the seconds passed is not.
 * One that ends before fails at once, with what it said.
 */
async function untilSays({ said, ended }: ReturnType<typeof demo>, text: string): Promise<void> {
  const told = (): string => `\nstdout:\n${said.stdout}\nstderr:\n${said.stderr}`;
  const endedEarly = ended.then((status) => { throw new Error(`the demo ended with ${status}, expected '${text}' first${told()}`); });
  // Whichever comes second is of no interest.
  endedEarly.catch(() => undefined);
  const heard = async (): Promise<void> => {
    for (let news = -1; !said.stdout.includes(text);) {
      const before = news;
      const found = await waitFor(() => said.stdout.includes(text) || (news = linesOf(said)) > before, { what: '', timeoutMs: SILENT_MS }).catch(() => false);
      if (!found) throw new Error(`the demo said nothing new for ${SILENT_MS / 1_000} s, expected '${text}'${told()}`);
    }
  };
  await Promise.race([heard(), endedEarly]);
}

/** How many different lines it said. */
function linesOf(said: { readonly stdout: string; readonly stderr: string }): number {
  return new Set(`${said.stdout}${said.stderr}`.replace(/, \d+ s: /g, ', ').split('\n')).size;
}

/** The processes that this one started, and those that they started. */
function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Whether it runs: one that has ended and that nobody has asked about yet does not. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('npm run demo', () => {
  test('with --once it runs the pipeline through the front door, prints nothing but JSON on stdout, and ends with 0', async () => {
    const { said, ended } = demo(['--once']);
    const status = await ended;
    expect(said.stderr).not.toContain('Error');
    const summary = JSON.parse(said.stdout);
    expect(summary).toMatchObject({ ok: true, problems: [], exitCodes: [30, 0], tasks: { DONE: 16 } });
    expect(summary.reEnabled).toMatch(/^etl\.CleanOrders_/);
    expect(summary.seenBy.grace).toEqual(['report.BestSellers', 'report.DailyReport', 'report.Reorder', 'report.Revenue']);
    expect(summary.seenBy.alan).toBe(403);
    expect(status).toBe(0);
  });

  test('it says where to go and as whom, stays until Ctrl-C, and then ends with 0 and leaves nothing', async () => {
    const [port] = await freePorts(1);
    const running = demo([], { DEMO_PORT: String(port) });
    const { child, said, ended } = running;
    try {
      await untilSays(running, 'Ctrl-C stops everything');
      expect(said.stdout).toContain(`http://127.0.0.1:${port}`);
      for (const login of [/ada\s+lovelace/, /grace\s+hopper/, /alan\s+turing/]) expect(said.stdout).toMatch(login);
      for (const line of said.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      // The lines for a machine, pasted as they are.
      const [lines = ''] = /^ +curl -H .*\\\n.*$/m.exec(said.stdout) ?? [];
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', lines]);
      expect(JSON.parse(stdout).jobs.map(({ name }: { name: string }) => name)).toEqual(['daily-report', 'shop-report']);
    } finally {
      child.kill('SIGINT');
    }
    expect(await ended).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/signed-out`)).rejects.toThrow('fetch failed');
  });

  test('a pipeline of one\'s own runs through it with the settings that it names', async () => {
    const running = demo([], { DEMO_PORT: String((await freePorts(1))[0]) });
    const { child, said, ended } = running;
    const folder = mkdtempSync(path.join(tmpdir(), 'own-pipeline-'));
    try {
      await untilSays(running, 'Ctrl-C stops everything');
      const settings = path.join(PROJECT, /worker {3}(\S+)/.exec(said.stdout)?.[1] as string);
      writeFileSync(path.join(folder, 'hello.py'), 'import luigi\n\n\nclass Hello(luigi.Task):\n    task_namespace = "report"\n\n    def run(self):\n        pass\n');
      const { stderr } = await promisify(execFile)('/bin/sh', ['-c', '. "$1" && exec "$2" --module hello report.Hello', 'sh', settings, path.join(PROJECT, '.local/venv/bin/luigi')],
        { cwd: folder, env: { PATH: '/usr/bin:/bin', PYTHONPATH: folder } }).catch((error: { stderr: string }) => error);
      expect(stderr).toContain('1 ran successfully');
    } finally {
      child.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true });
    }
  });

  test('killed outright it leaves no program behind, and the next one starts', async () => {
    const [port] = await freePorts(1);
    const first = demo([], { DEMO_PORT: String(port) });
    await untilSays(first, 'Luigi is ready');
    const started = descendantsOf(first.child.pid as number);
    // luigid, gateway, lighttpd, identity provider at least.
    expect(started.length).toBeGreaterThanOrEqual(4);
    first.child.kill('SIGKILL');
    await first.ended;
    await waitFor(() => !started.some(runs), { what: 'all that it started has ended' });
    const second = demo([], { DEMO_PORT: String(port) });
    await untilSays(second, 'Luigi is ready');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  test('killed outright while luigi works it leaves no luigi behind either', async () => {
    const { child, ended } = demo([], { DEMO_PORT: String((await freePorts(1))[0]) });
    const luigi = () => descendantsOf(child.pid as number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('report.DailyReport'));
    const working = await waitFor(() => {
      const found = luigi();
      return found.length > 1 ? found : undefined;
    }, { what: 'luigi works on tasks', timeoutMs: 120_000 });
    child.kill('SIGKILL');
    await ended;
    await waitFor(() => !working.some(runs), { what: 'luigi has ended' });
  });

  test('a port that cannot be is refused in one line', async () => {
    const { said, ended } = demo([], { DEMO_PORT: 'nonsense' });
    expect(await ended).toBe(1);
    expect(said.stderr).toContain('demo: DEMO_PORT is "nonsense", expected a port from 1 to 65535\n');
  });

  test('an argument that it does not know is answered with how it is used', async () => {
    const { said, ended } = demo(['--twice']);
    expect(await ended).toBe(2);
    expect(said.stderr).toContain('usage: npm run demo');
  });
});
