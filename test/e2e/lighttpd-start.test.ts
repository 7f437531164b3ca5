import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../local/process-runner/free-ports';
import { startEchoGateway, type EchoGateway } from '../support/echo-gateway';
import { runLighttpd, startLighttpd, type Lighttpd } from '../support/lighttpd';
import { openTls, readAll, requestText, sendRaw } from '../support/raw-tls';

const address = 'an IPv4 or IPv6 address';
const port = 'a whole number from 1 to 65535';
const ranges = 'address ranges in CIDR notation, such as 10.0.0.0/24, with commas between';
const names = 'host names or addresses with commas between';

describe('a setting that is wrong', () => {
  test.each([
    ['LIGHTTPD_BIND', 'everywhere', 'everywhere', address],
    ['LIGHTTPD_BIND', '256.0.0.1', '256.0.0.1', address],
    ['LIGHTTPD_PEOPLE_PORT', '0', '0', port],
    ['LIGHTTPD_PEOPLE_PORT', '65536', '65536', port],
    ['LIGHTTPD_PEOPLE_PORT', '08443', '08443', port],
    ['LIGHTTPD_WORKER_PORT', '1\n2', '1?2', port],
    ['LIGHTTPD_WORKER_PORT', '8443', '8443', 'a port other than LIGHTTPD_PEOPLE_PORT'],
    ['LIGHTTPD_GATEWAY_PEOPLE_PORT', '80"', '80"', port],
    ['LIGHTTPD_GATEWAY_WORKER_PORT', '99999999999999999999', '99999999999999999999', port],
    ['LIGHTTPD_STATIC_DIR', '/nowhere', '/nowhere', "the absolute path of luigi's static folder, which exists"],
    ['LIGHTTPD_STATIC_DIR', tmpdir(), tmpdir(), "luigi's static folder, with a readable visualiser/index.html"],
    ['LIGHTTPD_RUN_DIR', 'run', 'run', 'the absolute path of a writable folder, made of letters, digits and . _ / + @ -'],
    ['LIGHTTPD_RUN_DIR', '/proc', '/proc', 'a writable folder'],
    ['LIGHTTPD_TRUSTED_PROXIES', '0.0.0.0/0', '0.0.0.0/0', ranges],
    ['LIGHTTPD_TRUSTED_PROXIES', '10.0.0.1', '10.0.0.1', ranges],
    ['LIGHTTPD_TRUSTED_PROXIES', '10.0.0.0/8,"', '10.0.0.0/8,"', ranges],
    ['LIGHTTPD_CERT_NAMES', 'a_b', 'a_b', names],
    ['LIGHTTPD_CERT_NAMES', 'a,IP:1.2.3.4\n[x]', 'a,IP:1.2.3.4?[x]', names],
    ['LIGHTTPD_READ_IDLE_SECONDS', '1.5', '1.5', 'a whole number from 1 to 3600'],
  ])('stops the start with one line that names it: %s=%j', async (name, value, got, expected) => {
    const end = await runLighttpd({ [name]: value }).ended;
    expect(end).toEqual({ code: 2, signal: null, errors: `lighttpd: ${name}: got "${got}", expected ${expected}\n` });
  });
});

