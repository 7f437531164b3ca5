import { connect as connectTls } from 'node:tls';
import { waitFor } from '../../local/process-runner/wait-for';
import { startEchoGateway, type EchoGateway } from '../support/echo-gateway';
import { startLighttpd, type Lighttpd } from '../support/lighttpd';

describe.each(['people', 'worker'] as const)('a caller of the %s lane that goes away before the answer', (lane) => {
  let gateway: EchoGateway;
  let lighttpd: Lighttpd;
  beforeAll(async () => {
    gateway = await startEchoGateway();
    lighttpd = await startLighttpd({ [lane === 'people' ? 'LIGHTTPD_GATEWAY_PEOPLE_PORT' : 'LIGHTTPD_GATEWAY_WORKER_PORT']: `${gateway.port}` });
  });
  afterAll(async () => {
    await lighttpd?.stop();
    await gateway?.close();
  });

  test.each(['ends', 'resets'] as const)('has lighttpd close its connection to the gateway, when it %s its own', async (how) => {
    let [asked, closed] = [false, false];
    gateway.answer = (_request, response) => {
      asked = true;
      response.once('close', () => { closed = true; });
    };
    const caller = connectTls({ host: '127.0.0.1', port: lane === 'people' ? lighttpd.peoplePort : lighttpd.workerPort, rejectUnauthorized: false });
    caller.on('error', () => undefined);
    caller.write('GET /api/task_list HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await waitFor(() => asked, { what: 'the gateway is asked', everyMs: 5 });

    if (how === 'ends') caller.end();
    else caller.destroy();

    await waitFor(() => closed, { what: 'the connection to the gateway is closed', everyMs: 5 });
  });
});
