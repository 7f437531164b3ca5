import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { makeCertificate, type MadeCertificate } from './certificate';

/** Name by which the door is asked; it leads to this machine in these tests only. */
export const HOST = 'luigi.example.com';

/** An answer that takes the place of the door's own. Undefined: the door's own. */
export type Instead = (request: IncomingMessage, response: ServerResponse) => boolean | undefined;

/** How a door is built. */
export interface FrontDoorOptions {
  /** @default - one for the name, by an authority that is believed */
  readonly certificate?: Pick<MadeCertificate, 'cert' | 'key'>;
  /** @default TLSv1.2 */
  readonly minVersion?: SecureVersion;
  /** @default TLSv1.3 */
  readonly maxVersion?: SecureVersion;
  /** Answers in place of the door. @default - nothing does */
  readonly instead?: Instead;
  /** Answers in place of the redirect at the port of plain HTTP. @default - nothing does */
  readonly plainInstead?: Instead;
}

/** Stands in for the load balancer of a deployed service with TLS, as strangers meet it. */
export interface FrontDoor {
  readonly port: number;
  readonly plainPort: number;
  /** The authority to believe. */
  readonly ca: string;
  /** Head of each request: what was sent. */
  readonly requests: IncomingMessage[];
  readonly stop: () => Promise<void>;
}

const AUTHORITY = makeCertificate({ names: ['Authority of tests'], isAuthority: true });

/** Starts a door as LuigiService makes one, but for what the options say. */
export async function frontDoor(options: FrontDoorOptions = {}): Promise<FrontDoor> {
  const requests: IncomingMessage[] = [];
  const { instead, plainInstead, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3', certificate = makeCertificate({ names: [HOST], signedBy: AUTHORITY }) } = options;
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    if (instead?.(request, response) !== true) answer(request, response, (server.address() as AddressInfo).port);
  };
  const server = createServer({
    cert: certificate.cert, key: certificate.key, minVersion, maxVersion, ...minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? { ciphers: 'ALL:@SECLEVEL=0' } : {},
  }, listener);
  const plain = createPlainServer((request, response) => {
    requests.push(request);
    if (plainInstead?.(request, response) !== true) response.writeHead(301, { server: 'awselb/2.0', location: `https://${HOST}:443${request.url}` }).end();
  });
  for (const each of [server, plain]) {
    each.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
    await once(each, 'listening');
  }
  const portOf = (each: Server): number => (each.address() as AddressInfo).port;
  return {
    port: portOf(server), plainPort: portOf(plain), ca: AUTHORITY.cert, requests,
    stop: async () => {
      for (const each of [server, plain]) {
        each.closeAllConnections();
        each.close();
        await once(each, 'close');
      }
    },
  };
}

/** What the rules of the listener that LuigiService makes answer to who has no session. */
function answer(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url = '/', headers: { host, authorization } } = request;
  const path = url.split('?')[0] ?? '/';
  const end = (status: number, headers: Readonly<Record<string, string | string[]>> = {}, body = ''): void => {
    response.writeHead(status, { server: 'awselb/2.0', ...headers }).end(body);
  };
  if (method === 'TRACE') return end(405);
  if (host !== `${HOST}:${port}`) return end(404, { 'content-type': 'application/json' }, '{"type":"urn:cdk-lighttpd-luigi:problem:unknown-host"}');
  if (path === '/signed-out') return end(200, { 'content-type': 'text/html' }, '<!doctype html>');
  if (path.startsWith('/api/') || authorization !== undefined) return end(401, { 'content-type': 'text/html' }, '<html></html>');
  const login = new URLSearchParams({ client_id: 'luigi', redirect_uri: `https://${HOST}:${port}/oauth2/idpresponse`, response_type: 'code', scope: 'openid', state: 'sealed' });
  return end(302, { 'location': `https://login.example.com/authorize?${login}`, 'set-cookie': ['AWSALBAuthNonce=abc; Path=/; Secure; HttpOnly'] });
}
