import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gracefulStop } from '../../../../../images/gateway/src/http/listener/graceful-stop';
import { LaneSocketsKeeper } from '../../../../../images/gateway/src/http/listener/lane-sockets-keeper';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { ManualClock } from '../../../../support/manual-clock';

let folder: string;
let servers: { people: Server; workers: Server };
let stops: Array<() => Promise<void>>;
let clock: ManualClock;
let logged: string[];
let keeper: LaneSocketsKeeper;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lane-sockets-keeper-'));
  servers = { people: createServer(), workers: createServer() };
  stops = [gracefulStop(servers.people), gracefulStop(servers.workers)];
  for (const each of Object.values(servers)) await once(each.listen(0, '127.0.0.1'), 'listening');
  clock = new ManualClock();
  logged = [];
  const log = { info: (message: string) => { logged.push(message); }, warn: (message: string) => { logged.push(message); } };
  keeper = new LaneSocketsKeeper({ folder, servers, log, clock });
});
afterEach(async () => {
  await keeper.close();
  await Promise.all(stops.map((stop) => stop()));
  rmSync(folder, { recursive: true, force: true });
});

const NONE = 'no sockets for lighttpd: it is served by the ports alone, until they can be made';

test('sockets that can be made are made once', async () => {
  expect(await keeper.open()).toBe(true);
  expect([readdirSync(folder).sort(), logged, clock.pending]).toEqual([['people.sock', 'workers.sock'], [], 0]);
});

test('those that can not be made are tried again until they can: a lighttpd that found sockets at its start waits for them', async () => {
  chmodSync(folder, 0o777);
  expect(await keeper.open()).toBe(false);
  await clock.advance(60_000);
  expect([readdirSync(folder), logged]).toEqual([[], [NONE]]);

  chmodSync(folder, 0o700);
  await clock.advance(5000);
  await waitFor(() => logged.length === 2, { what: 'the sockets are there' });

  expect([readdirSync(folder).sort(), logged, clock.pending]).toEqual([['people.sock', 'workers.sock'], [NONE, 'sockets for lighttpd are there now'], 0]);
});

test('nothing is tried after the end', async () => {
  chmodSync(folder, 0o777);
  const first = keeper.open();
  await keeper.close();
  chmodSync(folder, 0o700);
  expect(await first).toBe(false);
  await clock.advance(60_000);

  expect([readdirSync(folder), clock.pending]).toEqual([[], 0]);
});
