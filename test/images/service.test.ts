import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitFor } from '../../local/process-runner/wait-for';
import { type Service, startService } from '../../local/service';
import { describeWithContainers } from '../support/containers/describe-with-containers';
import { buildImages } from '../support/containers/images';
import { inContainer } from '../support/containers/in-container';
import { callAs } from '../support/machines/machine-client';
import { requestText, sendRaw } from '../support/raw-tls';

describeWithContainers('the service on one machine, its programs replaced by their images', () => {
  let parent: string;
  let service: Service;
  beforeAll(async () => {
    await buildImages();
    parent = mkdtempSync(path.join(tmpdir(), 'luigi-images-'));
    service = await startService({ parent, replace: inContainer });
  }, 900_000);
  afterAll(async () => {
    await service?.stop();
    rmSync(parent, { recursive: true, force: true });
  });

  test('a worker is served through all three, and what was decided is on record outside of them', async () => {
    const answer = await callAsWorker(service);
    expect(answer).toBe(200);
    await waitFor(() => readFileSync(service.decisionLog, 'utf8').includes('"ping"'), { what: 'the call stands in the decision log' });
  });

  test('a machine is known by its token through all of them; who is shut out is not let in; a forged token is not believed', async () => {
    const { tokenIssuers, url } = service;
    const nightly = 'arn:aws:iam::111122223333:role/ci/nightly';
    const whoami = (token: string) => callAs(token, `${url}/whoami`);
    const token = tokenIssuers.awsToken({ subject: nightly });

    const { status, body } = await whoami(token);
    expect([status, body?.principal, body?.kind, body?.session]).toEqual([200, `role:${nightly}`, 'machine', 'bearer']);
    // Past the load balancer, which would not let it pass.
    const [head, payload] = token.split('.');
    const forged = await sendRaw(service.layout.ports.people, requestText('GET', '/whoami', [['Accept', 'application/json'], ['Authorization', `Bearer ${head}.${payload}.${'A'.repeat(342)}`]]));
    expect([forged.status, JSON.parse(forged.body.toString()).code]).toEqual([401, 'token-signature']);

    writeFileSync(path.join(service.control, 'revoked.json'), JSON.stringify({ version: 1, revoked: [{ principal: 'role:arn:aws:iam::111122223333:role/ci/*' }] }));
    await waitFor(async () => (await whoami(token)).status === 403, { what: 'the role is shut out' });
    expect((await whoami(tokenIssuers.awsToken({ subject: 'arn:aws:iam::111122223333:role/order-events' }))).status).toBe(200);
  });

  test.each(['luigid', 'gateway', 'lighttpd'] as const)('%s is up again after kill -9', async (name) => {
    const program = service.program(name);
    const { restarts } = program;
    program.kill('SIGKILL');
    await waitFor(() => program.restarts > restarts, { what: `${name} is started again` });
    await program.untilReady();
    expect(await callAsWorker(service)).toBe(200);
  });
});

/** The status of a ping with the worker's credential, by a client that trusts the lane's own certificate and no other. */
function callAsWorker(service: Service): Promise<number> {
  const url = `${service.workerUrl}/api/ping?data=${encodeURIComponent('{"worker":"images-test"}')}`;
  return new Promise((resolve, reject) => {
    get(url, { auth: service.workerCredential, ca: readFileSync(service.workerCertificate), agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
}