describe('a lighttpd that runs', () => {
  let gateway: EchoGateway;
  let lighttpd: Lighttpd;
  const start = async (settings = {}): Promise<Lighttpd> => startLighttpd({
    LIGHTTPD_GATEWAY_PEOPLE_PORT: `${gateway.port}`, LIGHTTPD_GATEWAY_WORKER_PORT: '1', LIGHTTPD_CERT_NAMES: 'lane.luigi.internal,10.9.8.7', ...settings,
  });
  beforeAll(async () => {
    gateway = await startEchoGateway();
    lighttpd = await start();
  });
  afterAll(async () => {
    await lighttpd.stop();
    await gateway.close();
  });

  test('has a new ECDSA P-256 certificate for the names that workers may use, and keeps the key to itself', async () => {
    const certificate = new X509Certificate(readFileSync(lighttpd.certPath));
    const other = await start();
    const otherCertificate = new X509Certificate(readFileSync(other.certPath));
    await other.stop();
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, DNS:lane.luigi.internal, IP Address:10.9.8.7');
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(statSync(join(lighttpd.runDir, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(otherCertificate.fingerprint256).not.toBe(certificate.fingerprint256);
  });

  test.each(['peoplePort', 'workerPort'] as const)('is trusted by a client that knows its certificate, on %s', async (lane) => {
    const status = await new Promise((done, fail) => {
      httpsRequest({ host: 'localhost', port: lighttpd[lane], ca: readFileSync(lighttpd.certPath), path: '/' }, (answer) => {
        answer.resume();
        done(answer.statusCode);
      }).once('error', fail).end();
    });
    expect(status).toBe(lane === 'peoplePort' ? 200 : 503);
  });

  test.each(['peoplePort', 'workerPort'] as const)('speaks TLS 1.2 and 1.3 and nothing older, on %s', async (lane) => {
    const version = async (minVersion: 'TLSv1' | 'TLSv1.3', maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> => {
      // Level 0 lets this side offer what is too old for today's OpenSSL.
      const socket = await openTls(lighttpd[lane], { minVersion, maxVersion, ciphers: 'ALL:@SECLEVEL=0' });
      const spoken = `${socket.getProtocol()} ${socket.getCipher().standardName}`;
      socket.destroy();
      return spoken;
    };
    expect(await version('TLSv1', 'TLSv1.2')).toMatch(/^TLSv1.2 TLS_ECDHE_ECDSA_WITH_(AES_\d+_GCM|CHACHA20_POLY1305)_SHA/);
    expect(await version('TLSv1.3', 'TLSv1.3')).toMatch(/^TLSv1.3 /);
    await expect(version('TLSv1', 'TLSv1.1')).rejects.toThrow(/protocol version|alert/i);
  });

  test.each([
    'ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA384', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES128-CCM', 'AES128-GCM-SHA256',
  ])('speaks TLS 1.2 with authenticated encryption and forward secrecy only: not %s', async (ciphers) => {
    await expect(openTls(lighttpd.peoplePort, { maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` })).rejects.toThrow(/handshake failure|alert/i);
  });

  test('offers no HTTP/2', async () => {
    const socket = await openTls(lighttpd.peoplePort, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  test('says nothing of its make or version', async () => {
    const answers = [await sendRaw(lighttpd.peoplePort, requestText('GET', '/a//b')), await sendRaw(lighttpd.peoplePort, requestText('GET', '/static/nothing'))];
    for (const { headers, body } of answers) {
      expect(headers).not.toHaveProperty('server');
      expect(body.toString()).not.toMatch(/(?<!urn:cdk-)lighttpd/i);
    }
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('finishes what it has accepted before it stops by %s', async (signal) => {
    const stopping = await start();
    let release = (): void => undefined;
    const reached = new Promise<void>((told) => {
      gateway.answer = (_request, response) => {
        release = () => response.end('the answer');
        told();
      };
    });
    const answer = sendRaw(stopping.peoplePort, requestText('GET', '/slow'));
    await reached;
    stopping.signal(signal);
    // The listening socket closes first: only then is the answer let go.
    while (await openTls(stopping.peoplePort).then((socket) => { socket.destroy(); return true; }, () => false)) { /* still listening */ }
    release();
    gateway.answer = undefined;
    expect((await answer).body.toString()).toBe('the answer');
    expect(await stopping.ended).toMatchObject({ code: 0, signal: null });
    expect(stopping.accessLog).toMatchObject([{ path: '/slow', status: 200 }]);
  });

  test('frees its ports at once when the process that was started is killed, so that a successor can start', async () => {
    const [people, worker] = await freePorts(2);
    const settings = { LIGHTTPD_PEOPLE_PORT: `${people}`, LIGHTTPD_WORKER_PORT: `${worker}` };
    const killed = await start(settings);
    const dropped = readAll(await openTls(killed.peoplePort));
    expect(await killed.kill()).toMatchObject({ code: null, signal: 'SIGKILL' });
    await dropped;
    const successor = await start(settings);
    expect((await sendRaw(successor.peoplePort, requestText('GET', '/again'))).status).toBe(200);
    await successor.stop();
  });

  test('starts over in a run folder that a killed one has left', async () => {
    const runDir = mkdtempSync(join(tmpdir(), 'lighttpd-run-'));
    await (await start({ LIGHTTPD_RUN_DIR: runDir })).kill();
    writeFileSync(join(runDir, 'cache', 'stale'), 'of another release');
    const successor = await start({ LIGHTTPD_RUN_DIR: runDir });
    expect(existsSync(join(runDir, 'cache', 'stale'))).toBe(false);
    await successor.stop();
    rmSync(runDir, { recursive: true });
  });

  test('allows a script of the page by the hash of what it says, and templates not at all', async () => {
    const policy = (await sendRaw(lighttpd.peoplePort, requestText('GET', '/static/visualiser/index.html'))).headers['content-security-policy'];
    const hash = execFileSync('openssl', ['dgst', '-sha256', '-binary'], { input: 'var a = 1;\n' }).toString('base64');
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
  });
});
