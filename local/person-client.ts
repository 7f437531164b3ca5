import { type IncomingHttpHeaders, request as sendHttp } from 'node:http';

/** An answer, read to its end. */
export interface ClientAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Where it came from, after redirects. */
  readonly url: string;
}

/** What {@link PersonClient.request} sends. */
export interface ClientRequest {
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Follows redirects, as browsers do. @default false */
  readonly follow?: boolean;
}

/** A person at a browser without script: keeps cookies by host, follows redirects, fills in the login form. */
export class PersonClient {
  /** By host name, then by cookie name: ports share cookies, in browsers too. */
  private readonly jars = new Map<string, Map<string, string>>();

  /** @param origin the front door */
  constructor(readonly origin: string) {}

  /** Sends one request with the cookies of its host. A path is of the front door. */
  async request(target: string, options: ClientRequest = {}): Promise<ClientAnswer> {
    let url = new URL(target, this.origin);
    let { method = 'GET', body } = options;
    for (let hop = 0; hop < 12; hop += 1) {
      const answer = await this.send(url, method, options.headers ?? {}, body);
      const { location } = answer.headers;
      if (!options.follow || location === undefined || answer.status < 300 || answer.status >= 400) return answer;
      url = new URL(location, url);
      if (answer.status !== 307 && answer.status !== 308) [method, body] = ['GET', undefined];
    }
    throw new Error(`more than 12 redirects from ${new URL(target, this.origin).pathname}, expected a page`);
  }

  /**
   * Logs in by the provider's form, as a browser does, and ends where it wanted to go.
   * @throws Error when the form does not appear or the password is wrong
   */
  async login(username: string, password: string, destination = '/'): Promise<ClientAnswer> {
    const form = await this.request(destination, { follow: true });
    const action = /<form method="post" action="([^"]+)" id="login">/.exec(form.body)?.[1];
    if (action === undefined) throw new Error(`no login form at ${new URL(form.url).origin} (status ${form.status}), expected one`);
    const answer = await this.request(new URL(action, form.url).href, {
      method: 'POST', follow: true, body: new URLSearchParams({ username, password }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': new URL(form.url).origin },
    });
    if (answer.status === 401) throw new Error(`${username} could not log in: wrong password`);
    return answer;
  }

  /**
   * A call of Luigi's API as the visualiser makes it: GET, with what browsers add to a script's own call.
   * @returns the `response` member
   * @throws Error with status and body where it is not answered with 200
   */
  async call(method: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answer = await this.rpc(method, args);
    if (answer.status !== 200) throw new Error(`${method} was answered with ${answer.status}: ${answer.body.slice(0, 300)}`);
    return (JSON.parse(answer.body) as { response: unknown }).response;
  }

  /** As {@link call}, whatever the answer. */
  rpc(method: string, args: Readonly<Record<string, unknown>> = {}): Promise<ClientAnswer> {
    return this.request(`/api/${method}?data=${encodeURIComponent(JSON.stringify(args))}`, {
      headers: {
        'x-requested-with': 'XMLHttpRequest', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'accept': 'application/json',
      },
    });
  }

  /** The Cookie header for a host: for tests that send by other means. */
  cookieFor(hostname = new URL(this.origin).hostname): string {
    return [...this.jars.get(hostname) ?? []].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private send(url: URL, method: string, headers: Readonly<Record<string, string>>, body?: string): Promise<ClientAnswer> {
    const cookie = this.cookieFor(url.hostname);
    return new Promise((resolve, reject) => {
      const request = sendHttp({
        // By number: not every machine knows the name localhost.
        host: '127.0.0.1', port: url.port, path: `${url.pathname}${url.search}`, method, agent: false, timeout: 60_000,
        headers: {
          host: url.host, accept: 'text/html', ...(cookie ? { cookie } : {}), ...headers,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
      }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          this.keep(url.hostname, response.headers['set-cookie'] ?? []);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8'), url: url.href });
        });
      });
      request.on('timeout', () => request.destroy(new Error(`no answer from ${url.origin} in 60 s`)));
      request.on('error', reject);
      request.end(body);
    });
  }

  private keep(hostname: string, setCookies: readonly string[]): void {
    const jar = this.jars.get(hostname) ?? new Map<string, string>();
    this.jars.set(hostname, jar);
    for (const text of setCookies) {
      const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
      const equals = pair.indexOf('=');
      const ended = attributes.some((attribute) => {
        const [key = '', value = ''] = attribute.split('=');
        return key.toLowerCase() === 'max-age' ? Number(value) <= 0 : key.toLowerCase() === 'expires' && Date.parse(value) <= Date.now();
      });
      if (ended) jar.delete(pair.slice(0, equals));
      else jar.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  }
}
