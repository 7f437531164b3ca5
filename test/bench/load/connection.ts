import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { loopback } from './loopback';

/** An answer, read to its end; the body as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** From the call's beginning to the body's last byte, in milliseconds. */
  readonly milliseconds: number;
}

/** A few keep-alive connections from one client. Certificates are not verified, as load balancers don't. */
export class Connection {
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly send: typeof httpRequest;
  private readonly origin: string;

  /**
   * @param address on the loopback interface
   * @param headers of each request
   * @param sockets how many requests may be under way at once; further ones wait
   */
  constructor(address: string, private readonly headers: Readonly<Record<string, string>> = {}, sockets = 1) {
    const { origin, protocol } = loopback(address);
    this.origin = origin;
    const options = { keepAlive: true, maxSockets: sockets };
    this.agent = protocol === 'https:' ? new HttpsAgent({ ...options, rejectUnauthorized: false }) : new HttpAgent(options);
    this.send = protocol === 'https:' ? httpsRequest : httpRequest;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask('GET', path, headers);
  }

  /** A call of Luigi's API as workers make it. */
  post(method: string, args: object): Promise<Answer> {
    const body = new URLSearchParams({ data: JSON.stringify(args) }).toString();
    return this.ask('POST', `/api/${method}`, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) }, body);
  }

  close(): void {
    this.agent.destroy();
  }

  private ask(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const request = this.send(`${this.origin}${path}`, { method, agent: this.agent, timeout: 120_000, headers: { ...this.headers, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({
          status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks), milliseconds: performance.now() - began,
        }));
        response.on('error', reject);
      });
      request.on('timeout', () => request.destroy(new Error('no answer in 120 s')));
      request.on('error', reject);
      request.end(body);
    });
  }
}

/** The path of a call of Luigi's API by GET, as the visualiser's script makes it. */
export function callPath(method: string, args: object): string {
  // As jQuery writes a form: spaces as plus signs.
  return `/api/${method}?${new URLSearchParams({ data: JSON.stringify(args) })}`;
}

/**
 * The body as text, decoded as its headers say.
 * @throws Error for a coding that no browser asks for
 */
export function decoded({ headers, body }: Pick<Answer, 'headers' | 'body'>): string {
  const coding = headers['content-encoding'] ?? 'identity';
  switch (coding) {
    case 'identity': return body.toString('utf8');
    case 'gzip': return gunzipSync(body).toString('utf8');
    case 'deflate': return inflateSync(body).toString('utf8');
    case 'br': return brotliDecompressSync(body).toString('utf8');
    default: throw new Error(`got an answer coded as ${JSON.stringify(coding)}, expected identity, gzip, deflate or br`);
  }
}

/**
 * How many tasks an answer to task_list holds.
 * @throws Error where it is none, or says only how many there are
 */
export function tasksIn(answer: Pick<Answer, 'status' | 'headers' | 'body'>): number {
  if (answer.status !== 200) throw new Error(`got status ${answer.status}, expected a list of tasks: ${answer.body.toString('utf8').slice(0, 300)}`);
  const { response } = JSON.parse(decoded(answer)) as { response: Record<string, unknown> };
  if (typeof response.num_tasks === 'number') throw new Error(`got only the number of tasks, ${response.num_tasks}, expected the tasks`);
  return Object.keys(response).length;
}
