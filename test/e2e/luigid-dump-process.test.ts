import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../local/process-runner/wait-for';
import type { Luigid } from '../support/luigid';
import { addTask, allSaved, saved, start, startWithoutWaiting, taskIds } from '../support/luigid-harness';
import { inPython } from '../support/luigid-python';

jest.setTimeout(60_000);

/** The parent of a process; undefined where it is gone. */
function parentOf(pid: string): number | undefined {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

const childrenOf = ({ process: { pid } }: Luigid): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid).map(Number);

const isThere = (pid: number): boolean => parentOf(String(pid)) !== undefined;

/** Paths of the files that a process has open. */
function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((file) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${file}`);
    } catch {
      return []; // Closed since it was listed
    }
  });
}

interface Hung {
  readonly luigid: Luigid;
  /** The process of the dump. */
  readonly dump: number;
  /** Stands where it writes to. */
  readonly pipe: string;
}

/** Works with a luigid whose dump stands still, since what it would write to is a pipe that nobody reads. */
async function withHungDump(env: Readonly<Record<string, string>>, work: (hung: Hung) => Promise<void>): Promise<void> {
  const luigid = await start({ env });
  await saved(luigid);
  await allSaved(luigid);
  const pipe = join(luigid.stateDir, 'state.1.tmp');
  execFileSync('mkfifo', [pipe]);
  await addTask(luigid, 'a');
  const dump = await waitFor(() => childrenOf(luigid)[0], { what: 'a dump has begun' });
  try {
    await work({ luigid, dump, pipe });
  } finally {
    // It would outlive luigid, and hold its log open.
    rmSync(pipe, { force: true });
    for (const pid of new Set([dump, ...childrenOf(luigid)])) if (isThere(pid)) process.kill(pid, 'SIGKILL');
  }
}

describe('a dump that stands still', () => {
  test('keeps nobody waiting, and no second one begins beside it', () => withHungDump({}, async ({ luigid, dump }) => {
    for (let call = 0; call < 20; call += 1) {
      await addTask(luigid, `more-${call}`);
      await new Promise((done) => setTimeout(done, 25));
      expect(childrenOf(luigid)).toEqual([dump]);
    }
    expect(await taskIds(luigid)).toContain('etl.Job_more-19');
  }));

  test('once it is killed, that is told, and the next one has everything', () => withHungDump({}, async ({ luigid, dump, pipe }) => {
    rmSync(pipe);

    process.kill(dump, 'SIGKILL');

    expect(await luigid.process.waitForLog('state-not-saved')).toMatchObject({ reason: 'the dumping process ended with signal 9', failures: 1, retry_in_seconds: 1 });
    await luigid.process.waitForLog('state-saved-again');
    await luigid.kill();
    expect(await taskIds(await start({ stateDir: luigid.stateDir }))).toContain('etl.Job_a');
  }));

  test('a stop that is meant for all processes does not break it; luigid ends in time, and leaves no process', () => withHungDump({ LUIGID_STOP_SECONDS: '1' }, async ({ luigid, dump }) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.kill(dump, signal);
    await new Promise((done) => setTimeout(done, 200));
    expect(childrenOf(luigid)).toEqual([dump]);

    luigid.process.signal('SIGTERM');

    await waitFor(() => !isThere(dump) && !isThere(luigid.process.pid), { what: 'luigid and its dump are gone' });
    expect(await luigid.process.ended).toEqual({ code: 1, signal: null });
    expect(luigid.process.events('stopped-unsaved')).toHaveLength(1);
  }));

  test('of a luigid that was killed: its port is free, and the next start waits for what it still writes', () => withHungDump({}, async ({ luigid, dump, pipe }) => {
    luigid.process.signal('SIGKILL');
    await waitFor(() => !isThere(luigid.process.pid), { what: 'luigid is gone' });

    const next = startWithoutWaiting({ stateDir: luigid.stateDir, port: luigid.port, env: { LUIGID_TAKEOVER_SECONDS: '30' } });
    await waitFor(() => openFiles(next.pid).includes(join(luigid.stateDir, 'alive.lock')), { what: 'the next start has come to the lock' });
    await new Promise((done) => setTimeout(done, 500));
    expect(next.events('listening')).toEqual([]);
    rmSync(pipe);
    process.kill(dump, 'SIGKILL');

    await next.waitForLog('listening');
    expect(next.events('predecessor-passed-by')).toEqual([]);
  }));
});

/** Runs dumps in processes of their own, as luigid does; `one` answers how each ended. */
const FORKED = `
import asyncio, gc, json, os, signal, socket, sys, time
from luigid.dump import ForkedDump

def run(work):
    async def serve():
        loop = asyncio.get_running_loop()
        async def one(save):
            ended = loop.create_future()
            ForkedDump(save, ended.set_result, loop)
            return await asyncio.wait_for(ended, 20)
        return await work(one)
    print(json.dumps(asyncio.run(serve())))
`;

describe('the process of a dump', () => {
  test('gives way to callers, searches no garbage, hears no signal but the last, holds nothing of luigid\'s open', async () => {
    const [dump, luigid] = await inPython(`${FORKED}
listening = socket.create_server(("127.0.0.1", 0))
socket_file = os.fstat(listening.fileno())
def is_open():
    for file in range(64):
        try:
            if os.path.samestat(os.fstat(file), socket_file): return True
        except OSError:
            pass
    return False
def look():
    signals = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
    return [os.getpriority(os.PRIO_PROCESS, 0), gc.isenabled(), [signal.getsignal(one) == signal.SIG_IGN for one in signals], is_open(), sys.getrecursionlimit()]
def tell():
    raise ValueError(json.dumps(look()))
async def work(one):
    ended = await one(tell)
    return [json.loads(ended.reason.removeprefix("ValueError: ")), look()]
run(work)
`) as unknown[][];

    expect(dump).toEqual([(luigid?.[0] as number) + 10, false, [true, true, true, true], false, 20_000]);
    expect(luigid?.slice(1, 4)).toEqual([true, [false, false, false, false], true]);
  });

  test.each([
    ['returns', '5', [true, 5, '']],
    ['dies', 'os.kill(os.getpid(), signal.SIGKILL)', [false, 0, 'the dumping process ended with signal 9']],
    ['ends early', 'os._exit(3)', [false, 0, 'the dumping process ended with status 3']],
    ['runs out of memory', 'bytes(1 << 62)', [false, 0, 'MemoryError: ']],
    ['finds the disk full', 'exec("raise OSError(28, \'No space left on device\')")', [false, 0, 'ENOSPC: No space left on device']],
  ])('where it %s, that is told, and nothing stays of it', async (_how, save, told) => {
    const [ended, left] = await inPython(`${FORKED}
def files(): return len(os.listdir("/proc/self/fd"))
async def work(one):
    before = files()
    ended = await one(lambda: ${save})
    try:
        children = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        children = None
    return [[ended.saved, ended.size, ended.reason], [children, files() - before]]
run(work)
`) as unknown[];

    expect(ended).toEqual(told);
    expect(left).toEqual([null, 0]);
  });

  test('costs the processor time that it used, and no time in which it waited', async () => {
    const [worked, waited] = await inPython(`${FORKED}
def work_for(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
    return 1
async def work(one):
    return [(await one(lambda: work_for(0.4))).cost, (await one(lambda: time.sleep(1.5) or 1)).cost]
run(work)
`) as number[];

    expect(worked).toBeGreaterThan(0.4);
    expect(waited).toBeLessThan(0.4);
  });
});

/** A dumper in a time of its own: `run(until)` lets it pass; dumps begin and end as told. */
const IN_TIME = `
import json, os
from luigid import dumper
from luigid.changes import Changes
from luigid.dump import DumpResult

class Loop:
    now = 0.0
    timers = []
    def time(self): return self.now
    def call_at(self, when, callback, *args):
        timer = Timer(when, lambda: callback(*args))
        self.timers.append(timer)
        return timer
    def call_later(self, seconds, callback, *args): return self.call_at(self.now + seconds, callback, *args)
    def run(self, until):
        while True:
            due = sorted((timer for timer in self.timers if timer.when <= until + 1e-9), key=lambda timer: timer.when)
            if not due: break
            self.timers.remove(due[0])
            self.now = max(self.now, due[0].when)
            due[0].call()
        self.now = until

class Timer:
    def __init__(self, when, call): self.when, self.call = when, call
    def cancel(self):
        if self in Loop.timers: Loop.timers.remove(self)

begun, killed, logged = [], [], []
takes, ends = 0.0, DumpResult(saved=True, size=1)
class Dump:
    def __init__(self, save, done, loop):
        begun.append(round(loop.time(), 3))
        if takes is not None: loop.call_later(takes, done, ends)
        self.done = done
    def kill(self):
        killed.append(round(loop.time(), 3))
        self.done(DumpResult(saved=False, reason="killed"))
dumper.ForkedDump = Dump
dumper.log_event = lambda _, event, **__: logged.append(event)
loop, changes = Loop(), Changes()
one = dumper.Dumper(lambda: 1, changes, dumper.Pace(1.0, 300.0, 1_000_000), loop, lambda _: None)
def work(until):
    "Something changes ten times a second."
    while loop.now < until:
        changes.mark()
        loop.run(round(loop.now + 0.1, 3))
`;

describe('when dumps come', () => {
  test('at once, and then never sooner than the interval after the last one has ended, however much changes', async () => {
    expect(await inPython(`${IN_TIME}
takes, ends = 0.5, DumpResult(saved=True, size=1, cost=0.05)
work(20)
print(json.dumps(begun))
`)).toEqual([0, 5.5, 11, 16.5]);
  });

  test('after a failure in 1, 2, 4 ... 60 s, and after a success from 1 s on again', async () => {
    expect(await inPython(`${IN_TIME}
ends = DumpResult(saved=False, reason="EIO")
changes.mark()
loop.run(200)
first = [after - before for before, after in zip(begun, begun[1:])]
failures = one.failures
ends = DumpResult(saved=True, size=1)
loop.run(260)
saved = [one.failures, logged.count("state-saved-again")]
ends = DumpResult(saved=False, reason="EIO")
begun.clear()
changes.mark()
loop.run(265)
print(json.dumps([first, failures, saved, [after - before for before, after in zip(begun, begun[1:])]]))
`)).toEqual([[1, 2, 4, 8, 16, 32, 60, 60], 9, [0, 1], [1, 2]]);
  });

  test('one that has not ended after two minutes is killed, told of, and tried again; one that ended in time is not', async () => {
    expect(await inPython(`${IN_TIME}
takes = 119.0
work(125)
in_time = [len(begun), list(killed)]
takes = None
loop.run(500)
print(json.dumps([in_time, begun[1:3], killed[0], logged.count("state-dump-overdue") == len(killed), one.failures == len(killed)]))
`)).toEqual([[2, []], [120, 240], 360, true, true]);
  });

  test('where no process can be made, that is a failure like others, and no file stays open for it', async () => {
    expect(await inPython(`${IN_TIME}
import errno, luigid.dump
dumper.ForkedDump = luigid.dump.ForkedDump
reasons = []
dumper.log_event = lambda _, event, **said: reasons.append(said["reason"])
def refuse(): raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
os.fork = refuse
before = len(os.listdir("/proc/self/fd"))
changes.mark()
loop.run(2)
print(json.dumps([reasons, len(os.listdir("/proc/self/fd")) - before, one.failures]))
`)).toEqual([['no process to dump with: Resource temporarily unavailable', 'no process to dump with: Resource temporarily unavailable'], 0, 2]);
  });
});
