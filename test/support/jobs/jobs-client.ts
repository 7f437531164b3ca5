import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { ClientAnswer, PersonClient } from '../../../local/person-client';
import { waitFor } from '../../../local/process-runner/wait-for';
import { PROOF } from '../gateway-lanes';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, looked into member by member
type Body = any;

/** An answer about jobs, read. */
export interface JobsAnswer {
  readonly status: number;
  readonly headers: ClientAnswer['headers'];
  readonly body: Body;
}

interface Operation {
  readonly responses: Readonly<Record<string, {
    readonly headers?: object;
    readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
  }>>;
}

/** What the service says of its answers, and whether they are so. */
export class OpenApi {
  private readonly ajv = addFormats(new Ajv2020({ strict: false }));

  constructor(readonly document: { readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>; readonly components: unknown }) {
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
  }

  /** The document that the service serves. */
  static async of(client: PersonClient): Promise<OpenApi> {
    const { status, body } = await client.request('/openapi.json', { headers: { accept: 'application/json' } });
    if (status !== 200) throw new Error(`/openapi.json was answered with ${status}: ${body.slice(0, 300)}`);
    return new OpenApi(JSON.parse(body));
  }

  /** @throws Error that says in what an answer is not what the document says of it */
  assertHolds(method: string, address: string, { status, headers, body }: ClientAnswer): void {
    const path = address.replace(/\?.*/s, '');
    const [route, operations] = Object.entries(this.document.paths).find(([template]) =>
      new RegExp(`^${template.replace(/\{[a-z]+\}/g, '[^/]*')}$`).test(path)) ?? [];
    const wrong = (what: string): Error => new Error(`${method} ${path.slice(0, 100)} was answered with ${status} ${headers['content-type']}: ${what}: ${body.slice(0, 300)}`);
    const operation = operations?.[method.toLowerCase()] as Operation | undefined;
    if (operation === undefined) throw wrong(`${route} is not in the document by this method`);
    const said = operation.responses[status];
    if (said === undefined) throw wrong('the document knows no such answer of it');
    for (const name of Object.keys(said.headers ?? {})) {
      if (headers[name.toLowerCase()] === undefined) throw wrong(`the header ${name} is missing`);
    }
    if (said.content === undefined) return;
    const [type = ''] = (headers['content-type'] ?? '').split(';');
    const schema = said.content[type]?.schema;
    if (schema === undefined) throw wrong(`expected one of ${Object.keys(said.content).join(', ')}`);
    const validate = schema.$ref === undefined ? this.ajv.compile(schema) : this.ajv.getSchema(`openapi${schema.$ref}`) as ValidateFunction;
    if (!validate(JSON.parse(body))) throw wrong(this.ajv.errorsText(validate.errors));
  }
}

/** Somebody who asks for jobs as a script does, and holds every answer to what the service says of itself. */
export class JobsClient {
  constructor(readonly person: PersonClient, private readonly openApi: OpenApi) {}

  get(address: string, headers: Readonly<Record<string, string>> = {}): Promise<JobsAnswer> {
    return this.ask(address, { headers: { accept: 'application/json', ...headers } });
  }

  post(address: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Promise<JobsAnswer> {
    return this.ask(address, {
      method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { ...PROOF, 'content-type': 'application/json', ...headers },
    });
  }

  start(job: string, parameters: unknown, key?: string, reason = 'a test'): Promise<JobsAnswer> {
    return this.post(`/jobs/${job}/runs`, { parameters, reason }, key === undefined ? {} : { 'idempotency-key': key });
  }

  /** Starts a job by what a browser sends of a form of its page. */
  form(job: string, fields: Readonly<Record<string, string>>, over: Readonly<Record<string, string>> = {}): Promise<JobsAnswer> {
    const { origin } = this.person;
    return this.ask(`/jobs/${job}/runs`, {
      method: 'POST', body: new URLSearchParams(fields).toString(), headers: {
        'content-type': 'application/x-www-form-urlencoded', 'accept': 'application/json', origin, 'referer': `${origin}/jobs/${job}`,
        'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', ...over,
      },
    });
  }

  /** The run, once it has ended. */
  ended(address: string): Promise<Body> {
    return this.reaches(address, ({ endedAt }) => endedAt !== undefined, 'has ended');
  }

  /** The run, once it is so. */
  reaches(address: string, fits: (run: Body) => boolean, what: string): Promise<Body> {
    return waitFor(async () => {
      const { body } = await this.get(address);
      return fits(body) ? body : undefined;
    }, { what: `${address} ${what}` });
  }

  private async ask(address: string, request: Parameters<PersonClient['request']>[1]): Promise<JobsAnswer> {
    const answer = await this.person.request(address, request);
    const { status, headers, body } = answer;
    if (!/html/.test(headers['content-type'] ?? '')) this.openApi.assertHolds(request?.method ?? 'GET', address, answer);
    return { status, headers, body: /json/.test(headers['content-type'] ?? '') ? JSON.parse(body) : body };
  }
}
