import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { issuerOf } from '../../../local/identity-provider/issuer';
import { PEOPLE } from '../../../local/identity-provider/people';
import { PersonClient } from '../../../local/person-client';
import { freePorts } from '../../../local/process-runner/free-ports';
import { PROJECT } from '../../../local/setup/paths';
import { Connection } from './connection';

const CLIENT_ID = 'oauth2-proxy';

/** What it is started with. */
export interface OAuth2ProxyOptions {
  readonly upstream: string;
  /** The service's own certificate and key: the same work for both. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** For its log: one line a request, as it comes. */
  readonly folder: string;
}

/** oauth2-proxy in front of a luigid, with TLS and its own session in a cookie, which somebody has logged in for. */
export class OAuth2Proxy {
  private constructor(
    readonly url: string,
    /** The session's cookie. */
    readonly headers: Readonly<Record<string, string>>,
    private readonly processes: readonly ChildProcess[],
  ) {}

  /**
   * Starts it and an identity provider, and logs in.
   */
  static async start(program: string, options: OAuth2ProxyOptions): Promise<OAuth2Proxy> {
    const [port, identity] = await freePorts(2) as [number, number];
    const url = `https://127.0.0.1:${port}`;
    const clientSecret = randomBytes(24).toString('base64url');
    const log = openSync(path.join(options.folder, 'oauth2-proxy.log'), 'w', 0o600);
    const provider = spawn(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'local/identity-provider/main.ts')], {
      cwd: PROJECT, stdio: ['ignore', log, log],
      env: {
        ...process.env, NODE_NO_WARNINGS: '1', IDENTITY_PROVIDER_PORT: String(identity), IDENTITY_PROVIDER_CLIENT_ID: CLIENT_ID,
        IDENTITY_PROVIDER_CLIENT_SECRET: clientSecret, IDENTITY_PROVIDER_FRONT_DOORS: url,
      },
    });
    const processes = [provider];
    try {
      const discovery = new Connection(`http://127.0.0.1:${identity}`, { host: `localhost:${identity}` });
      await answers(() => discovery.get('/.well-known/openid-configuration'), provider);
      discovery.close();
      const proxy = spawn(program, [
        '--provider=oidc', `--oidc-issuer-url=${issuerOf(identity)}`, `--client-id=${CLIENT_ID}`, `--redirect-url=${url}${PROVIDERS_CALLBACK}`,
        '--scope=openid profile email', '--email-domain=*', `--upstream=${options.upstream}/`, '--http-address=-', `--https-address=127.0.0.1:${port}`,
        `--tls-cert-file=${options.tls.cert}`, `--tls-key-file=${options.tls.key}`, '--cookie-secure=true', '--skip-provider-button=true',
      ], {
        stdio: ['ignore', log, log],
        env: { OAUTH2_PROXY_CLIENT_SECRET: clientSecret, OAUTH2_PROXY_COOKIE_SECRET: randomBytes(32).toString('base64url') },
      });
      processes.push(proxy);
      const front = new Connection(url);
      await answers(() => front.get('/ping'), proxy);
      const cookie = await logIn(front, identity);
      front.close();
      return new OAuth2Proxy(url, { cookie }, processes);
    } catch (error) {
      await stopAll(processes);
      throw error;
    } finally {
      closeSync(log);
    }
  }

  async stop(): Promise<void> {
    await stopAll(this.processes);
  }
}

/** Where the local identity provider sends its clients' people back to; oauth2-proxy takes them at another path. */
const PROVIDERS_CALLBACK = '/oauth2/idpresponse';

/** A login in full, by the provider's form. */
async function logIn(front: Connection, identity: number): Promise<string> {
  const begun = await front.get('/oauth2/start?rd=%2F');
  const state = cookiesOf(begun.headers['set-cookie']);
  const person = PEOPLE[0] as (typeof PEOPLE)[number];
  const browser = new PersonClient(issuerOf(identity));
  const form = await browser.request(String(begun.headers.location), { follow: true });
  const action = /<form method="post" action="([^"]+)" id="login">/.exec(form.body)?.[1];
  if (action === undefined) throw new Error(`no login form (status ${form.status}), expected one`);
  let answer = await browser.request(new URL(action, form.url).href, {
    method: 'POST', body: new URLSearchParams({ username: person.username, password: person.password }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'origin': issuerOf(identity) },
  });
  for (let hop = 0; hop < 6; hop += 1) {
    const next = new URL(answer.headers.location ?? '', answer.url);
    if (next.pathname === PROVIDERS_CALLBACK) {
      const done = await front.get(`/oauth2/callback${next.search}`, { cookie: state });
      const session = cookiesOf(done.headers['set-cookie']?.filter((cookie) => /^_oauth2_proxy[=_]\d?/.test(cookie) && !cookie.startsWith('_oauth2_proxy_csrf')));
      if (done.status !== 302 || session === '') throw new Error(`oauth2-proxy answered a login with ${done.status}, expected a session`);
      return session;
    }
    answer = await browser.request(next.href);
  }
  throw new Error('the identity provider did not lead back to oauth2-proxy, expected it to');
}

function cookiesOf(setCookies: readonly string[] = []): string {
  return setCookies.map((cookie) => cookie.split(';')[0] as string).join('; ');
}

async function answers(ask: () => Promise<{ readonly status: number }>, by: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (by.exitCode !== null) throw new Error(`a program ended with ${by.exitCode}, expected it to answer: see oauth2-proxy.log`);
    if (await ask().then(({ status }) => status === 200, () => false)) return;
    await pause(100);
  }
  throw new Error('a program did not answer in 30 s: see oauth2-proxy.log');
}

async function stopAll(processes: readonly ChildProcess[]): Promise<void> {
  await Promise.all(processes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).map(async (each) => {
    const ended = once(each, 'exit');
    each.kill('SIGKILL');
    await ended;
  }));
}
