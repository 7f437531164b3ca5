import { once } from 'node:events';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request as sendHttp, type Server, type ServerResponse } from 'node:http';
import { createServer as createListener } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gracefulStop } from '../../../../../images/gateway/src/http/listener/graceful-stop';
import { openLaneSockets } from '../../../../../images/gateway/src/http/listener/lane-sockets';
import { waitFor } from '../../../../../local/process-runner/wait-for';

let folder: string;
let servers: { people: Server; workers: Server };
let stops: Array<() => Promise<void>>;
/** Answers that a test gives itself. */
let held: ServerResponse[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lane-sockets-'));
  held = [];
  const server = (lane: string): Server => createServer((request, response) => {
    if (request.url === '/held') held.push(response);
    else response.end(`${lane} ${request.url ?? ''}`);
  });
  servers = { people: server('people'), workers: server('workers') };
  stops = [gracefulStop(servers.people), gracefulStop(servers.workers)];
  for (const each of Object.values(servers)) await once(each.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  for (const each of Object.values(servers)) each.closeAllConnections();
  await Promise.all(stops.map((stop) => stop()));
  rmSync(folder, { recursive: true, force: true });
});

function ask(socketPath: string, url = '/x'): Promise<string> {
  return new Promise((resolve, reject) => {
    sendHttp({ socketPath, path: url, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => resolve(text));
    }).on('error', reject).end();
  });
}

const people = (): string => path.join(folder, 'people.sock');
const workers = (): string => path.join(folder, 'workers.sock');

test('each lane answers at its own socket, which nobody but its user may connect to', async () => {
  const before = process.umask();
  await openLaneSockets(folder, servers);
  expect([await ask(people()), await ask(workers())]).toEqual(['people /x', 'workers /x']);
  expect([people(), workers()].map((socket) => statSync(socket).mode & 0o777)).toEqual([0o600, 0o600]);
  expect(process.umask()).toBe(before);
});

test('a socket that a killed gateway left behind is replaced', async () => {
  // A listener takes away the name that it made: under another one its socket stays, as after kill -9.
  for (const socket of [people(), workers()]) {
    const dead = createListener();
    await once(dead.listen(`${socket}.dead`), 'listening');
    renameSync(`${socket}.dead`, socket);
    dead.close();
    await once(dead, 'close');
    expect(lstatSync(socket).isSocket()).toBe(true);
    await expect(ask(socket)).rejects.toThrow('ECONNREFUSED');
  }
  await openLaneSockets(folder, servers);
  expect([await ask(people()), await ask(workers())]).toEqual(['people /x', 'workers /x']);
});

test('a stop answers what came by a socket, then takes it away', async () => {
  await openLaneSockets(folder, servers);
  const answer = ask(people(), '/held');
  await once(servers.people, 'request');
  const stopped = Promise.all(stops.map((stop) => stop()));
  await waitFor(() => readdirSync(folder).length === 0, { what: 'the sockets are taken away' });
  held[0]?.end('at last');
  expect(await answer).toBe('at last');
  await stopped;
});

test('a connection that is kept alive at a socket does not hold up a stop', async () => {
  await openLaneSockets(folder, servers);
  const request = sendHttp({ socketPath: people(), path: '/x', headers: { connection: 'keep-alive' } }).end();
  const [response] = await once(request, 'response') as [NodeJS.ReadableStream];
  await once(response.resume(), 'end');
  await Promise.all(stops.map((stop) => stop()));
  expect(existsSync(people())).toBe(false);
});

describe('where there can be none, it is said why, and nothing is left that lighttpd would wait at', () => {
  const long = 'x'.repeat(100);
  test.each([
    ['no folder is there', () => rmSync(folder, { recursive: true }), /^ENOENT: .*lane-sockets-/],
    ['a file is there instead', () => { rmSync(folder, { recursive: true }); writeFileSync(folder, ''); }, /lane-sockets-\w+ is no folder, expected one$/],
    ['others may write to it', () => chmodSync(folder, 0o777), / has mode 777, expected one that lets nobody else write$/],
    ['a link leads elsewhere', () => { mkdirSync(`${folder}/b`); symlinkSync(`${folder}/b`, `${folder}/a`); folder = `${folder}/a`; }, /a is no folder, expected one$/],
    ['the path is longer than an address may be', () => { folder = path.join(folder, long); mkdirSync(folder, { mode: 0o700 }); }, /people\.sock has \d+ bytes, expected 107 at most$/],
    ['something else has the name', () => writeFileSync(workers(), 'kept'), /workers\.sock is no socket, expected one, or nothing$/],
  ])('%s', async (_, given, message) => {
    const made = folder;
    given();
    await expect(openLaneSockets(folder, servers)).rejects.toThrow(message);
    expect([people(), workers()].filter((each) => existsSync(each) && lstatSync(each).isSocket())).toEqual([]);
    folder = made;
  });

  test('the kernel has a shorter line than the ports have', async () => {
    const file = path.join(folder, 'somaxconn');
    writeFileSync(file, '128\n');
    await expect(openLaneSockets(folder, servers, file)).rejects.toThrow('somaxconn is 128, expected 4096 at least');
  });
});
