import type { Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a connection that has brought no request yet may take to bring one. lighttpd connects when it has one to send. */
const FIRST_REQUEST_WITHIN_MS = 2_000;
/** How long a moment is looked for in which nobody connects. */
const LULL_WITHIN_MS = 500;

/** Further listeners that bring a server its connections. */
const doors = new WeakMap<Server, Set<NetServer>>();

/** Closes a listener that hands its connections to a server together with that server. */
export function closeAlso(server: Server, door: NetServer): void {
  doors.set(server, (doors.get(server) ?? new Set()).add(door));
}

/**
 * Watches a server from its start, so that it can be closed without dropping a request.
 *
 * What was accepted is answered. Whoever has connected but was not accepted yet finds the connection reset, and lighttpd,
 * which connects anew for each request, tells its caller 500 instead of 503; the operating system has no way to close a
 * socket that spares them. So it is closed just after a turn of the loop in which connections were looked for and none was
 * found: what is left is the connections of some microseconds.
 *
 * @returns closes the server: takes no more connections, waits for the requests of those that it has, ends idle ones, resolves when all are gone
 */
export function gracefulStop(server: Server): () => Promise<void> {
  const fresh = new Set<Socket>();
  let accepted = 0;
  let stopping = false;
  server.on('connection', (socket) => {
    accepted += 1;
    fresh.add(socket);
    socket.once('close', () => fresh.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    fresh.delete(socket);
    // One that is kept alive is idle from now on.
    response.once('close', () => { if (stopping) setImmediate(() => server.closeIdleConnections()); });
  });

  /** Resolves in the part of the loop that comes right after the one in which connections are accepted. */
  async function lull(): Promise<void> {
    const until = performance.now() + LULL_WITHIN_MS;
    let before: number;
    do {
      before = accepted;
      await nextTurn();
    } while (accepted !== before && performance.now() < until);
  }

  return async () => {
    await lull();
    stopping = true;
    // Of Server's own close, only the part that takes no more connections: the other part stops the watch over slow requests.
    const closed = Promise.all([server, ...doors.get(server) ?? []].map((each) =>
      new Promise<void>((resolve) => { NetServer.prototype.close.call(each, () => resolve()); })));
    server.closeIdleConnections();
    const late = setTimeout(() => { for (const socket of fresh) socket.destroy(); }, FIRST_REQUEST_WITHIN_MS);
    await closed;
    clearTimeout(late);
  };
}
