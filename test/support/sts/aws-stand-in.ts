import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KnownCredential } from './sts-stand-in';

/**
 * SSM's GetParameter and PutParameter, and the endpoint from which an ECS task has its role's credentials: what a lane agent asks of AWS
 * besides STS.
 */
export class AwsStandIn {
  /** Parameters by name. */
  readonly parameters = new Map<string, string>();
  /** What the task's role has now. */
  credential: KnownCredential | undefined;
  /** When those end. */
  credentialEndsAt = new Date(Date.now() + 6 * 3_600_000);
  /** Answers 500 to all. */
  ill = false;
  /** `GetParameter /name`, `credentials`. */
  readonly asked: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const answer = this.answer(request.url ?? '', String(request.headers['x-amz-target'] ?? ''), Buffer.concat(chunks).toString());
        response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer.body));
      });
    });
  }

  static async start(): Promise<AwsStandIn> {
    const stand = new AwsStandIn();
    await new Promise<void>((done) => { stand.server.listen(0, '127.0.0.1', done); });
    return stand;
  }

  get origin(): string { return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`; }

  /** What a process needs to have this for AWS. */
  get environment(): Record<string, string> {
    return {
      AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_SSM: this.origin, AWS_CONTAINER_CREDENTIALS_FULL_URI: `${this.origin}/credentials`,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => { this.server.close(done); });
  }

  private answer(path: string, target: string, body: string): { readonly status: number; readonly body: object } {
    if (this.ill) return { status: 500, body: { __type: 'InternalServerError' } };
    if (path === '/credentials') {
      this.asked.push('credentials');
      const { credential } = this;
      if (credential === undefined) return { status: 404, body: {} };
      return { status: 200, body: {
        AccessKeyId: credential.accessKeyId, SecretAccessKey: credential.secretAccessKey, Token: credential.sessionToken,
        Expiration: this.credentialEndsAt.toISOString(),
      } };
    }
    const { Name, Value } = JSON.parse(body) as { Name: string; Value?: string };
    this.asked.push(`${target.split('.')[1]} ${Name}`);
    if (target === 'AmazonSSM.PutParameter' && Value !== undefined) {
      this.parameters.set(Name, Value);
      return { status: 200, body: { Version: 1, Tier: 'Standard' } };
    }
    const value = this.parameters.get(Name);
    if (target === 'AmazonSSM.GetParameter' && value !== undefined) return { status: 200, body: { Parameter: { Name, Value: value, Type: 'String' } } };
    return { status: 400, body: { __type: 'ParameterNotFound' } };
  }
}
