import type { IncomingMessage } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { examine, type ExamineOptions } from '../../../../../bin/cli/doctor/examine';
import type { Finding } from '../../../../../bin/cli/doctor/finding';
import { targetOf } from '../../../../../bin/cli/doctor/target';
import { makeCertificate } from '../../../../support/doctor/certificate';
import { frontDoor, HOST, type FrontDoor, type FrontDoorOptions, type Instead } from '../../../../support/doctor/front-door';

const DAY = 86_400_000;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => { for (const stop of stops.splice(0)) await stop(); });

async function door(options: FrontDoorOptions = {}): Promise<FrontDoor> {
  const opened = await frontDoor(options);
  stops.push(opened.stop);
  return opened;
}

/** Looks at a door under the service's name. */
async function look(options: FrontDoorOptions = {}, over: Partial<ExamineOptions> = {}): Promise<readonly Finding[]> {
  const { port, plainPort, ca } = await door(options);
  return examine(targetOf(`https://${HOST}:${port}`, false), { timeoutMs: 5000, expectsMachines: false, plainPort, ca, resolve: async () => ['127.0.0.1'], ...over });
}

const faults = (findings: readonly Finding[]) => findings.filter(({ status }) => status === 'error' || status === 'warning');
const said = (findings: readonly Finding[], check: string) => findings.filter((finding) => finding.check === check);

/** Answers one path otherwise than the door. */
const at = (path: string, answer: (request: IncomingMessage) => readonly [number, Record<string, string | string[]>?, string?], method = 'GET'): Instead => (request, response) => {
  if (request.url !== path || request.method !== method) return undefined;
  const [status, headers = {}, body = ''] = answer(request);
  response.writeHead(status, headers).end(body);
  return true;
};

describe('a service as LuigiService makes it', () => {
  test('has no fault, and every check has looked', async () => {
    const findings = await look();

    expect(faults(findings)).toEqual([]);
    expect([...new Set(findings.map(({ check }) => check))]).toEqual([
      'name', 'reach', 'certificate', 'tls-versions', 'plain-http', 'login', 'data-without-session', 'bearer-nonsense', 'methods', 'headers', 'health', 'unknown-host', 'clock',
    ]);
    // A load balancer's own page has no headers of its own: told, no fault.
    expect(said(findings, 'headers')).toMatchObject([{ status: 'skipped', what: expect.stringContaining('routing.http.response.strict_transport_security.header_value') as string }]);
  });

  test('is sent nothing that proves who asks, and is changed by no method', async () => {
    const opened = await door();
    const target = targetOf(`https://${HOST}:${opened.port}`, false);

    await examine(target, { timeoutMs: 5000, expectsMachines: false, plainPort: opened.plainPort, ca: opened.ca, resolve: async () => ['127.0.0.1'] });

    expect(opened.requests.length).toBeGreaterThan(10);
    expect(opened.requests.filter(({ headers }) => headers.cookie !== undefined)).toEqual([]);
    expect([...new Set(opened.requests.map(({ headers }) => headers.authorization))].sort()).toEqual(['Bearer nonsense', undefined]);
    expect([...new Set(opened.requests.map(({ method }) => method))].sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
  });
});

describe('the name', () => {
  test('that nobody knows ends the look, with what to do', async () => {
    const resolve = async () => { throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }); };

    expect(await look({}, { resolve })).toEqual([expect.objectContaining({ check: 'name', status: 'error', what: `nobody knows an address of ${HOST}`, cure: expect.stringContaining('"hostedZone"') as string })]);
  });

  test('that a resolver is silent about is told in time', async () => {
    expect(await look({}, { resolve: () => new Promise(() => undefined), timeoutMs: 50 })).toMatchObject([{ check: 'name', status: 'error', what: expect.stringContaining('no answer in time') as string }]);
  });

  test('that leads to where nobody listens ends the look', async () => {
    const { port } = await frontDoor().then(async (opened) => { await opened.stop(); return opened; });
    const findings = await examine(targetOf(`https://${HOST}:${port}`, false), { timeoutMs: 2000, expectsMachines: false, resolve: async () => ['127.0.0.1'] });

    expect(findings).toMatchObject([{ check: 'name', status: 'ok' }, { check: 'reach', status: 'error', what: expect.stringContaining('nobody listens there') as string, cure: expect.stringContaining('allowedSources') as string }]);
  });

  test('with one address that is dead is looked at by the other', async () => {
    const findings = await look({}, { resolve: async () => ['127.0.0.2', '127.0.0.1'] });

    // The door listens at 127.0.0.1 only.
    expect(faults(findings)).toMatchObject([{ check: 'reach', status: 'warning', what: expect.stringContaining('127.0.0.2') as string }]);
    expect(said(findings, 'login')).toMatchObject([{ status: 'ok' }]);
  });
});

