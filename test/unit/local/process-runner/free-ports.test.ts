import { createServer, type AddressInfo } from 'node:net';
import { freePorts, isFree, shareOfPorts } from '../../../../local/process-runner/free-ports';

test('finds as many as are asked for, all different, within the range', async () => {
  const ports = await freePorts(10, '20100-20200');

  expect(new Set(ports).size).toBe(10);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(20_100);
    expect(port).toBeLessThan(20_200);
  }
});

test('passes over one that is taken', async () => {
  const server = createServer();
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  try {
    expect(await isFree((server.address() as AddressInfo).port)).toBe(false);
  } finally {
    await new Promise((closed) => { server.close(closed); });
  }
});

test('shares of those who run at once never meet', () => {
  const shares = Array.from({ length: 16 }, (_, number) => shareOfPorts(number, 16).split('-').map(Number) as [number, number]);

  expect(shares[0]?.[0]).toBe(20_000);
  expect(shares.at(-1)?.[1]).toBeLessThanOrEqual(32_000);
  for (const [index, [first, end]] of shares.entries()) {
    expect(end - first).toBe(750);
    if (index > 0) expect(first).toBe(shares[index - 1]?.[1]);
  }
});

test.each(['', '20000', '20000-', '30000-20000', '20000-20000', '20000-99999', 'a-b'])('refuses the range %p', async (range) => {
  await expect(freePorts(1, range)).rejects.toThrow(new Error(`got the range of ports "${range}", expected one such as 20000-32000 (LUIGI_PORTS)`));
});

test('refuses a range that is too narrow rather than search it for ever', async () => {
  await expect(freePorts(10, '20000-20019')).rejects.toThrow(new Error('got the range of ports 20000-20019 for 10 ports, expected at least twice as many'));
});
