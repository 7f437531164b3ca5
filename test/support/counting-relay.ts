import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Passes HTTP on to another origin, and counts what it passes on by path. */
export class CountingRelay {
  /** Where it passes on to. */
  target: string | undefined;
  private readonly counts = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<CountingRelay> {
    const server = createServer((incoming, outgoing) => {
      const path = incoming.url ?? '/';
      relay.counts.set(path, relay.countOf(path) + 1);
      const onward = request(new URL(path, relay.target), { method: incoming.method, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    });
    const relay = new CountingRelay(server);
    await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
    return relay;
  }

  /** Its own origin. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Requests for the path so far. */
  countOf(path: string): number {
    return this.counts.get(path) ?? 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => { this.server.close(closed); });
  }
}
