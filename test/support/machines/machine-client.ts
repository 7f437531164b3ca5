import { request as sendHttp } from 'node:http';

/** An answer, its body read. */
export interface MachineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** As JSON; undefined where it is none. */
  readonly body: Record<string, unknown> | undefined;
}

/** What {@link callAs} sends. */
export interface MachineRequest {
  /** @default - GET, or POST where there is a body */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** One request by a machine: with its token, no cookies, and redirects not followed. @param token undefined sends none */
export function callAs(token: string | undefined, url: string, { method, headers = {}, body }: MachineRequest = {}): Promise<MachineAnswer> {
  return new Promise((resolve, reject) => {
    const request = sendHttp(url, {
      method: method ?? (body === undefined ? 'GET' : 'POST'), agent: false,
      headers: {
        accept: 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers,
      },
    }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: jsonIn(text) });
      });
    });
    request.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function jsonIn(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
