import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { BearerValidation } from './bearer/bearer-validation';
import { type ForwardTarget, forward } from './forward';
import { KeyEndpoint } from './key-endpoint';
import { LARGEST_HEADERS, refusedFor } from './limits';
import { Login } from './login';
import { describeOidcData, type OidcData, signOidcData } from './oidc-data';
import type { LoadBalancerKnobs, LoadBalancerOptions } from './options';
import { answerItself } from './own-answers';
import { CookieSeal, type LoadBalancerSession, shardSession } from './session-cookie';
import { SigningKeys } from './signing-keys';

/** Claims and access token together: past this the real one answers 500. */
const LARGEST_CLAIMS_AND_TOKEN = 11 * 1_024;
const CALLBACK = '/oauth2/idpresponse';

/**
 * Stands in for an Application Load Balancer with a login rule, on one machine.
 *
 * Plain HTTP on 127.0.0.1: browsers take the loopback address for trustworthy, so there is no certificate to make
 * and no warning to click away; nobody else can reach it.
 *
 * Its rules: open paths go on as they are; what brings a bearer token goes on as it came where the token is good, and else gets 401;
 * `/api/*` without a session gets 401; all else without a session goes to the login.
 * A client's own x-amzn-oidc-* headers go on wherever it sets none itself: nothing in AWS's documentation promises otherwise.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export class LoadBalancer {
  readonly keys = new SigningKeys();
  readonly keyEndpoint = new KeyEndpoint(this.keys);
  readonly knobs: LoadBalancerKnobs;
  private readonly seal = new CookieSeal();
  private readonly login: Login;
  private readonly bearer: BearerValidation;
  private readonly server: Server;
  private readonly agent: Agent;
  private target?: ForwardTarget;

  private constructor(private readonly options: LoadBalancerOptions) {
    this.knobs = { clockSkewSeconds: 0, sessionSeconds: options.sessionSeconds ?? 604_800, unauthenticated: 'authenticate' };
    this.login = new Login(options.oidc, this.seal, () => this.knobs.sessionSeconds);
    this.bearer = new BearerValidation(options.bearer ?? []);
    const idleMs = options.idleMs ?? 60_000;
    this.agent = new Agent({ keepAlive: true, rejectUnauthorized: false, timeout: idleMs, maxSockets: 512 });
    this.server = createServer(
      { maxHeaderSize: LARGEST_HEADERS + 32_768, keepAliveTimeout: idleMs, requestTimeout: 0, headersTimeout: idleMs },
      (request, response) => {
        this.handle(request, response).catch(() => answerItself(response, 500));
      },
    );
    this.server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    });
  }

  /** Starts it; resolves once it listens. */
  static async start(options: LoadBalancerOptions): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(options);
    for (const [server, port] of [[balancer.server, options.port], [balancer.keyEndpoint.server, options.keysPort]] as const) {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    }
    balancer.target = {
      url: new URL(options.target), agent: balancer.agent, idleMs: options.idleMs ?? 60_000, frontPort: Number(new URL(balancer.url).port),
    };
    return balancer;
  }

  /** Origin that browsers use. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Where the gateway fetches public keys, without the kid. */
  get keysUrl(): string {
    return `http://127.0.0.1:${(this.keyEndpoint.server.address() as AddressInfo).port}`;
  }

  /** Every session ends. */
  endSessions(): void {
    this.seal.renew();
  }

  /** A Cookie header of a session with these claims, as if somebody had logged in. */
  sessionCookie(claims: Readonly<Record<string, unknown>>, accessToken = 'opaque-access-token'): string {
    const session: LoadBalancerSession = { claims, accessToken, expiresAt: this.now() + this.knobs.sessionSeconds };
    return Object.entries(shardSession(this.seal.seal('session', session)) ?? {}).map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The token that it would send on for these claims now, before it is signed: forgeries start from it. */
  describe(claims: Readonly<Record<string, unknown>>): OidcData {
    return describeOidcData(claims, {
      kid: this.keys.current.kid, signer: this.options.arn, issuer: this.options.oidc.issuer, clientId: this.options.oidc.clientId,
      expiresAt: this.now() + this.knobs.clockSkewSeconds + (this.options.claimsSeconds ?? 120),
    });
  }

  /** Stops listening and closes what is open. */
  async stop(): Promise<void> {
    for (const server of [this.server, this.keyEndpoint.server]) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
    this.agent.destroy();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = refusedFor(request);
    if (refused !== undefined) return answerItself(response, refused, { connection: 'close' });
    // A proxy's form of the request line, or OPTIONS *: there is no path to decide on.
    if (!request.url?.startsWith('/')) return answerItself(response, 400, { connection: 'close' });
    const target = this.target as ForwardTarget;
    const path = request.url.split('?')[0] ?? '/';
    if ((this.options.openPaths ?? ['/signed-out']).includes(path)) return forward(target, request, response);
    const bearer = await this.bearer.verdict(request);
    if (bearer === 'invalid') return answerItself(response, 401);
    // As it came, the token too. No header of a login is set, not even where there is a session.
    if (bearer === 'valid') return forward(target, request, response);
    if (path === CALLBACK) return this.login.finish(request, response);
    const session = this.login.sessionOf(request);
    if (session === undefined) {
      if (path.startsWith('/api/') || this.knobs.unauthenticated === 'deny') return answerItself(response, 401);
      return this.login.begin(request, response);
    }
    if (JSON.stringify(session.claims).length + session.accessToken.length > LARGEST_CLAIMS_AND_TOKEN) return answerItself(response, 500);
    forward(target, request, response, {
      'x-amzn-oidc-accesstoken': session.accessToken,
      'x-amzn-oidc-identity': String(session.claims.sub),
      'x-amzn-oidc-data': signOidcData(this.describe(session.claims), this.keys.current.privateKey),
    });
  }

  private now(): number {
    return Math.floor(Date.now() / 1_000);
  }
}
