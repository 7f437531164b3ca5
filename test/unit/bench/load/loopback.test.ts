import { Connection } from '../../../bench/load/connection';
import { loopback } from '../../../bench/load/loopback';
import { wrk } from '../../../bench/load/wrk';

describe('load is made on this machine only', () => {
  test.each(['http://127.0.0.1:8082', 'https://127.0.0.5:8443', 'http://[::1]:8082', 'http://localhost:8080'])('%s is this machine', (address) => {
    expect(loopback(address).href).toContain(address);
  });

  test.each([
    ['http://10.0.0.1:8082', 'http://10.0.0.1:8082'],
    ['https://luigi.example.com', 'https://luigi.example.com'],
    ['http://127.0.0.1.example.com', 'http://127.0.0.1.example.com'],
    ['http://localhost.example.com', 'http://localhost.example.com'],
    ['http://127.0.0.1@example.com/', 'http://example.com'],
    ['http://0.0.0.0:8082', 'http://0.0.0.0:8082'],
    ['ftp://127.0.0.1', 'ftp://127.0.0.1'],
  ])('%s is refused by each generator', async (address, told) => {
    const message = `got ${told} to put load on, expected an http or https address on the loopback interface, such as http://127.0.0.1:8082`;

    expect(() => loopback(address)).toThrow(message);
    expect(() => new Connection(address)).toThrow(message);
    await expect(wrk({ url: address, connections: 1, seconds: 1, headers: [{}] })).rejects.toThrow(message);
  });
});
