import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsClaims, type AwsTokenProps } from './aws-token';
import { DEMO_ROLES } from './demo-roles';
import { githubClaims, type GithubTokenProps } from './github-token';
import { signToken } from './sign-token';
import { answerSts } from './sts-query';
import { TokenKeys } from './token-keys';

/** Short names of the issuers: `aws` stands in for STS in our account, `partner` in another one, `github` for GitHub Actions. */
export type IssuerName = 'aws' | 'partner' | 'github';

/** How the issuers are set up. */
export interface TokenIssuersOptions {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Whom tokens are for where a request doesn't say: the service's own address. */
  readonly audience: string;
}

/** As with AWS, each account has an issuer of its own, which signs for that account's principals. */
const PARTNER_ACCOUNT = '444455556666';
const LARGEST_BODY = 65_536;

/**
 * Stands in, on one machine, for those who sign tokens of machines: STS, with its query API, and GitHub Actions.
 * Both believe whatever they are told of who asks, so nobody else may reach them, and nothing but the demo may trust them.
 *
 * | | |
 * |---|---|
 * | `POST /` | STS: GetWebIdentityToken, for `--endpoint-url` and AWS_ENDPOINT_URL_STS. The role is named by the access key id, or by X-Local-Role |
 * | `GET /github/token?repository=…&audience=…` | GitHub's ACTIONS_ID_TOKEN_REQUEST_URL; `ref`, `environment` and `event` too |
 * | `GET /token?role=…&audience=…` | no stand-in, a short cut: a token of STS as plain text. `role` is an access key id or an ARN, else `nightly` |
 * | `GET /aws/.well-known/jwks.json` | a key set; `/partner` and `/github` have theirs, GitHub's as `jwks` |
 * | `GET /aws/.well-known/openid-configuration` | discovery, of each |
 */
export class TokenIssuers {
  readonly keys: Readonly<Record<IssuerName, TokenKeys>> = {
    aws: new TokenKeys(['RS256', 'ES384']), partner: new TokenKeys(['RS256', 'ES384']), github: new TokenKeys(),
  };
  /** Of the key sets: `down` answers 503, `hang` answers nothing. */
  state: 'up' | 'down' | 'hang' = 'up';
  /** Issuers whose key set was asked for, in order: tests count fetches. */
  readonly asked: IssuerName[] = [];
  /** ACTIONS_ID_TOKEN_REQUEST_TOKEN: what a runner has, and nobody else. */
  readonly requestToken = randomBytes(24).toString('base64url');
  private readonly server = createServer((request, response) => {
    this.handle(request, response).catch(() => send(response, 500, 'text/plain', 'this stand-in failed\n'));
  });

  private constructor(private readonly audience: string) {}

  /** Starts them; resolves once they listen. */
  static async start({ port, audience }: TokenIssuersOptions): Promise<TokenIssuers> {
    const issuers = new TokenIssuers(audience);
    issuers.server.listen(port, '127.0.0.1');
    await once(issuers.server, 'listening');
    return issuers;
  }

  /** The endpoint of STS. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private get hosts(): readonly string[] {
    const { port } = new URL(this.url);
    return ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`);
  }

  /** ACTIONS_ID_TOKEN_REQUEST_URL of a workflow in that repository. */
  requestUrl(repository: string): string {
    return `${this.url}/github/token?repository=${repository}`;
  }

  /** A token of STS. */
  awsToken(props: Partial<Omit<AwsTokenProps, 'issuer'>> = {}): string {
    const { subject = DEMO_ROLES[0]?.arn ?? '', ...rest } = props;
    const name = accountIssuer(subject);
    return this.sign(name, awsClaims({ subject, audience: [this.audience], ...rest, issuer: issuerUrl(this.url, name) }));
  }

  /** A token of GitHub Actions. */
  githubToken(props: Partial<Omit<GithubTokenProps, 'issuer'>> = {}): string {
    return this.sign('github', githubClaims({ repository: 'acme/reports', audience: this.audience, ...props, issuer: issuerUrl(this.url, 'github') }));
  }

  /** Any claims, signed by that issuer's RS256 key: tests make bad ones. */
  sign(name: IssuerName, claims: Readonly<Record<string, unknown>>, header: Readonly<Record<string, unknown>> = {}): string {
    return signToken(claims, this.keys[name].current(), header);
  }

