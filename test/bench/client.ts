import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** One keep-alive connection, and requests one after the other on it. */
export class BenchClient {
  private readonly agent: HttpAgent | HttpsAgent;

  /** @param origin http or https; certificates are not verified, as load balancers don't */
  constructor(private readonly origin: string, private readonly headers: Readonly<Record<string, string>> = {}) {
    const options = { keepAlive: true, maxSockets: 1 };
    this.agent = origin.startsWith('https:') ? new HttpsAgent({ ...options, rejectUnauthorized: false }) : new HttpAgent(options);
  }

  /**
   * Sends one request and reads the whole answer.
   * @returns milliseconds that it took
   * @throws Error where the status is not 200
   */
  async time(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const began = performance.now();
    const { status, body } = await this.send('GET', path, undefined, headers);
    const took = performance.now() - began;
    if (status !== 200) throw new Error(`${path.slice(0, 80)} was answered with ${status}: ${body.toString('utf8').slice(0, 300)}`);
    return took;
  }

  /**
   * As `time`, for JSON that is sent.
   * @throws Error where the status is another
   */
  async timeJson(path: string, body: unknown, headers: Readonly<Record<string, string>>, expected: number): Promise<number> {
    const began = performance.now();
    const answer = await this.send('POST', path, JSON.stringify(body), { ...headers, 'content-type': 'application/json' });
    const took = performance.now() - began;
    if (answer.status !== expected) throw new Error(`${path} was answered with ${answer.status}: ${answer.body.toString('utf8').slice(0, 300)}`);
    return took;
  }

  /** A call of Luigi's API by GET, as the visualiser makes it. */
  static callPath(method: string, args: object): string {
    return `/api/${method}?data=${encodeURIComponent(JSON.stringify(args))}`;
  }

  /** A call of Luigi's API by POST, as workers make it. */
  async post(method: string, args: object): Promise<void> {
    const { status } = await this.send('POST', `/api/${method}`, new URLSearchParams({ data: JSON.stringify(args) }).toString());
    if (status !== 200) throw new Error(`${method} was answered with ${status}`);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: string, more: Readonly<Record<string, string>> = {}): Promise<{ status: number; body: Buffer }> {
    const send = this.origin.startsWith('https:') ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(`${this.origin}${path}`, {
        method,
        agent: this.agent,
        timeout: 120_000,
        headers: {
          ...this.headers, ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }), ...more,
        },
      }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
        response.on('error', reject);
      });
      request.on('timeout', () => request.destroy(new Error('no answer in 120 s')));
      request.on('error', reject);
      request.end(body);
    });
  }
}
