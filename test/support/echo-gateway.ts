import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came through lighttpd. */
export interface Received {
  readonly method: string;
  readonly url: string;
  /** Names and values as they came, in turn: doubles show. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Stands where the gateway listens for one lane, remembers what it gets and echoes it. */
export interface EchoGateway {
  readonly port: number;
  readonly received: Received[];
  /** Connections that were ever made to it: also for requests that never became whole. */
  readonly connections: number;
  /** Answers instead of the echo, until set to undefined. */
  answer: ((request: IncomingMessage, response: ServerResponse, received: Received) => void) | undefined;
  close(): Promise<void>;
}

/** Starts an echo. @param place port of an echo that was closed before, to come back there; or where to make a Unix socket */
export async function startEchoGateway(place: number | string = 0): Promise<EchoGateway> {
  const received: Received[] = [];
  let connections = 0;
  const server: Server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const one = {
        method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders, headers: request.headers,
        body: Buffer.concat(chunks).toString('latin1'),
      };
      received.push(one);
      if (gateway.answer !== undefined) gateway.answer(request, response, one);
      else response.setHeader('X-Request-Id', `request-${received.length}`).setHeader('Content-Type', 'application/json').end(JSON.stringify(one));
    });
  });
  if (typeof place === 'string') server.listen({ path: place, backlog: 4096 });
  else server.listen(place, '127.0.0.1');
  server.on('connection', () => { connections += 1; });
  await once(server, 'listening');
  const gateway: EchoGateway = {
    port: (server.address() as AddressInfo).port,
    received,
    get connections() { return connections; },
    answer: undefined,
    close: async () => { server.closeAllConnections(); await new Promise((done) => server.close(done)); },
  };
  return gateway;
}
