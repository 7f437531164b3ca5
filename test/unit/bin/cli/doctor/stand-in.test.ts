import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { runDoctor } from '../../../../../bin/cli/doctor/run';
import { LoadBalancer } from '../../../../../local/load-balancer/load-balancer';
import type { LoadBalancerOptions } from '../../../../../local/load-balancer/options';
import { saying } from '../../../../support/access/document-folder';
import { makeCertificate } from '../../../../support/doctor/certificate';

/** Port 9 is closed: nothing of the provider is reached here. */
const OPTIONS = {
  port: 0, keysPort: 0, arn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/stand-in/50dc6c495c0c9188',
  oidc: {
    issuer: 'http://localhost:9', authorizationEndpoint: 'http://localhost:9/auth', tokenEndpoint: 'http://127.0.0.1:9/token',
    userInfoEndpoint: 'http://127.0.0.1:9/me', clientId: 'luigi', clientSecret: 'secret', scope: 'openid groups',
  },
};

let target: Server;
let balancer: LoadBalancer;

beforeAll(async () => {
  const { cert, key } = makeCertificate({ names: ['task'] });
  target = createServer({ cert, key }, (_request, response) => {
    response.writeHead(200, { 'x-content-type-options': 'nosniff', 'content-security-policy': 'frame-ancestors \'none\'' }).end('signed out');
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
});

afterEach(() => balancer.stop());
afterAll(async () => {
  target.closeAllConnections();
  target.close();
  await once(target, 'close');
});

async function doctor(options: Partial<LoadBalancerOptions>, ...args: string[]) {
  balancer = await LoadBalancer.start({ ...OPTIONS, target: `https://127.0.0.1:${(target.address() as AddressInfo).port}`, ...options });
  return () => saying((output) => runDoctor([...args, '--insecure-loopback', balancer.url], output));
}

test('the service on one machine, for people, has no fault but that programs have no way in', async () => {
  const { status, out } = await (await doctor({}, '--format', 'json'))();

  expect(status).toBe(0);
  const { summary, findings } = JSON.parse(out) as { summary: object; findings: { status: string; check: string }[] };
  expect(summary).toMatchObject({ errors: 0, warnings: 1 });
  expect(findings.filter(({ status: each }) => each === 'warning')).toMatchObject([{ check: 'bearer-nonsense' }]);
});

test('the service on one machine, with machines, has no fault', async () => {
  const bearer = [{ name: 'aws', issuer: 'https://issuer.example', keysUrl: 'http://127.0.0.1:9/keys', claims: [] }] as unknown as LoadBalancerOptions['bearer'];
  const { status, out } = await (await doctor({ bearer }, '--machines'))();

  expect(out).toContain('0 errors, 0 warnings');
  expect(status).toBe(0);
});

test('the service on one machine, for people, has a fault where programs are said to call', async () => {
  const { status, out } = await (await doctor({}, '--machines'))();

  expect(status).toBe(1);
  expect(out).toContain('FAIL  bearer-nonsense: a caller with a token is led to a login page at /whoami');
});

test('the report has 80 columns, and says what failed, why and what to do', async () => {
  const look = await doctor({ openPaths: ['/signed-out', '/healthz', '/'] });
  const { status, out } = await look();

  expect(status).toBe(1);
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(out).toContain('FAIL  login: / without a session is answered with 200, expected a redirect to\n      the login\n      cause  a rule of the listener forwards without a login,');
  expect(out).toContain('FAIL  health: /healthz tells strangers more than a status');
});

test('a service that refuses in place of logging in is told of', async () => {
  const look = await doctor({});
  balancer.knobs.unauthenticated = 'deny';

  expect((await look()).out).toContain('FAIL  login: / is answered with 401 and leads to no login');
});
