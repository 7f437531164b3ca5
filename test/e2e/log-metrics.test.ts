import { renameSync, writeFileSync } from 'node:fs';
import { LOG_METRICS } from '../../lib/audit/log-metrics';
import { freePorts } from '../../local/process-runner/free-ports';
import { filterValue } from '../support/filter-pattern';
import { startLighttpd } from '../support/lighttpd';
import { counted } from '../support/log-metrics';
import type { LuigidProcess } from '../support/luigid';
import { addTask, directoryWithState, removeLater, saved, start, stateFile } from '../support/luigid-harness';
import { inPython } from '../support/luigid-python';
import { requestText, sendRaw } from '../support/raw-tls';

const linesOf = ({ logs }: LuigidProcess): string[] => logs.map((line) => JSON.stringify(line));

describe('what is read from luigid\'s log, as luigid writes it', () => {
  test('a start counts once, and is followed by how long the disk has been behind', async () => {
    const luigid = await start();
    const health = await luigid.process.waitForLog('health');

    expect(counted('application', linesOf(luigid.process))).toEqual({ LuigidStarts: 1, StateUnsaved: 1 });
    expect(filterValue(LOG_METRICS.stateUnsaved.value, JSON.stringify(health))).toBeGreaterThanOrEqual(0);
  });

  test('a disk that refuses counts each time; a stop without a last dump is a loss', async () => {
    const luigid = await start({ env: { LUIGID_STOP_SECONDS: '1' } });
    await saved(luigid);
    const elsewhere = `${luigid.stateDir}-away`;
    removeLater(elsewhere);
    renameSync(luigid.stateDir, elsewhere);

    await addTask(luigid, 'a');
    await luigid.process.waitForLog('state-not-saved');
    await luigid.stop();

    const counts = counted('application', linesOf(luigid.process));
    expect(counts).toMatchObject({ StateLost: 1, LuigidStarts: 1 });
    expect(counts['StateNotSaved']).toBe(luigid.process.events('state-not-saved').length);
  });

  test('a dump that takes too long counts', async () => {
    const line = await inPython(`
import io, json, sys
from luigid import dumper, log
from luigid.changes import Changes

sys.stderr = io.StringIO()
log.set_up_logging("info")
class Loop:
    def time(self): return 0.0
class Hung:
    def kill(self): pass
one = dumper.Dumper(lambda: 1, Changes(), dumper.Pace(1.0, 300.0, 1_000_000), Loop(), lambda _: None)
one._dump = Hung()
one._give_up()
print(json.dumps(sys.stderr.getvalue()))
`);

    expect(counted('application', [line as string])).toEqual({ StateNotSaved: 1 });
  });

  test('a corrupt state is a loss', async () => {
    const stateDir = await directoryWithState();
    writeFileSync(stateFile(stateDir), 'spoilt');
    const luigid = await start({ stateDir });

    expect(counted('application', linesOf(luigid.process))).toMatchObject({ StateLost: 1 });
  });

  test('a predecessor that does not end is a loss: told by both', async () => {
    const old = await start();
    await saved(old);
    const successor = await start({ stateDir: old.stateDir, env: { LUIGID_TAKEOVER_SECONDS: '0.2' } });
    await addTask(old, 'late');
    await old.process.ended;

    expect([old, successor].map(({ process }) => counted('application', linesOf(process))['StateLost'])).toEqual([1, 1]);
  });
});

test('server errors of workers are read from the access log, those of people are not: the load balancer counts them', async () => {
  const [people, worker] = await freePorts(2);
  const lighttpd = await startLighttpd({ LIGHTTPD_GATEWAY_PEOPLE_PORT: `${people}`, LIGHTTPD_GATEWAY_WORKER_PORT: `${worker}` });
  await sendRaw(lighttpd.workerPort, requestText('POST', '/api/ping', [['Content-Length', '0']]));
  await sendRaw(lighttpd.workerPort, requestText('DELETE', '/api/ping', []));
  await sendRaw(lighttpd.peoplePort, requestText('GET', '/api/task_list', []));
  await lighttpd.stop();

  expect(lighttpd.accessLog.map(({ lane, status }) => [lane, status])).toEqual([['worker', 503], ['worker', 405], ['people', 503]]);
  expect(counted('access', lighttpd.rawAccessLog)).toEqual({ WorkerErrors: 1 });
});