  /** Stops listening and closes what is open. */
  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of some site whose name was led to this machine asks under that name: it may have no token.
    if (!this.hosts.includes(request.headers.host ?? '')) return send(response, 421, 'text/plain', `ask at ${this.url}\n`);
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const [, name, endpoint] = /^\/(aws|partner|github)\/\.well-known\/([a-z.-]+)$/.exec(pathname) as [string, IssuerName, string] | null ?? [];
    if (name !== undefined) {
      if (endpoint === 'openid-configuration') return this.discovery(response, name);
      if (`${this.url}${pathname}` === keysUrl(this.url, name)) return this.keySet(response, name);
    }
    switch (pathname) {
      case '/': return await this.sts(request, response, searchParams);
      case '/token': return this.shortCut(response, searchParams);
      case '/github/token': return this.github(request, response, searchParams);
      default: return send(response, 404, 'text/plain', 'not found\n');
    }
  }

  private async sts(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return send(response, 413, 'text/plain', 'too large\n');
    const role = request.headers['x-local-role'];
    const { status, body: xml } = answerSts({
      parameters: new URLSearchParams([...query, ...new URLSearchParams(body)]),
      authorization: request.headers.authorization,
      role: Array.isArray(role) ? role[0] : role,
    }, ({ algorithm, ...asked }) => {
      const name = accountIssuer(asked.subject);
      return signToken(awsClaims({ issuer: issuerUrl(this.url, name), ...asked }), this.keys[name].current(algorithm));
    });
    send(response, status, 'text/xml', xml);
  }

  private shortCut(response: ServerResponse, query: URLSearchParams): void {
    const asked = query.get('role') ?? DEMO_ROLES[0]?.accessKeyId ?? '';
    const subject = DEMO_ROLES.find(({ accessKeyId }) => accessKeyId === asked)?.arn ?? asked;
    if (!subject.startsWith('arn:')) return send(response, 400, 'text/plain', `role is one of ${DEMO_ROLES.map(({ accessKeyId }) => accessKeyId).join(', ')}, or an ARN\n`);
    send(response, 200, 'text/plain', this.awsToken({ subject, audience: [query.get('audience') ?? this.audience] }));
  }

  private github(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    // As with GitHub, who may ask is told by the runner's token. What runs there is told by the address, which GitHub's makes unguessable.
    if (request.headers.authorization?.replace(/^bearer /i, '') !== this.requestToken) return send(response, 401, 'application/json', '{"message":"Bad credentials"}');
    const repository = query.get('repository') ?? '';
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return send(response, 400, 'application/json', '{"message":"repository is owner/name"}');
    const text = (name: string): string | undefined => query.get(name) ?? undefined;
    const value = signToken(githubClaims({
      issuer: issuerUrl(this.url, 'github'), repository, audience: text('audience'), ref: text('ref'), environment: text('environment'), event: text('event'),
    }), this.keys.github.current());
    send(response, 200, 'application/json', JSON.stringify({ value }));
  }

  private keySet(response: ServerResponse, name: IssuerName): void {
    this.asked.push(name);
    if (this.state === 'hang') return;
    if (this.state === 'down') return send(response, 503, 'text/plain', 'down\n');
    send(response, 200, 'application/json', JSON.stringify(this.keys[name].set));
  }

  private discovery(response: ServerResponse, name: IssuerName): void {
    send(response, 200, 'application/json', JSON.stringify({
      issuer: issuerUrl(this.url, name), jwks_uri: keysUrl(this.url, name), id_token_signing_alg_values_supported: name === 'github' ? ['RS256'] : ['RS256', 'ES384'],
      response_types_supported: ['id_token'], subject_types_supported: ['public'],
    }));
  }
}

/** `iss` of that issuer's tokens. @param url where the issuers listen */
export function issuerUrl(url: string, name: IssuerName): string {
  return `${url}/${name}`;
}

/** Where that issuer's key set is. */
export function keysUrl(url: string, name: IssuerName): string {
  return `${url}/${name}/.well-known/${name === 'github' ? 'jwks' : 'jwks.json'}`;
}

/** Which of the two signs for that principal. */
function accountIssuer(arn: string): 'aws' | 'partner' {
  return arn.split(':')[4] === PARTNER_ACCOUNT ? 'partner' : 'aws';
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
