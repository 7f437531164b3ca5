import { once } from 'node:events';
import { lstatSync, readFileSync, unlinkSync, type Stats } from 'node:fs';
import type { Server } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';
import path from 'node:path';
import type { Lane } from '../../lane';
import { closeAlso } from './graceful-stop';

/** How many connections may wait to be accepted, at a port and at a socket. */
export const BACKLOG = 4096;

/** Each lane's socket in the folder that is shared with lighttpd: its entry.sh has the same names. */
export const SOCKET_NAMES: Readonly<Record<Lane, string>> = { people: 'people.sock', workers: 'workers.sock' };

/** What an address of a Unix socket holds; a longer one is cut off without a word. */
const MOST_PATH_BYTES = 107;
const SOMAXCONN = '/proc/sys/net/core/somaxconn';

/**
 * Lets the lanes' servers listen on Unix sockets too, which lighttpd reaches at less cost than ports. Both, or neither.
 * Call it once the servers have their ports: a socket that is found then is that of a gateway that was killed, since no two have the same ports.
 *
 * @param folder nobody else's, and nobody else may write to it: whoever can connect is taken for lighttpd
 * @throws Error that says why there are none
 */
export async function openLaneSockets(folder: string, servers: Readonly<Record<Lane, Server>>, somaxconn: string = SOMAXCONN): Promise<void> {
  const lanes: readonly Lane[] = ['people', 'workers'];
  const doors: NetServer[] = [];
  try {
    assertOwn(folder);
    assertLongLine(somaxconn);
    for (const lane of lanes) doors.push(await open(path.join(folder, SOCKET_NAMES[lane]), servers[lane]));
    lanes.forEach((lane, index) => { closeAlso(servers[lane], doors[index]!); });
  } catch (error) {
    for (const door of doors) door.close();
    // A lighttpd that starts from now on must not wait at what nobody answers.
    for (const lane of lanes) try { removeStale(path.join(folder, SOCKET_NAMES[lane])); } catch { /* as it was found */ }
    throw error;
  }
}

async function open(address: string, server: Server): Promise<NetServer> {
  if (Buffer.byteLength(address) > MOST_PATH_BYTES) throw new Error(`${address} has ${Buffer.byteLength(address)} bytes, expected ${MOST_PATH_BYTES} at most`);
  removeStale(address);
  // As an HTTP server opens its own: requests may come whole before the other side ends.
  const door = createServer({ allowHalfOpen: true }, (socket) => { server.emit('connection', socket); });
  // The socket is made before listen() returns.
  const before = process.umask(0o177);
  try {
    door.listen({ path: address, backlog: BACKLOG });
  } finally {
    process.umask(before);
  }
  await once(door, 'listening');
  return door;
}

function removeStale(address: string): void {
  const found: Stats | undefined = lstatSync(address, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new Error(`${address} is no socket, expected one, or nothing`);
  unlinkSync(address);
}

function assertOwn(folder: string): void {
  const found = lstatSync(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is no folder, expected one`);
  if (found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to user ${found.uid}, expected ${process.getuid?.()}`);
  if ((found.mode & 0o022) !== 0) throw new Error(`${folder} has mode ${(found.mode & 0o777).toString(8)}, expected one that lets nobody else write`);
}

/** At a socket whose line is full lighttpd does not wait, as it does at a port: its caller gets an error at once. */
function assertLongLine(somaxconn: string): void {
  const longest = Number(readFileSync(somaxconn, 'utf8'));
  if (!(longest >= BACKLOG)) throw new Error(`${somaxconn} is ${longest}, expected ${BACKLOG} at least`);
}
