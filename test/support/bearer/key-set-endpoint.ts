import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenKey } from './tokens';

/** What ails a key set's endpoint. `silent`: takes the request, answers nothing. `dripping`: a byte now and then. `endless`: never stops. */
export type KeySetMode = 'up' | 'failing' | 'missing' | 'redirecting' | 'garbage' | 'silent' | 'dripping' | 'endless' | 'hanging up';

/** A key set behind a real HTTP endpoint. */
export class KeySetEndpoint {
  mode: KeySetMode = 'up';
  /** Members of the key set, in order. */
  keys: unknown[] = [];
  /** How often it was asked. */
  asked = 0;
  private timers: NodeJS.Timeout[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (_request, response) => {
      this.asked += 1;
      this.answer(response);
    });
  }

  /** Starts on a free port. */
  static async start(...keys: readonly TokenKey[]): Promise<KeySetEndpoint> {
    const server = createServer();
    const endpoint = new KeySetEndpoint(server);
    endpoint.publish(...keys);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/.well-known/jwks.json`;
  }

  /** Has these keys, and no others. */
  publish(...keys: readonly TokenKey[]): void {
    this.keys = keys.map(({ jwk }) => jwk);
  }

  async close(): Promise<void> {
    this.timers.forEach((timer) => clearInterval(timer));
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(response: ServerResponse): void {
    switch (this.mode) {
      case 'up': return void response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: this.keys }));
      case 'failing': return void response.writeHead(500).end('{"keys":[]}');
      case 'missing': return void response.writeHead(404).end();
      case 'redirecting': return void response.writeHead(302, { location: '/elsewhere' }).end();
      case 'garbage': return void response.end('<html>please log in to this network</html>');
      case 'silent': return;
      case 'dripping': return void this.timers.push(setInterval(() => response.write(' '), 20));
      case 'endless': {
        const more = (): void => { while (!response.destroyed && response.write(' '.repeat(16_384))); };
        response.on('drain', more);
        return more();
      }
      case 'hanging up': return void response.destroy();
    }
  }
}