describe('the certificate', () => {
  test.each<[string, Parameters<typeof makeCertificate>[0], 'error' | 'warning', RegExp]>([
    ['signed by itself', { names: [HOST] }, 'error', /^the certificate is signed by itself: nobody believes it$/],
    ['of an authority that nobody knows', { names: [HOST], signedBy: makeCertificate({ names: ['Stranger'], isAuthority: true }) }, 'error', /chain does not lead to an authority/],
  ])('%s', async (_what, certificate, status, what) => {
    expect(said(await look({ certificate: makeCertificate(certificate) }), 'certificate')).toMatchObject([{ status, what: expect.stringMatching(what) as string }]);
  });

  const authority = makeCertificate({ names: ['Another authority of tests'], isAuthority: true });
  test.each<[string, { names: string[]; from?: Date; to?: Date }, 'ok' | 'error' | 'warning', RegExp]>([
    ['that has ended', { names: [HOST], from: new Date(Date.now() - 9 * DAY), to: new Date(Date.now() - DAY) }, 'error', /^the certificate has ended on \d{4}-\d\d-\d\d$/],
    ['that has not begun', { names: [HOST], from: new Date(Date.now() + DAY) }, 'error', /^the certificate begins on .* only$/],
    ['that ends soon', { names: [HOST], to: new Date(Date.now() + 9.5 * DAY) }, 'warning', /^the certificate ends in 9 days/],
    ['of another name', { names: ['etl.example.com'] }, 'error', /^the certificate is not for luigi\.example\.com, but for DNS:etl\.example\.com$/],
    ['of a wildcard two levels up', { names: ['*.com'] }, 'error', /is not for luigi\.example\.com/],
    ['of a wildcard', { names: ['*.example.com'] }, 'ok', /is for luigi\.example\.com/],
  ])('%s', async (_what, certificate, status, what) => {
    const findings = await look({ certificate: makeCertificate({ ...certificate, signedBy: authority }) }, { ca: authority.cert });

    expect(said(findings, 'certificate')).toMatchObject([{ status, what: expect.stringMatching(what) as string }]);
    // What follows is looked at all the same: nothing secret is sent.
    expect(said(findings, 'login')).toMatchObject([{ status: 'ok' }]);
  });
});

describe('TLS', () => {
  test('1.0 and 1.1 that are accepted are faults, each', async () => {
    const findings = said(await look({ minVersion: 'TLSv1' }), 'tls-versions');

    expect(findings.map(({ status, what }) => `${status}: ${what}`)).toEqual([
      'error: TLS 1.1 is accepted: what it protects can be read or changed on the way', 'error: TLS 1.0 is accepted: what it protects can be read or changed on the way',
    ]);
    expect(findings[0]?.cure).toContain('"loadBalancer.sslPolicy"');
  });

  test('1.1 alone that is accepted is told alone', async () => {
    expect(said(await look({ minVersion: 'TLSv1.1' }), 'tls-versions').map(({ what }) => what.slice(0, 7))).toEqual(['TLS 1.1']);
  });

  test.each<[FrontDoorOptions, string]>([[{ maxVersion: 'TLSv1.2' }, 'TLS 1.3 is refused'], [{ minVersion: 'TLSv1.3' }, 'TLS 1.2 is refused']])('%j: a version that is missing is a warning', async (options, what) => {
    expect(said(await look(options), 'tls-versions')).toMatchObject([{ status: 'warning', what: expect.stringContaining(what) as string }]);
  });
});

