import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProgramEvent } from '../../../local/process-runner/program';
import { waitFor } from '../../../local/process-runner/wait-for';
import { BusyService } from '../../support/load/busy-service';
import { startTestService, type TestService } from '../../support/service';

describe('SIGTERM while workers and viewers are busy', () => {
  let running: TestService;
  let busy: BusyService | undefined;
  beforeAll(async () => { running = await startTestService({ env: { gateway: { GATEWAY_CALLS_PER_MINUTE: '100000' } } }); });
  afterEach(() => busy?.abort());
  afterAll(() => running?.stop());

  test('the gateway answers what it accepted, records it, and ends with 0; whoever comes meanwhile is told to try again', async () => {
    busy = await BusyService.start(running);
    const gateway = running.service.program('gateway');
    expect(busy.pipelinesRun).toBe(true);
    const restarts = gateway.restarts;
    gateway.kill('SIGTERM');
    await waitFor(() => gateway.restarts > restarts, { what: 'the gateway is started again' });
    await gateway.untilReady();
    const recoveredAt = Date.now();
    await waitFor(() => busy?.viewers.recoveredSince(recoveredAt), { what: 'viewers are answered again', timeoutMs: 20_000 });
    expect(await busy.pipelines).toEqual([0, 0]);
    await busy.rest();

    // 503 says that nobody took the request. 500 may come to one that had connected and was not accepted any more: it has no record.
    const taken = new Set(running.decisions().flatMap(({ userAgent, taskId }) => [userAgent, taskId]));
    const lost = [...busy.viewers.troubles.filter(({ code }) => code !== 'gateway-unavailable').map(({ name, status, code }) => ({ name, status, code })),
      ...[...busy.ledger.troubles].filter(([, status]) => status !== 503).map(([name, status]) => ({ name, status, code: 'gateway-failed' }))];
    expect(lost.filter(({ name, status, code }) => status !== 500 || code !== 'gateway-failed' || taken.has(name))).toEqual([]);
    expect(lost.length).toBeLessThanOrEqual(2);
    const known = await running.luigid('task_list') as object;
    expect([...busy.ledger.answered.keys()].filter((id) => !(id in known))).toEqual([]);
    // Each change that was allowed has its result: nothing was cut off between the two.
    await waitFor(() => unfinished().length === 0, { what: 'every change has its result' }).catch(() => undefined);
    expect(unfinished()).toEqual([]);
    const events = readFileSync(path.join(running.service.supervisor.logDirectory, 'supervisor.jsonl'), 'utf8').trimEnd().split('\n')
      .map((line) => JSON.parse(line) as ProgramEvent);
    expect(events.filter(({ program, event }) => program === 'gateway' && event === 'ended').map(({ status }) => status)).toEqual([0]);
  });

  function unfinished(): string[] {
    const records = running.decisions();
    const done = new Set(records.filter(({ event }) => event === 'result').map(({ requestId }) => requestId));
    return records.filter(({ event, change, outcome, requestId }) => event === 'decision' && change && outcome === 'allow' && !done.has(requestId))
      .map(({ method, requestId }) => `${method} ${requestId}`);
  }
});
