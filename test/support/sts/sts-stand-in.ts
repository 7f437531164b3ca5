import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A credential that the stand-in knows. */
export interface KnownCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly identity: { readonly Account: string; readonly Arn: string; readonly UserId: string };
  /** When it ends, in milliseconds since the epoch. @default - never */
  readonly endsAt?: number;
}

/** What is the matter with it: `hangs` takes the request and says nothing. */
export type StsMood = 'well' | 'ill' | 'throttled' | 'hangs' | 'hangs up' | 'redirects' | 'rambles';

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
}

const PRESIGNED_LIFE_MS = 900_000;
const SKEW_MS = 300_000;

/**
 * Stands in for STS: judges pre-signed requests as AWS documents it, by making the signature again with the secret that it knows, and answers
 * in AWS's words. Nothing of it is shared with the code that is tested.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
export class StsStandIn {
  mood: StsMood = 'well';
  readonly seen: SeenRequest[] = [];
  private readonly credentials = new Map<string, KnownCredential>();
  private readonly server = createServer((request, response) => this.take(request, response));

  private constructor(readonly region: string, private readonly now: () => number) {}

  static async start(options: { readonly region?: string; readonly now?: () => number; readonly port?: number } = {}): Promise<StsStandIn> {
    const sts = new StsStandIn(options.region ?? 'eu-central-1', options.now ?? Date.now);
    await new Promise<void>((done) => { sts.server.listen(options.port ?? 0, '127.0.0.1', done); });
    return sts;
  }

  get origin(): string { return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`; }

  knows(credential: KnownCredential): void { this.credentials.set(credential.accessKeyId, credential); }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => { this.server.close(done); });
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    this.seen.push({ method: request.method ?? '', target: request.url ?? '', headers: request.headers });
    switch (this.mood) {
      case 'hangs': return;
      case 'hangs up': request.socket.destroy(); return;
      case 'ill': response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>Service Unavailable</h1>'); return;
      case 'throttled': answer(response, 400, problem('Throttling', 'Rate exceeded')); return;
      case 'redirects': response.writeHead(302, { location: 'https://elsewhere.example.com/' }).end(); return;
      case 'rambles': response.writeHead(200, { 'content-type': 'application/json' }).end('x'.repeat(100_000)); return;
      case 'well': {
        const verdict = this.judge(request);
        if ('code' in verdict) answer(response, verdict.status, problem(verdict.code, verdict.message));
        else if (request.headers.accept !== 'application/json') response.writeHead(200, { 'content-type': 'text/xml' }).end('<GetCallerIdentityResponse/>');
        else answer(response, 200, { GetCallerIdentityResponse: { GetCallerIdentityResult: verdict.identity, ResponseMetadata: { RequestId: 'r' } } });
      }
    }
  }

  private judge(request: IncomingMessage): { readonly identity: KnownCredential['identity'] } | { readonly status: number; readonly code: string; readonly message: string } {
    const refuse = (status: number, code: string, message = code) => ({ status, code, message });
    const [path = '', rawQuery = ''] = (request.url ?? '').split('?');
    const query = rawQuery.split('&').map((pair) => pair.split('=') as [string, string]);
    const value = (name: string): string => decodeURIComponent(query.find(([each]) => each === name)?.[1] ?? '');
    if (value('Action') !== 'GetCallerIdentity' || value('Version') !== '2011-06-15') return refuse(400, 'InvalidAction');
    const [accessKeyId = '', day = '', region = '', service = '', terminator = ''] = value('X-Amz-Credential').split('/');
    if (region !== this.region || service !== 'sts' || terminator !== 'aws4_request') return refuse(403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid region.');
    const credential = this.credentials.get(accessKeyId);
    if (credential === undefined || credential.sessionToken !== value('X-Amz-Security-Token')) {
      return refuse(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    }
    if (credential.endsAt !== undefined && credential.endsAt <= this.now()) return refuse(403, 'ExpiredToken', 'The security token included in the request is expired');
    const date = value('X-Amz-Date');
    const at = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    if (!(at <= this.now() + SKEW_MS)) return refuse(403, 'SignatureDoesNotMatch', 'Signature not yet current');
    if (at + PRESIGNED_LIFE_MS <= this.now()) return refuse(400, 'RequestExpired', 'Request has expired');
    const signed = value('X-Amz-SignedHeaders').split(';');
    if (!signed.includes('host')) return refuse(403, 'SignatureDoesNotMatch');
    const canonical = [
      request.method,
      path,
      query.filter(([name]) => name !== 'X-Amz-Signature').map((pair) => pair.join('=')).sort().join('&'),
      // A header that is not there is an empty one to the signature
      ...signed.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
      '',
      signed.join(';'),
      createHash('sha256').update('').digest('hex'),
    ].join('\n');
    const toSign = `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/sts/aws4_request\n${createHash('sha256').update(canonical).digest('hex')}`;
    const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
    const key = mac(mac(mac(mac(`AWS4${credential.secretAccessKey}`, day), region), 'sts'), 'aws4_request');
    if (mac(key, toSign).toString('hex') !== value('X-Amz-Signature')) {
      return refuse(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
    }
    return { identity: credential.identity };
  }
}

function problem(Code: string, Message: string): object {
  return { Error: { Code, Message, Type: 'Sender' }, RequestId: 'r' };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
