import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const FIRST = 20_000;
const END = 32_000;

/**
 * Finds ports that are free on 127.0.0.1 now, below the range from which the kernel takes ports for outgoing connections:
 * a program that is killed and started again finds its port still free.
 * @param range where to look, as `first-end`, end exclusive: who runs several at once gives each a range of its own, since a port is
 *   not taken before a program listens on it. @default - $LUIGI_PORTS, else 20000-32000
 * @throws Error when the range is none
 */
export async function freePorts(count: number, range: string = process.env.LUIGI_PORTS ?? `${FIRST}-${END}`): Promise<number[]> {
  const [first, end] = boundsOf(range);
  if (end - first < 2 * count) throw new Error(`got the range of ports ${range} for ${count} ports, expected at least twice as many`);
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(first, end);
    if (!found.has(port) && await isFree(port)) found.add(port);
  }
  return [...found];
}

/** The share of all ports that one of several has which run at once, in the form of LUIGI_PORTS. @param number from 0 */
export function shareOfPorts(number: number, of: number): string {
  const each = Math.floor((END - FIRST) / of);
  return `${FIRST + number * each}-${FIRST + (number + 1) * each}`;
}

function boundsOf(range: string): [number, number] {
  const [, first, end] = /^(\d{4,5})-(\d{4,5})$/.exec(range) ?? [];
  if (first === undefined || Number(end) > 65_536 || Number(first) >= Number(end)) {
    throw new Error(`got the range of ports ${JSON.stringify(range.slice(0, 40))}, expected one such as ${FIRST}-${END} (LUIGI_PORTS)`);
  }
  return [Number(first), Number(end)];
}

/** Whether a port can be listened on at 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
