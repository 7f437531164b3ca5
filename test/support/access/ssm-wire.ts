import { Readable } from 'node:stream';

/** What the wire answers to one request. */
export interface WireAnswer {
  readonly status: number;
  readonly body: object;
}

/** Stands in for the HTTP connection to SSM: the SDK above it is the real one, with its signing, parsing and retries. */
export class SsmWire {
  /** Bodies of the requests so far. */
  readonly requests: unknown[] = [];
  readonly metadata = { handlerProtocol: 'http/1.1' };

  constructor(private readonly answers: readonly WireAnswer[]) {}

  async handle(request: { readonly body?: unknown }): Promise<{ response: never }> {
    const answer = this.answers[this.requests.length];
    this.requests.push(JSON.parse(new TextDecoder().decode(request.body as Uint8Array)));
    if (answer === undefined) throw new Error(`got request ${this.requests.length}, expected ${this.answers.length} at most`);
    const body = Readable.from([Buffer.from(JSON.stringify(answer.body))]);
    return { response: { statusCode: answer.status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body } as never };
  }

  updateHttpClientConfig(): void { /* nothing to configure */ }

  httpHandlerConfigs(): object {
    return {};
  }

  destroy(): void { /* nothing to close */ }
}
