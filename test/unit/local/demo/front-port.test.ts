import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { chooseFrontPort } from '../../../../local/demo/front-port';

describe('the front door of the demo', () => {
  test.each(['0', '65536', '80a', '-1', ' 80'])('DEMO_PORT=%p is refused', async (port) => {
    await expect(chooseFrontPort(port)).rejects.toThrow(/^DEMO_PORT is .*, expected a port from 1 to 65535$/);
  });

  test('a port that was asked for and is taken is refused, not replaced', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    await expect(chooseFrontPort(String(port))).rejects.toThrow(`DEMO_PORT is ${port}, which is taken`);
    holder.close();
  });

  test('without DEMO_PORT a port is found, and said where it is not the usual one', async () => {
    const { port, notice } = await chooseFrontPort(undefined);
    if (port === 8080) expect(notice).toBeUndefined();
    else expect(notice).toContain(String(port));
  });
});
