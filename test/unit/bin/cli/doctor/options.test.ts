import fc from 'fast-check';
import { doctorOptions } from '../../../../../bin/cli/doctor/options';
import { MisuseError } from '../../../../../bin/cli/misuse';

const problem = (...args: string[]): string => {
  try {
    doctorOptions(args);
  } catch (error) {
    if (error instanceof MisuseError) return error.message.split('\n')[0] ?? '';
    throw error;
  }
  throw new Error('got no error, expected one');
};

test('an address is all that is needed', () => {
  expect(doctorOptions(['https://Luigi.example.com/'])).toEqual({
    target: { isTls: true, hostName: 'luigi.example.com', port: 443, origin: 'https://luigi.example.com' }, format: 'text', expectsMachines: false, issuers: [], timeoutMs: 10_000,
  });
});

test('everything can be said', () => {
  expect(doctorOptions(['--machines', '--timeout-seconds', '3', '--format=json', 'https://luigi.example.com:8443'])).toEqual({
    target: { isTls: true, hostName: 'luigi.example.com', port: 8443, origin: 'https://luigi.example.com:8443' }, format: 'json', expectsMachines: true, issuers: [], timeoutMs: 3000,
  });
});

test('several issuers and key sets can be named', () => {
  const { issuers } = doctorOptions(['--issuer', 'https://id.example', '--keys', 'https://keys.example/set', '--issuer=http://127.0.0.1:9000/aws', 'https://luigi.example.com']);
  expect(issuers).toEqual([{ kind: 'issuer', address: 'https://id.example' }, { kind: 'issuer', address: 'http://127.0.0.1:9000/aws' }, { kind: 'keys', address: 'https://keys.example/set' }]);
});

test.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080', 'http://127.1.2.3:8080'])('%s is a service on this machine, where that is asked for', (address) => {
  expect(doctorOptions(['--insecure-loopback', address]).target).toMatchObject({ isTls: false, port: 8080 });
  expect(problem(address)).toBe('got plain http, expected https; for a service on this machine, add --insecure-loopback');
});

test.each<[string[], string]>([
  [[], 'got no address, expected one such as https://luigi.example.com'],
  [['https://a.example', 'https://b.example'], 'got something besides, expected one address'],
  [['luigi.example.com'], 'got "luigi.example.com", expected an address such as https://luigi.example.com'],
  [['ftp://luigi.example.com'], 'got "ftp:", expected https'],
  [['http://luigi.example.com'], 'got plain http to "luigi.example.com", expected https'],
  [['--insecure-loopback', 'http://luigi.example.com'], 'got plain http to "luigi.example.com", expected https: --insecure-loopback is for 127.0.0.1, ::1 and localhost only'],
  [['--insecure-loopback', 'http://127.0.0.1.example.com'], 'got plain http to "127.0.0.1.example.com", expected https: --insecure-loopback is for 127.0.0.1, ::1 and localhost only'],
  [['--insecure-loopback', 'https://luigi.example.com'], 'got --insecure-loopback with https, expected it with http://127.0.0.1:PORT only'],
  [['https://ada:s3cr3t@luigi.example.com'], 'got an address with a name or a password in it, expected one without: nothing secret is ever sent'],
  [['https://luigi.example.com/static'], 'got an address with more than a host, expected such as https://luigi.example.com: a service lies at the root of its name'],
  [['https://luigi.example.com/?token=s3cr3t'], 'got an address with more than a host, expected such as https://luigi.example.com: a service lies at the root of its name'],
  [['--format', 'xml', 'https://luigi.example.com'], '--format: got "xml", expected one of text, json'],
  [['--format', 'json', '--format', 'text', 'https://luigi.example.com'], '--format: got it twice, expected it once'],
  ...['https://a:b@id.example', 'http://id.example', 'https://id.example/?token=s3cr3t', 'id.example', 'https://id.example/#x', 'https://id.example/\n', ''].map((address): [string[], string] => (
    [['--issuer', address, 'https://luigi.example.com'], '--issuer: got what can\'t be one, expected an https address without query, name and password (plain http to this machine only)'])),
  [['--keys', 'file:///etc/passwd', 'https://luigi.example.com'], '--keys: got what can\'t be one, expected an https address without query, name and password (plain http to this machine only)'],
  [[...Array.from({ length: 6 }, (_, index) => ['--issuer', `https://id${index}.example`]).flat(), 'https://luigi.example.com'], '--issuer: got 6, expected 5 at most: a service has no more'],
  [['--timeout-seconds', '0', 'https://luigi.example.com'], '--timeout-seconds: got "0", expected a whole number from 1 to 60'],
  [['--timeout-seconds', '61', 'https://luigi.example.com'], '--timeout-seconds: got "61", expected a whole number from 1 to 60'],
  [['--timeout-seconds', '1e3', 'https://luigi.example.com'], '--timeout-seconds: got "1e3", expected a whole number from 1 to 60'],
])('%j is told to be wrong', (args, message) => {
  expect(problem(...args)).toBe(message);
});

test('whatever is given is read or told to be wrong, and never repeated with its password', () => {
  const word = fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('--format', '--machines', '--insecure-loopback', '--timeout-seconds', '--issuer', '--keys', '--', 'http://127.0.0.1:1', 'https://u:pässword@x.example'));
  fc.assert(fc.property(fc.array(word, { maxLength: 5 }), (args) => {
    try {
      const { target, timeoutMs } = doctorOptions(args);
      expect(target.isTls || /^(?:127\.|localhost$|::1$)/.test(target.hostName)).toBe(true);
      expect(timeoutMs).toBeGreaterThanOrEqual(1000);
    } catch (error) {
      expect(error).toBeInstanceOf(MisuseError);
      expect((error as Error).message).not.toContain('pässword');
    }
  }), { numRuns: 500 });
});
