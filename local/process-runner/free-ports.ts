import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Finds ports that are free on 127.0.0.1 now, below the range from which the kernel takes ports for outgoing connections:
 * a program that is killed and started again finds its port still free.
 */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(20_000, 32_000);
    if (!found.has(port) && await isFree(port)) found.add(port);
  }
  return [...found];
}

/** Whether a port can be listened on at 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
