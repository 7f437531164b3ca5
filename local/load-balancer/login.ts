import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authorizationUrl, type OidcEndpoints, redeem } from './oidc-client';
import { answerItself } from './own-answers';
import { type CookieSeal, joinShards, LARGEST_SHARDS, type LoadBalancerSession, parseCookies, SESSION_COOKIE, shardSession } from './session-cookie';

const NONCE_COOKIE = 'AWSALBAuthNonce';
const CALLBACK = '/oauth2/idpresponse';
/** The real one gives up a login after 15 minutes, too. */
const LOGIN_SECONDS = 900;

interface LoginState {
  readonly nonce: string;
  readonly destination: string;
  readonly expiresAt: number;
}

/** The login rule: sends browsers to the provider and takes them back. */
export class Login {
  constructor(
    private readonly oidc: OidcEndpoints,
    private readonly seal: CookieSeal,
    private readonly sessionSeconds: () => number,
  ) {}

  /** The session that the request's cookies hold, where it has not ended. */
  sessionOf(request: IncomingMessage): LoadBalancerSession | undefined {
    const sealed = joinShards(parseCookies(request.headers.cookie));
    const session = sealed === undefined ? undefined : this.seal.open('session', sealed) as LoadBalancerSession | undefined;
    return session !== undefined && session.expiresAt > now() ? session : undefined;
  }

  /** Sends the browser to log in; it comes back to where it wanted to go. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    const nonce = randomBytes(16).toString('base64url');
    const state: LoginState = { nonce, destination: request.url ?? '/', expiresAt: now() + LOGIN_SECONDS };
    answerItself(response, 302, {
      'location': authorizationUrl(this.oidc, redirectUri(request), this.seal.seal('state', state), nonce),
      // A browser that keeps the redirect would run into a state that has been used.
      'cache-control': 'no-store',
      'set-cookie': `${NONCE_COOKIE}=${nonce}; Path=/; Max-Age=${LOGIN_SECONDS}; HttpOnly; SameSite=Lax`,
    });
  }

  /** Takes the browser back from the provider, and makes its session. */
  async finish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    const state = this.seal.open('state', query.get('state') ?? '') as LoginState | undefined;
    // The nonce in the browser ties the login to who began it: nobody can be logged in as somebody else by a link.
    if (state === undefined || state.expiresAt <= now() || parseCookies(request.headers.cookie).get(NONCE_COOKIE) !== state.nonce) {
      return answerItself(response, 401);
    }
    const code = query.get('code');
    if (code === null) return answerItself(response, 401);
    let session: LoadBalancerSession;
    try {
      const { accessToken, claims } = await redeem(this.oidc, redirectUri(request), code, state.nonce);
      session = { claims, accessToken, expiresAt: now() + this.sessionSeconds() };
    } catch (error) {
      process.stderr.write(`load balancer: login failed: ${error instanceof Error ? error.message : String(error)}\n`);
      // What the real one answers when it can't exchange the code or get the claims.
      return answerItself(response, 561);
    }
    const shards = shardSession(this.seal.seal('session', session));
    if (shards === undefined) return answerItself(response, 500);
    const cookies = Object.entries(shards).map(([name, value]) => `${name}=${value}; Path=/; Max-Age=${this.sessionSeconds()}; HttpOnly; SameSite=Lax`);
    for (let index = cookies.length; index < LARGEST_SHARDS; index += 1) cookies.push(`${SESSION_COOKIE}-${index}=; Path=/; Max-Age=0; HttpOnly`);
    cookies.push(`${NONCE_COOKIE}=; Path=/; Max-Age=0; HttpOnly`);
    // Absolute: a destination such as //elsewhere.example would lead away otherwise.
    const location = `http://${request.headers.host}${state.destination}`;
    answerItself(response, 302, { location, 'cache-control': 'no-store', 'set-cookie': cookies });
  }
}

function redirectUri(request: IncomingMessage): string {
  return `http://${request.headers.host}${CALLBACK}`;
}

function now(): number {
  return Math.floor(Date.now() / 1_000);
}
