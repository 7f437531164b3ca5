import { createHmac, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHead } from '../../images/gateway/src/identity/caller';

/** What the builders sign by, unless told otherwise: give the gateway the same values. */
export const TEST_LOAD_BALANCER_ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/luigi/50dc6c495c0c9188';
export const TEST_ISSUER = 'https://login.example.com';
export const TEST_CLIENT_ID = 'luigi-client';

/** A load balancer's key, by the id that it goes by. */
export interface LoadBalancerKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** As the key endpoint answers it. */
  readonly publicKeyPem: string;
}

/** A new key on P-256. */
export function loadBalancerKey(kid: string = randomUUID()): LoadBalancerKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { kid, privateKey, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/** Every knob of the token in x-amzn-oidc-data. Only the key is needed: the rest is as the real load balancer does it. */
export interface ClaimsOptions {
  readonly key: LoadBalancerKey;
  /** @default 'ada' */
  readonly subject?: string;
  /** Claims beside sub, exp and iss; `undefined` takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header members over the usual ones; `undefined` takes one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** @default TEST_LOAD_BALANCER_ARN */
  readonly signer?: string;
  /** @default TEST_ISSUER */
  readonly issuer?: string;
  /** @default TEST_CLIENT_ID */
  readonly clientId?: string;
  /**
   * Milliseconds since the epoch at which it is made.
   * @default - now
   */
  readonly now?: number;
  /** @default 120 */
  readonly lifetimeSeconds?: number;
  /** @default true: load balancers pad their base64url */
  readonly padding?: boolean;
  /**
   * How it is signed. `HS256-with-public-key`: a keyed hash with the public key's PEM, which is no secret. `none`: not at all.
   * The header's `alg` follows, unless `header` says otherwise.
   * @default 'ES256'
   */
  readonly signedAs?: 'ES256' | 'none' | 'HS256-with-public-key';
}

/** A token as the load balancer puts it in x-amzn-oidc-data, or a hostile one that differs where asked. */
export function loadBalancerClaims(options: ClaimsOptions): string {
  const { key, signedAs = 'ES256', padding = true } = options;
  const issuer = options.issuer ?? TEST_ISSUER;
  const exp = Math.floor((options.now ?? Date.now()) / 1000) + (options.lifetimeSeconds ?? 120);
  const alg = signedAs === 'HS256-with-public-key' ? 'HS256' : signedAs;
  const header = {
    typ: 'JWT', kid: key.kid, alg, iss: issuer, client: options.clientId ?? TEST_CLIENT_ID, signer: options.signer ?? TEST_LOAD_BALANCER_ARN, exp,
    ...options.header,
  };
  const payload = { sub: options.subject ?? 'ada', exp, iss: issuer, ...options.claims };
  const signingInput = `${encodeSegment(JSON.stringify(header), padding)}.${encodeSegment(JSON.stringify(payload), padding)}`;
  return `${signingInput}.${encodeSegment(signatureOf(signingInput, key, signedAs), padding)}`;
}

function signatureOf(signingInput: string, key: LoadBalancerKey, signedAs: NonNullable<ClaimsOptions['signedAs']>): Buffer {
  switch (signedAs) {
    case 'none': return Buffer.alloc(0);
    case 'HS256-with-public-key': return createHmac('sha256', key.publicKeyPem).update(signingInput).digest();
    case 'ES256': return sign('sha256', Buffer.from(signingInput), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  }
}

/** base64url as load balancers write it. */
export function encodeSegment(content: string | Buffer, padding = true): string {
  const text = Buffer.from(content).toString('base64url');
  return padding ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text;
}

/** The three headers that the load balancer sets for a person, in lower case. */
export function loadBalancerHeaders(options: ClaimsOptions & { readonly accessToken?: string }): Record<string, string> {
  return {
    'x-amzn-oidc-data': loadBalancerClaims(options),
    'x-amzn-oidc-identity': options.subject ?? 'ada',
    'x-amzn-oidc-accesstoken': options.accessToken ?? 'opaque-access-token',
  };
}

/** The head of a request with these headers, in order, doubles and spelling kept, as node:http gives it. */
export function requestHead(headers: Readonly<Record<string, string>> | ReadonlyArray<readonly [string, string]>): RequestHead {
  const pairs = Array.isArray(headers) ? headers as ReadonlyArray<readonly [string, string]> : Object.entries(headers);
  const folded: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    folded[key] = folded[key] === undefined ? value : `${folded[key]}, ${value}`;
  }
  return { headers: folded, rawHeaders: pairs.flat() };
}

/** How a key endpoint behaves. `silent` takes the connection and never answers. */
export type KeyEndpointMode = 'up' | 'failing' | 'silent' | 'endless' | 'garbage' | 'redirecting';

/** The address at which the load balancers of a region publish their keys, on the loopback interface. */
export class KeyEndpoint {
  /** Paths asked for, in order. */
  readonly requests: string[] = [];
  mode: KeyEndpointMode = 'up';
  private readonly pems = new Map<string, string>();

  private constructor(private readonly server: Server) {}

  /** Starts on a free port. */
  static async start(...keys: readonly LoadBalancerKey[]): Promise<KeyEndpoint> {
    const server = createServer();
    const endpoint = new KeyEndpoint(server);
    keys.forEach((key) => endpoint.publish(key));
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      endpoint.requests.push(path);
      switch (endpoint.mode) {
        case 'silent': return;
        case 'failing': return void response.writeHead(500).end();
        case 'redirecting': return void response.writeHead(302, { location: '/elsewhere' }).end();
        case 'garbage': return void response.end('<html>please log in to this network</html>');
        case 'endless': {
          const more = (): void => { while (!response.destroyed && response.write('A'.repeat(1024))); };
          response.on('drain', more);
          return more();
        }
        case 'up': {
          const pem = endpoint.pems.get(path.slice(1));
          // What a bucket answers for a key that it does not have.
          return void (pem === undefined ? response.writeHead(403).end('AccessDenied') : response.end(pem));
        }
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  /** GATEWAY_LOAD_BALANCER_KEYS_URL */
  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
  }

  publish(key: LoadBalancerKey): void {
    this.pems.set(key.kid, key.publicKeyPem);
  }

  withdraw(key: LoadBalancerKey): void {
    this.pems.delete(key.kid);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
