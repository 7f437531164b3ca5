import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../../local/process-runner/wait-for';
import type { ProgramName } from '../../../local/service-options';
import { BusyService } from '../../support/load/busy-service';
import { startTestService, type TestService } from '../../support/service';

/** At most so long from one dump's end to the next one's begin; a dump itself takes a part of a second, also on a busy machine. */
const DUMP_INTERVAL_MS = 1_000;
const TWO_DUMPS_MS = 1_000;

describe('kill -9 while workers and viewers are busy', () => {
  let running: TestService;
  let busy: BusyService | undefined;
  beforeAll(async () => {
    running = await startTestService({
      env: {
        luigid: { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '0.5', LUIGID_DUMP_MAX_INTERVAL_SECONDS: String(DUMP_INTERVAL_MS / 1000) },
        // An answer that is shared for a second would keep viewers from noticing that luigid is away for less.
        gateway: { GATEWAY_CALLS_PER_MINUTE: '100000', GATEWAY_SHARED_ANSWER_MILLISECONDS: '0' },
      },
    });
  });
  afterEach(() => busy?.abort());
  afterAll(() => running?.stop());

  /** Kills, and waits until the supervisor has it back, workers go on, and viewers see nothing amiss. */
  async function kill(name: ProgramName, pid: number): Promise<{ at: number; recoveredAt: number }> {
    const program = running.service.program(name);
    const restarts = program.restarts;
    expect(busy?.pipelinesRun).toBe(true);
    const at = Date.now();
    process.kill(pid, 'SIGKILL');
    await waitFor(() => program.restarts > restarts, { what: `${name} is started again` });
    await program.untilReady();
    const recoveredAt = Date.now();
    await waitFor(() => busy?.viewers.recoveredSince(recoveredAt) === true && (busy.ledger.answeredAfter(recoveredAt).length > 0),
      { what: 'viewers and workers are answered again', timeoutMs: 20_000 });
    // It was noticed: the fault is a fault.
    expect(busy?.viewers.troubles).not.toEqual([]);
    return { at, recoveredAt };
  }

  /** Waits until a dump is on the disk that began after this was asked. */
  async function untilSaved(): Promise<void> {
    const state = path.join(running.service.folder, 'state');
    const savedAt = () => Math.max(...readdirSync(state).filter((name) => /^state\.\d+$/.test(name)).map((name) => statSync(path.join(state, name)).mtimeMs));
    // The next one to end may have begun before.
    for (let times = 0; times < 2; times += 1) {
      const before = savedAt();
      await waitFor(() => savedAt() > before, { what: 'luigid has dumped' });
    }
  }

  const known = async () => new Set(Object.keys(await running.luigid('task_list') as object));
  const missing = (ids: readonly string[], all: ReadonlySet<string>) => ids.filter((id) => !all.has(id));

  test('of luigid: it is back with all but the last moment, the pipelines finish, viewers are told that it is away', async () => {
    busy = await BusyService.start(running, DUMP_INTERVAL_MS + TWO_DUMPS_MS);
    // A stock worker reports its tasks once, as it starts: one that did so in the moment that is lost ends with 25, not run.
    await untilSaved();
    const { at, recoveredAt } = await kill('luigid', running.service.program('luigid').pid as number);
    expect(await busy.pipelines).toEqual([0, 0]);
    await busy.rest();
    const all = await known();
    const old = busy.ledger.answeredBefore(at - DUMP_INTERVAL_MS - TWO_DUMPS_MS);
    expect(old.length).toBeGreaterThan(10);
    expect(missing(old, all)).toEqual([]);
    expect(missing(busy.ledger.answeredAfter(recoveredAt), all)).toEqual([]);
    expect(busy.viewers.troubles.filter(({ status, code }) => ![502, 503].includes(status) || !code.startsWith('scheduler-'))).toEqual([]);
  });

  test('of the gateway: it is back, no answered call of a worker is lost, the pipelines finish, viewers get problem documents meanwhile', async () => {
    busy = await BusyService.start(running);
    await kill('gateway', running.service.program('gateway').pid as number);
    expect(await busy.pipelines).toEqual([0, 0]);
    await busy.rest();
    expect(missing([...busy.ledger.answered.keys()], await known())).toEqual([]);
    const { troubles } = busy.viewers;
    expect(troubles.filter(({ code }) => !['gateway-unavailable', 'gateway-failed', ''].includes(code))).toEqual([]);
    // An answer that was on its way when the gateway died: one for each viewer at most.
    expect(troubles.filter(({ code }) => code === '').length).toBeLessThanOrEqual(3);
    // What was decided before is on record, each line whole.
    for (const line of readFileSync(running.service.decisionLog, 'utf8').trimEnd().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test.each([
    ['lighttpd itself', (pid: number) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').find(isLighttpd))],
    ['the script that runs lighttpd', (pid: number) => pid],
  ])('of %s: it is back with a certificate that workers trust again, no answered call is lost, the pipelines finish', async (_what, pidOf) => {
    busy = await BusyService.start(running);
    await kill('lighttpd', pidOf(running.service.program('lighttpd').pid as number));
    expect(await busy.pipelines).toEqual([0, 0]);
    await busy.rest();
    expect(missing([...busy.ledger.answered.keys()], await known())).toEqual([]);
    // The load balancer's own 502: there is nobody behind it to say more. And answers that were on their way.
    const { troubles } = busy.viewers;
    expect(troubles.filter(({ status }) => ![0, 502].includes(status))).toEqual([]);
    expect(troubles.filter(({ status }) => status === 0).length).toBeLessThanOrEqual(3);
  });
});

function isLighttpd(pid: string): boolean {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'lighttpd';
}
