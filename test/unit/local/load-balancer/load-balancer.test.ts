import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type IncomingMessage, request as sendRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LoadBalancer } from '../../../../local/load-balancer/load-balancer';

const ARN = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/stand-in/50dc6c495c0c9188';

/** Port 9 is closed: nothing of the provider is reached here. */
const OPTIONS = {
  port: 0, keysPort: 0, arn: ARN,
  oidc: {
    issuer: 'http://localhost:9', authorizationEndpoint: 'http://localhost:9/auth', tokenEndpoint: 'http://127.0.0.1:9/token',
    userInfoEndpoint: 'http://127.0.0.1:9/me', clientId: 'luigi', clientSecret: 'secret', scope: 'openid groups',
  },
};

interface Answer { status: number; headers: IncomingMessage['headers']; body: string }

/** The target: says what arrived. */
interface Arrived { method: string; url: string; rawHeaders: string[]; body: string }

describe('load-balancer stand-in', () => {
  let directory: string;
  let target: Server;
  let balancer: LoadBalancer;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'load-balancer-'));
    const [key, cert] = [path.join(directory, 'key.pem'), path.join(directory, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
      '-subj', '/CN=anything', '-keyout', key, '-out', cert], { stdio: 'ignore' });
    target = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, url, rawHeaders } = request;
      response.end(JSON.stringify({ method, url, rawHeaders, body: Buffer.concat(chunks).toString() }));
    });
    target.listen(0, '127.0.0.1');
    await once(target, 'listening');
  });

  beforeEach(async () => {
    balancer = await LoadBalancer.start({ ...OPTIONS, target: `https://127.0.0.1:${(target.address() as AddressInfo).port}` });
  });

  afterEach(() => balancer.stop());
  afterAll(async () => {
    target.closeAllConnections();
    target.close();
    await once(target, 'close');
    rmSync(directory, { recursive: true, force: true });
  });

  function send(url: string, headers: Record<string, string> | string[] = {}, options: { method?: string; body?: string } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { port } = new URL(balancer.url);
      const all = Array.isArray(headers) ? ['host', `127.0.0.1:${port}`, ...headers] : headers;
      const request = sendRequest({ host: '127.0.0.1', port, path: url, method: options.method ?? 'GET', headers: all as never, agent: false }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() });
      });
      request.on('error', reject);
      request.end(options.body);
    });
  }

  /** All values of a header that arrived at the target. */
  function valuesOf({ body }: Answer, name: string): string[] {
    const { rawHeaders } = JSON.parse(body) as Arrived;
    return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
  }

  const asAda = () => ({ cookie: balancer.sessionCookie({ sub: 'ada', groups: ['data-engineers'] }) });

  describe('rules', () => {
    test('a page without a session is sent to the login, with state, nonce and no PKCE', async () => {
      const { status, headers } = await send('/static/visualiser/index.html?a=b');
      expect(status).toBe(302);
      const location = new URL(headers.location as string);
      expect(location.origin + location.pathname).toBe('http://localhost:9/auth');
      expect(Object.fromEntries(location.searchParams)).toEqual({
        client_id: 'luigi', redirect_uri: `${balancer.url}/oauth2/idpresponse`, response_type: 'code', scope: 'openid groups',
        state: expect.any(String), nonce: expect.any(String),
      });
    });

    test('a call of the API without a session gets 401, never a login page', async () => {
      expect((await send('/api/task_list')).status).toBe(401);
    });

    test('the sign-out landing page needs no login', async () => {
      expect((await send('/signed-out')).status).toBe(200);
      expect((await send('/signed-out/else')).status).toBe(302);
    });

    test('in deny mode everything without a session gets 401', async () => {
      balancer.knobs.unauthenticated = 'deny';
      expect((await send('/')).status).toBe(401);
    });

    test('a session that has ended is none', async () => {
      balancer.knobs.sessionSeconds = -1;
      expect((await send('/api/task_list', asAda())).status).toBe(401);
    });

    test('ending all sessions ends them', async () => {
      const ada = asAda();
      expect((await send('/api/task_list', ada)).status).toBe(200);
      balancer.endSessions();
      expect((await send('/api/task_list', ada)).status).toBe(401);
    });

    test.each([
      ['no state', '/oauth2/idpresponse?code=x'],
      ['a state of its own making', '/oauth2/idpresponse?code=x&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ])('a callback with %s gets 401', async (_what, url) => {
      expect((await send(url)).status).toBe(401);
    });

    test('a callback in another browser than the login was begun in gets 401', async () => {
      const { headers } = await send('/');
      const state = new URL(headers.location as string).searchParams.get('state') as string;
      expect((await send(`/oauth2/idpresponse?code=x&state=${state}`)).status).toBe(401);
    });

    test('a provider that cannot be reached answers the callback with 561', async () => {
      const { headers } = await send('/');
      const state = new URL(headers.location as string).searchParams.get('state') as string;
      const cookie = headers['set-cookie']?.[0]?.split(';')[0] as string;
      const complaint = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
      expect((await send(`/oauth2/idpresponse?code=x&state=${state}`, { cookie })).status).toBe(561);
      complaint.mockRestore();
    });
  });

  describe('claims', () => {
    test('x-amzn-oidc-data is an ES256 token with padding, signed by the key that the endpoint gives out for its kid', async () => {
      const before = Math.floor(Date.now() / 1000);
      const [token] = valuesOf(await send('/', asAda()), 'x-amzn-oidc-data');
      const after = Date.now() / 1000;
      const [header, payload, signature] = (token as string).split('.') as [string, string, string];
      for (const part of [header, payload, signature]) expect(part.length % 4).toBe(0);
      const fields = JSON.parse(Buffer.from(header, 'base64url').toString());
      expect(fields).toEqual({ typ: 'JWT', alg: 'ES256', kid: expect.stringMatching(/^[0-9a-f-]{36}$/), iss: 'http://localhost:9', client: 'luigi', signer: ARN, exp: expect.any(Number) });
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({ sub: 'ada', groups: ['data-engineers'], exp: fields.exp, iss: 'http://localhost:9' });
      expect([fields.exp >= before + 120, fields.exp <= after + 121]).toEqual([true, true]);
      const key = createPublicKey(await (await fetch(`${balancer.keysUrl}/${fields.kid}`)).text());
      expect(verify('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))).toBe(true);
    });

    test('a client cannot put its own claims beside those of its session', async () => {
      const answer = await send('/', { ...asAda(), 'X-Amzn-Oidc-Data': 'forged', 'X-Amzn-Oidc-Identity': 'root', 'X-Amzn-Oidc-Accesstoken': 'forged' });
      expect(valuesOf(answer, 'x-amzn-oidc-identity')).toEqual(['ada']);
      expect(valuesOf(answer, 'x-amzn-oidc-accesstoken')).toEqual(['opaque-access-token']);
      expect(valuesOf(answer, 'x-amzn-oidc-data')).toHaveLength(1);
      expect(valuesOf(answer, 'x-amzn-oidc-data')).not.toContain('forged');
    });

    test("a client's own claims arrive where the load balancer sets none, doubled and underscored ones too", async () => {
      const open = await send('/signed-out', ['x-amzn-oidc-data', 'one', 'x-amzn-oidc-data', 'two']);
      expect(valuesOf(open, 'x-amzn-oidc-data')).toEqual(['one', 'two']);
      expect(valuesOf(await send('/', { ...asAda(), x_amzn_oidc_data: 'forged' }), 'x_amzn_oidc_data')).toEqual(['forged']);
    });

    test('after a rotation new tokens have a new kid, and the old key can be fetched until it is forgotten', async () => {
      const old = balancer.keys.current.kid;
      balancer.keys.rotate();
      expect(balancer.describe({}).header.kid).not.toBe(old);
      expect((await fetch(`${balancer.keysUrl}/${old}`)).status).toBe(200);
      balancer.keys.forgetOld();
      expect((await fetch(`${balancer.keysUrl}/${old}`)).status).toBe(404);
    });

    test('the key endpoint can be down', async () => {
      balancer.keyEndpoint.state = 'down';
      expect((await fetch(`${balancer.keysUrl}/${balancer.keys.current.kid}`)).status).toBe(503);
    });

    test('its clock can be wrong', () => {
      balancer.knobs.clockSkewSeconds = -300;
      expect(Number(balancer.describe({}).header.exp)).toBeLessThan(Date.now() / 1000 - 170);
    });

    test('claims and token over 11K answer 500', async () => {
      const cookie = balancer.sessionCookie({ sub: 'ada', groups: ['g'.repeat(9_000)] }, 't'.repeat(2_300));
      expect((await send('/', { cookie })).status).toBe(500);
    });
  });

  describe('forwarding', () => {
    test('a body arrives whole, with its length or in chunks', async () => {
      for (const [name, value] of [['content-length', '11'], ['transfer-encoding', 'chunked']] as const) {
        const answer = await send('/api/ping', { ...asAda(), [name]: value }, { method: 'POST', body: 'data=%7B%7D' });
        expect((JSON.parse(answer.body) as Arrived).body).toBe('data=%7B%7D');
        expect(valuesOf(answer, name)).toEqual([value]);
      }
    });

    test("the client's address is added behind what the client claims to be", async () => {
      const answer = await send('/', { ...asAda(), 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Proto': 'gopher' });
      expect(valuesOf(answer, 'x-forwarded-for')).toEqual(['203.0.113.7, 127.0.0.1']);
      expect(valuesOf(answer, 'x-forwarded-proto')).toEqual(['http']);
      expect(valuesOf(answer, 'x-forwarded-port')).toEqual([new URL(balancer.url).port]);
    });

    test('the path goes on as it came', async () => {
      const answer = await send('/static/..%2f//a?b=%00&c', asAda());
      expect((JSON.parse(answer.body) as Arrived).url).toBe('/static/..%2f//a?b=%00&c');
    });

    test.each([
      ['a request line over 16K', 414, `/${'a'.repeat(16_400)}`, {}],
      ['a header over 16K', 400, '/', { 'x-large': 'a'.repeat(16_400) }],
      ['headers over 64K', 400, '/', Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`x-large-${n}`, 'a'.repeat(15_000)]))],
      ['more than 30 forwarded addresses', 463, '/', { 'x-forwarded-for': Array(31).fill('10.0.0.1').join(', ') }],
    ])('%s is refused with %d', async (_what, status, url, headers) => {
      expect((await send(url, headers as Record<string, string>)).status).toBe(status);
    });

    test('a target that cannot be reached is answered with 502', async () => {
      await balancer.stop();
      balancer = await LoadBalancer.start({ ...OPTIONS, target: 'https://127.0.0.1:9' });
      expect((await send('/signed-out')).status).toBe(502);
    });
  });
});
