import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { gracefulStop } from '../../../../../images/gateway/src/http/listener/graceful-stop';

describe('a server that is stopped', () => {
  let server: Server;
  let stop: () => Promise<void>;
  /** Answers that a test gives itself. */
  let asked: ServerResponse[];

  beforeEach(async () => {
    asked = [];
    server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
      if (request.url === '/held') asked.push(response);
      else response.end('done');
    });
    stop = gracefulStop(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => server.closeAllConnections());

  async function open(): Promise<Socket> {
    const accepted = once(server, 'connection');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await accepted;
    return socket;
  }

  async function text(socket: Socket): Promise<string> {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString('latin1');
  }

  test('answers a request whose connection it had accepted, although not a byte of it had come', async () => {
    const socket = await open();
    const stopped = stop();
    const answer = text(socket);
    await once(server, 'close', { signal: AbortSignal.timeout(200) }).then(() => { throw new Error('closed too early'); }, () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK[^]*done$/);
    await stopped;
  });

  test('answers a request that it is working on, and ends that connection', async () => {
    const socket = await open();
    socket.write('GET /held HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(server, 'request');
    const answer = text(socket);
    const stopped = stop();
    asked[0]?.end('held');
    expect(await answer).toMatch(/held$/);
    await stopped;
  });

  test('answers a request that is half there, and one that waits on another connection', async () => {
    const [half, whole] = [await open(), await open()];
    half.write('GET / HTTP/1.1\r\nHo');
    whole.write('GET /held HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(server, 'request');
    const answers = [text(half), text(whole)];
    const stopped = stop();
    asked[0]?.end('held');
    half.write('st: x\r\n\r\n');
    const [first, second] = await Promise.all(answers);
    expect(first).toMatch(/done$/);
    expect(second).toMatch(/held$/);
    await stopped;
  });

  test('ends a connection that is kept alive for nothing, at once', async () => {
    const socket = await open();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    await stop();
    await closed;
  });

  test('takes no connection any more', async () => {
    const { port } = server.address() as AddressInfo;
    await stop();
    await expect(once(connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('does not wait for ever for a connection that brings nothing', async () => {
    const socket = await open();
    const closed = once(socket, 'close');
    await stop();
    await closed;
  });
});
