import { request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { Trouble } from './trouble';

/** Where a request goes: always to one address, whatever host it names. */
export interface Way {
  readonly isTls: boolean;
  /** IP address. */
  readonly address: string;
  readonly port: number;
  /** Name of the host, for TLS. */
  readonly hostName: string;
  /** For all of a request, in milliseconds. */
  readonly timeoutMs: number;
}

/** What is asked. Never with a cookie or anything else that proves who asks. */
export interface Asked {
  /** @default GET */
  readonly method?: 'GET' | 'HEAD' | 'OPTIONS' | 'TRACE';
  readonly path: string;
  /** As the header Host has it. */
  readonly host: string;
  /** @default - none besides */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What was answered. */
export interface Answered {
  readonly status: number;
  /** By lower-case name. Of doubled ones all. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** At most `LARGEST_BODY` characters. */
  readonly body: string;
  /** Milliseconds of this machine's clock, in the middle of the way there and back. */
  readonly at: number;
}

const LARGEST_BODY = 65_536;

/**
 * Asks once: no redirect is followed, no proxy used, no certificate verified: that is looked at by itself, and nothing secret is sent.
 * @throws Trouble
 */
export async function ask(way: Way, { method = 'GET', path, host, headers = {} }: Asked): Promise<Answered> {
  const begun = Date.now();
  const options: RequestOptions & { servername?: string; rejectUnauthorized?: boolean } = {
    host: way.address, port: way.port, method, path, agent: false, setHost: false, maxHeaderSize: 32_768,
    headers: { 'host': host, 'connection': 'close', 'accept': '*/*', 'user-agent': 'cdk-lighttpd-luigi-doctor', ...headers },
    ...way.isTls ? { rejectUnauthorized: false, servername: isIP(way.hostName) === 0 ? way.hostName : '' } : {},
  };
  let request: ClientRequest | undefined;
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Answered>((resolve, reject) => {
      request = way.isTls ? requestHttps(options) : requestHttp(options);
      // For all of it: a server that sends a byte now and then would keep a time-out of silence waiting.
      deadline = setTimeout(() => reject(new Trouble('timeout', 'ETIMEDOUT')), way.timeoutMs);
      request.once('error', (error) => reject(Trouble.of(error)));
      request.once('response', (response) => {
        const at = (begun + Date.now()) / 2;
        const { statusCode: status = 0 } = response;
        bodyOf(response).then((body) => resolve({ status, headers: headersOf(response), body, at }), (error: unknown) => reject(Trouble.of(error)));
      });
      request.end();
    });
  } finally {
    clearTimeout(deadline);
    request?.on('error', () => undefined).destroy();
  }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = '';
  response.setEncoding('latin1');
  for await (const chunk of response) {
    body += String(chunk);
    if (body.length >= LARGEST_BODY) break;
  }
  return body.slice(0, LARGEST_BODY);
}

function headersOf({ rawHeaders }: IncomingMessage): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    headers.set(name, [...headers.get(name) ?? [], rawHeaders[index + 1] ?? '']);
  }
  return headers;
}
