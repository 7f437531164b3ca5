import fc from 'fast-check';
import { BasicAuthenticator } from '../../../../../images/gateway/src/identity/basic/basic-authenticator';
import { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import { requestHead } from '../../../../support/load-balancer-claims';

const current = 'etl:correct-horse:battery';
const previous = 'etl-old:staple-staple-staple';
const workers = new BasicAuthenticator([current, previous]);

const basic = (credential: string) => `Basic ${Buffer.from(credential).toString('base64')}`;
const verdict = (...values: string[]) => workers.authenticate(requestHead(values.map((value) => ['authorization', value] as const)))
  .then((caller) => caller.principal, (error: IdentityError) => `${error.status} ${error.code}`);

describe('a worker', () => {
  test('signs in with the current credential', async () => {
    expect(await workers.authenticate(requestHead({ authorization: basic(current) }))).toEqual({
      kind: 'worker', principal: 'worker:etl', displayName: 'etl', groups: [], principals: [], session: 'basic', expiresAt: 253_402_300_799,
    });
  });

  test('signs in with the previous credential while it is being replaced', async () => {
    expect(await verdict(basic(previous))).toBe('worker:etl-old');
  });

  test('may spell the scheme in any case', async () => {
    expect(await verdict(basic(current).replace('Basic', 'bASIC'))).toBe('worker:etl');
  });

  test.each([
    ['another password', [basic('etl:wrong')], '401 worker-credential'],
    ['the password of another user', [basic('etl:staple-staple-staple')], '401 worker-credential'],
    ['no password', [basic('etl:')], '401 worker-credential'],
    ['a part of the password', [basic(current.slice(0, -1))], '401 worker-credential'],
    ['more than the password', [basic(`${current}x`)], '401 worker-credential'],
    ['another case', [basic(current.toUpperCase())], '401 worker-credential'],
    ['no colon', [basic('etl')], '400 worker-credential-malformed'],
    ['nothing', ['Basic'], '400 worker-credential-malformed'],
    ['nothing after a blank', ['Basic '], '400 worker-credential-malformed'],
    ['no base64', ['Basic etl:correct-horse:battery'], '400 worker-credential-malformed'],
    ['base64url', [`Basic ${Buffer.from('\xff\xfe\xfa:\xff\xff', 'latin1').toString('base64url')}`], '400 worker-credential-malformed'],
    ['base64 that is cut off', [basic(current).slice(0, -1)], '400 worker-credential-malformed'],
    ['something behind it', [`${basic(current)} x`], '400 worker-credential-malformed'],
    ['two credentials in one header', [`${basic(current)}, ${basic(current)}`], '400 worker-credential-malformed'],
    ['a very long credential', [basic('x'.repeat(5000))], '400 worker-credential-malformed'],
    ['the same header twice', [basic(current), basic(current)], '400 authorization-doubled'],
    ['a second Authorization', [basic(current), 'Bearer x'], '400 authorization-doubled'],
  ])('who sends %s gets %j', async (_what, values, expected) => {
    expect(await verdict(...values)).toBe(expected);
  });

  test('who is refused is told how to sign in, and nothing of what was sent', async () => {
    const error = await workers.authenticate(requestHead({ authorization: basic('eve:guess-guess') })).catch((each: unknown) => each) as IdentityError;
    expect(error.extensions.headers).toEqual({ 'www-authenticate': 'Basic realm="luigi workers", charset="UTF-8"' });
    expect(JSON.stringify([error.message, String(error.cause)])).not.toMatch(/eve|guess/);
  });

  test('never signs in with anything else, and garbage gets an IdentityError', async () => {
    const garbage = fc.oneof(fc.string({ unit: 'binary' }), fc.string().map(basic), fc.base64String().map((text) => `Basic ${text}`));
    await fc.assert(fc.asyncProperty(garbage, async (value) => {
      await expect(workers.authenticate(requestHead({ authorization: value }))).rejects.toBeInstanceOf(IdentityError);
    }), { numRuns: 300 });
  });

  test.each([[{ authorization: 'Bearer x' }, false], [{}, false], [{ authorization: 'Basicx y' }, false], [{ Authorization: 'basic' }, true]])(
    'is recognised by Authorization: Basic: %j is %j', (headers, expected) => {
      expect(workers.recognises(requestHead(headers as Record<string, string>))).toBe(expected);
    });
});

describe('a worker credential', () => {
  test.each(['etl', 'etl:short', ':no-user-at-all-here', 'e t l:0123456789abcdef', 'etl:0123456789abcdef\n', `etl:${'x'.repeat(257)}`])(
    '%j stops the gateway with one line that does not show it', (credential) => {
      const line = (variable: string) => `${variable} is set, but not as expected (its value is not shown): `
        + 'expected user:password, the password 16 to 256 printable ASCII characters';
      expect(() => new BasicAuthenticator([credential])).toThrow(line('GATEWAY_WORKER_CREDENTIAL'));
      expect(() => new BasicAuthenticator([current, credential])).toThrow(line('GATEWAY_WORKER_CREDENTIAL_PREVIOUS'));
    });

  test.each([[[]], [[current, previous, current]]])('is one, or two while it is being replaced: not %#', (credentials) => {
    expect(() => new BasicAuthenticator(credentials)).toThrow(`got ${credentials.length} credentials`);
  });
});
