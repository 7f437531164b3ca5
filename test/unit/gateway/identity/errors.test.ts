import { IDENTITY_REASONS, IdentityError, type IdentityCode } from '../../../../images/gateway/src/identity/errors';
import { Problem } from '../../../../images/gateway/src/problem';

describe('reason codes of refused identities', () => {
  test('stay the same: the decision log and saved queries depend on them', () => {
    expect(Object.entries(IDENTITY_REASONS).map(([code, { status }]) => `${status} ${code}`)).toEqual([
      '401 no-identity', '400 identity-ambiguous', '400 identity-header-doubled',
      '400 claims-malformed', '401 claims-algorithm', '401 claims-key-id', '401 claims-signer', '401 claims-issuer', '401 claims-client',
      '401 claims-no-expiry', '401 claims-expired', '401 claims-not-yet-valid', '401 claims-key-unknown', '503 claims-keys-unavailable',
      '401 claims-signature', '401 claims-subject',
      '401 access-token-missing', '400 access-token-malformed', '401 access-token-algorithm', '401 access-token-issuer',
      '401 access-token-client', '401 access-token-use', '401 access-token-no-expiry', '401 access-token-expired',
      '401 access-token-not-yet-valid', '401 access-token-key-unknown', '503 access-token-keys-unavailable', '401 access-token-signature',
      '401 access-token-subject',
      '401 user-claim-missing', '401 user-claim-malformed', '401 user-email-unverified', '401 groups-malformed', '401 groups-too-many',
      '400 authorization-doubled', '400 worker-credential-malformed', '401 worker-credential',
      '400 role-token-malformed', '401 role-token-endpoint', '401 role-token-expired', '401 role-token-not-yet-valid', '401 role-token-refused',
      '401 role-token-not-a-role', '401 role-not-of-job', '503 identity-unavailable',
      '400 token-malformed', '401 token-issuer', '401 token-algorithm', '401 token-no-expiry', '401 token-expired', '401 token-not-yet-valid',
      '401 token-lifetime', '401 token-key-unknown', '503 token-keys-unavailable', '401 token-signature', '401 token-audience', '401 token-client',
      '401 token-claim', '401 token-subject', '401 token-role',
    ]);
  });

  test.each(Object.keys(IDENTITY_REASONS) as IdentityCode[])('%s explains itself in one line of the house style', (code) => {
    const error = new IdentityError(code);
    expect(error).toBeInstanceOf(Problem);
    expect(error.code).toBe(code);
    expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(error.message).toMatch(/^[a-z][^\n]{20,200}[^.\n]$/);
  });
});