describe('plain http', () => {
  test.each<[string, readonly [number, Record<string, string>?], 'ok' | 'warning' | 'error', RegExp]>([
    ['that serves pages', [200], 'error', /^plain http is answered with 200/],
    ['that leads to plain http', [301, { location: `http://${HOST}/` }], 'error', /leads to plain http/],
    ['that leads to somebody else', [301, { location: 'https://evil.example/' }], 'error', /leads to another host: https:\/\/evil\.example\//],
    ['that leads to https for now', [302, { location: `https://${HOST}/` }], 'warning', /with 302, not for good/],
    ['that leads to https by 308', [308, { location: `https://${HOST}/` }], 'ok', /308/],
    ['that redirects without saying where to', [301], 'error', /leads to plain http/],
  ])('%s', async (_what, [status, headers], expected, what) => {
    const plainInstead: Instead = (_request, response) => { response.writeHead(status, headers).end(); return true; };

    expect(said(await look({ plainInstead }), 'plain-http')).toMatchObject([{ status: expected, what: expect.stringMatching(what) as string }]);
  });

  test('that does not answer is a warning: it is safe', async () => {
    expect(said(await look({}, { plainPort: 1 }), 'plain-http')).toMatchObject([{ status: 'warning', what: expect.stringContaining('port 1 does not answer') as string }]);
  });
});

describe('the login', () => {
  const login = (over: Record<string, string>, base = 'https://login.example.com/authorize'): Instead => at('/', ({ headers: { host } }) => {
    const fields = new URLSearchParams({ client_id: 'luigi', redirect_uri: `https://${host}/oauth2/idpresponse`, response_type: 'code', scope: 'openid', state: 'secret-state', ...over });
    for (const [name, value] of Object.entries(over)) if (value === '') fields.delete(name);
    return [302, { location: `${base}?${fields}` }];
  });

  test.each<[string, Instead, RegExp]>([
    ['a page without login', at('/', () => [200, {}, 'tasks']), /^\/ without a session is answered with 200/],
    ['401 where pages are', at('/', () => [401]), /401 and leads to no login/],
    ['no healthy task', at('/', () => [503]), /answered with 503/],
    ['a redirect to nowhere', at('/', () => [302]), /without saying where to/],
    ['a redirect to itself', at('/', () => [302, { location: '/login' }]), /leads to the service itself/],
    ['a provider without TLS', login({}, 'http://login.example.com/authorize'), /led to without TLS/],
    ['no OpenID Connect', login({ client_id: '' }), /no login by OpenID Connect/],
    ['another way back', login({ redirect_uri: 'https://other.example.com/oauth2/idpresponse' }), /send people back to https:\/\/other\.example\.com\/oauth2\/idpresponse, expected/],
    ['a way back that is none', login({ redirect_uri: 'nonsense' }), /send people back to no address/],
    ['no openid', login({ scope: 'email' }), /without the scope openid/],
    ['no state', login({ state: '' }), /has no state/],
  ])('%s', async (_what, instead, what) => {
    const findings = said(await look({ instead }), 'login');

    expect(findings).toMatchObject([{ status: 'error', what: expect.stringMatching(what) as string }]);
    expect(JSON.stringify(findings)).not.toContain('secret-state');
  });

  test('a thousand cookies, by the first few', async () => {
    const findings = said(await look({ instead: at('/', () => [302, { 'location': 'https://login.example.com/', 'set-cookie': Array.from({ length: 1000 }, (_, index) => `c${index}=1`) }]) }), 'login');

    expect(findings.map(({ what }) => what)).toEqual([expect.stringContaining('no login'), ...[0, 1, 2, 3, 4].map((index) => `the cookie "c${index}" is set without Secure and HttpOnly`)]);
  });

  test.each([['AWSALBAuthNonce=s3cr3t; Path=/; HttpOnly', 'error', 'Secure'], ['AWSALBAuthNonce=s3cr3t; Path=/; Secure', 'warning', 'HttpOnly'], ['AWSALBAuthNonce=s3cr3t', 'error', 'Secure and HttpOnly']])('a cookie %j', async (cookie, status, missing) => {
    const instead: Instead = at('/', ({ headers: { host } }) => [302, {
      'location': `https://login.example.com/?${new URLSearchParams({ client_id: 'a', redirect_uri: `https://${host}/oauth2/idpresponse`, response_type: 'code', scope: 'openid', state: 'x' })}`, 'set-cookie': [cookie],
    }]);
    const findings = said(await look({ instead }), 'login');

    expect(findings).toMatchObject([{ status, what: `the cookie "AWSALBAuthNonce" is set without ${missing}` }]);
    expect(JSON.stringify(findings)).not.toContain('s3cr3t');
  });
});

describe('what asks for data', () => {
  const toLogin = [302, { location: 'https://login.example.com/authorize?state=1' }] as const;

  test.each<[string, Instead, string, RegExp]>([
    ['is led to a login', at('/api/task_list', () => toLogin), 'data-without-session', /^\/api\/ without a session leads to https:\/\/login\.example\.com\/authorize, expected 401$/],
    ['is answered', at('/api/task_list', () => [200, {}, '{"response":{}}']), 'data-without-session', /answered with 200, expected 401/],
    ['is asked by another name', at('/api/task_list', () => [404, {}, '{"type":"urn:cdk-lighttpd-luigi:problem:unknown-host"}']), 'data-without-session', /answered with 404/],
    ['is led to a login with a token', (request, response) => request.headers.authorization === undefined ? undefined : at('/api/task_list', () => toLogin)(request, response), 'bearer-nonsense', /^a token that proves nothing leads to https:\/\/login\.example\.com\/authorize at \/api\/, expected 401$/],
    ['is let in with nonsense', (request, response) => request.headers.authorization === undefined ? undefined : at('/whoami', () => [200])(request, response), 'bearer-nonsense', /at \/whoami, is answered with 200/],
    ['is let in by HEAD', at('/api/task_list', () => [200], 'HEAD'), 'methods', /^HEAD of \/api\/ without a session is answered with 200/],
  ])('%s', async (_what, instead, check, what) => {
    expect(said(await look({ instead }), check).filter(({ status }) => status !== 'ok')).toMatchObject([{ status: 'error', what: expect.stringMatching(what) as string }]);
  });

  test.each([[false, 'warning'], [true, 'error']])('is led to a login page with a token, machines expected: %s', async (expectsMachines, status) => {
    const instead = at('/whoami', () => toLogin);

    expect(said(await look({ instead }, { expectsMachines }), 'bearer-nonsense').filter((finding) => finding.status !== 'ok')).toMatchObject([{ status, what: 'a caller with a token is led to a login page at /whoami' }]);
  });
});

describe('methods', () => {
  test.each<[string, Instead, 'error' | 'warning', RegExp]>([
    ['OPTIONS that lets every site in', at('/api/task_list', () => [204, { 'access-control-allow-origin': '*' }], 'OPTIONS'), 'error', /pages of other sites/],
    ['OPTIONS that repeats the site', at('/api/task_list', ({ headers }) => [204, { 'access-control-allow-origin': headers.origin ?? '' }], 'OPTIONS'), 'error', /pages of other sites/],
    ['OPTIONS that is answered', at('/api/task_list', () => [200], 'OPTIONS'), 'warning', /answered with 200/],
    ['TRACE that sends back', at('/', ({ headers }) => [200, {}, JSON.stringify(headers)], 'TRACE'), 'error', /sends the request back/],
    ['TRACE that is answered', at('/', () => [200], 'TRACE'), 'warning', /TRACE is answered with 200/],
  ])('%s', async (_what, instead, status, what) => {
    expect(said(await look({ instead }), 'methods')).toMatchObject([{ status, what: expect.stringMatching(what) as string }]);
  });
});

describe('headers of the page without login', () => {
  const GOOD = { 'strict-transport-security': 'max-age=1', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' };
  const page = (headers: Record<string, string | string[]>): Instead => at('/signed-out', () => [200, headers]);

  test.each<[string, Instead, ReadonlyArray<readonly ['ok' | 'warning' | 'error', RegExp]>]>([
    ['that it should have', page(GOOD), [['ok', /needs no login/]]],
    ['that it has none of, and no load balancer is to blame', page({}), [['warning', /comes without Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options$/]]],
    ['that tell a version', page({ ...GOOD, server: 'lighttpd/1.4.69' }), [['warning', /the header server tells what serves the page: lighttpd\/1\.4\.69/]]],
    ['that tell a framework', page({ ...GOOD, 'x-powered-by': 'Express' }), [['warning', /x-powered-by/]]],
    ['that tell no version', page({ ...GOOD, server: 'cloud' }), [['ok', /needs no login/]]],
    ['that repeat what the load balancer sends', page({ ...GOOD, 'x-amzn-oidc-data': 'secret' }), [['error', /^the header x-amzn-oidc-data comes back to whoever asks$/]]],
    ['that set a cookie', page({ ...GOOD, 'set-cookie': ['a=b'] }), [['warning', /sets a cookie/]]],
    ['of a page that is not there', at('/signed-out', () => [302, { location: 'https://login.example.com/' }]), [['warning', /^\/signed-out is answered with 302, expected a page without login$/]]],
  ])('%s', async (_what, instead, expected) => {
    expect(said(await look({ instead }), 'headers')).toMatchObject(expected.map(([status, what]) => ({ status, what: expect.stringMatching(what) as string })));
  });
});

describe('health', () => {
  test.each<[string, readonly [number, string], 'ok' | 'error']>([
    ['a status alone', [200, '{"status":"ok"}'], 'ok'],
    ['a bad status alone', [503, '{\n  "status": "unavailable"\n}'], 'ok'],
    ['parts', [200, '{"status":"ok","parts":[{"name":"luigid"}]}'], 'error'],
    ['a page', [200, '<html>lighttpd</html>'], 'error'],
    ['a load balancer without a task', [503, '<html></html>'], 'error'],
    ['no such thing', [404, ''], 'ok'],
  ])('%s', async (_what, [status, body], expected) => {
    expect(said(await look({ instead: at('/healthz', () => [status, {}, body]) }), 'health')).toMatchObject([{ status: expected }]);
  });
});

describe('another host name', () => {
  const other = (status: number): Instead => (request, response) => request.headers.host === 'doctor.invalid' ? (response.writeHead(status).end(), true) : undefined;

  test.each([[200, 'error'], [302, 'error'], [404, 'ok'], [421, 'ok'], [403, 'ok'], [503, 'warning']])('that is answered with %s', async (status, expected) => {
    expect(said(await look({ instead: other(status) }), 'unknown-host')).toMatchObject([{ status: expected }]);
  });
});

describe('the clock', () => {
  const late = (seconds: number): Instead => (_request, response) => { response.setHeader('date', new Date(Date.now() - seconds * 1000).toUTCString()); return undefined; };

  test.each([[0, 'ok', /agrees/], [30, 'warning', /this machine's clock is (?:29|30|31) s ahead of the service's/], [-30, 'warning', /is (?:29|30|31) s behind the service's/], [3600, 'error', /ahead/]])('%s s off', async (seconds, status, what) => {
    expect(said(await look({ instead: late(seconds) }), 'clock')).toMatchObject([{ status, what: expect.stringMatching(what) as string }]);
  });

  test('that the service does not tell is not looked at', async () => {
    const instead: Instead = (_request, response) => { response.sendDate = false; return undefined; };

    expect(said(await look({ instead }), 'clock')).toMatchObject([{ status: 'skipped' }]);
  });
});

describe('a service that hangs', () => {
  let silent: Server;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    silent = createServer((socket) => { sockets.add(socket.on('error', () => undefined)); });
    await new Promise<void>((resolve) => { silent.listen(0, '127.0.0.1', resolve); });
  });
  afterEach(() => {
    sockets.forEach((socket) => socket.destroy());
    silent.close();
  });

  test('is told of by each check in time, and nothing waits for ever', async () => {
    const { port } = silent.address() as { port: number };
    const findings = await examine(targetOf(`https://${HOST}:${port}`, false), { timeoutMs: 50, expectsMachines: false, resolve: async () => ['127.0.0.1'] });

    expect(said(findings, 'certificate')).toMatchObject([{ status: 'error', what: 'no answer to what was asked: there was no answer in time' }]);
    expect(said(findings, 'login')).toMatchObject([{ status: 'error', what: 'no answer to what was asked: there was no answer in time' }]);
    // What never reached a server is not taken for its refusal.
    expect(said(findings, 'tls-versions').map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
  });
});

test('a body that never ends is cut, and a header that is too large is no crash', async () => {
  const endless: Instead = (request, response) => {
    if (request.url === '/healthz') {
      const pour = (): void => { while (!response.destroyed && response.write('x'.repeat(65_536))); if (!response.destroyed) response.once('drain', pour); };
      response.writeHead(200);
      pour();
      return true;
    }
    if (request.url !== '/signed-out') return undefined;
    response.writeHead(200, { 'x-large': 'x'.repeat(60_000) }).end();
    return true;
  };
  const findings = await look({ instead: endless });

  expect(said(findings, 'health')).toMatchObject([{ status: 'error', what: '/healthz tells strangers more than a status' }]);
  expect(said(findings, 'headers')).toMatchObject([{ status: 'error', what: expect.stringContaining('what came is no HTTP') as string }]);
});
