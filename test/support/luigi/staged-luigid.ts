import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request. */
export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A scheduler that misbehaves as told: what a real one does only now and then. */
export class StagedLuigid {
  /** Method, address and body of each. */
  readonly requests: string[] = [];
  handler: Handler = (_request, response) => response.end('{"response": null}');
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => { body += String(chunk); });
      request.on('end', () => {
        this.requests.push(`${request.method} ${request.url} ${body}`);
        this.handler(request, response, body);
      });
    });
  }

  /** Starts to listen. */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.port}`;
  }

  /** The port that it listens on. */
  get port(): number { return (this.server.address() as AddressInfo).port; }

  /** Breaks all connections, and listens no more. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
