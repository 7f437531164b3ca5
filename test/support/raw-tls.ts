import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

/** An answer, read off the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Opens a TLS connection on loopback, without verifying whom it meets. */
export async function openTls(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((done, fail) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    socket.once('secureConnect', () => { socket.off('error', fail).on('error', () => undefined); done(socket); }).once('error', fail);
  });
}

/** Sends bytes exactly as given, reads until the other side closes. Says `Connection: close` yourself. */
export async function sendRaw(port: number, request: string | Buffer): Promise<RawAnswer> {
  const socket = await openTls(port);
  const all = readAll(socket);
  socket.write(typeof request === 'string' ? Buffer.from(request, 'latin1') : request);
  return parseAnswer(await all);
}

/** A request in bytes. Header values go out as latin1, so any byte can be sent. */
export function requestText(method: string, target: string, headers: ReadonlyArray<readonly [string, string]> = [], body = ''): string {
  const lines = [['Host', 'luigi.example'], ['Connection', 'close'], ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Everything until the end. */
export async function readAll(socket: TLSSocket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((done) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).once('close', () => done(Buffer.concat(chunks)));
  });
}

/** Takes an answer apart; a status of 0 stands for "closed without a word". */
export function parseAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0), headers, body: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4) };
}
