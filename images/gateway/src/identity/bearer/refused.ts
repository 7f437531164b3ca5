import { IDENTITY_REASONS, IdentityError, type IdentityCode, type IdentityReason } from '../errors';

/** How to sign in where nothing was sent: for the WWW-Authenticate header. */
export const BEARER_CHALLENGE = 'Bearer realm="luigi"';

/** Why a bearer token, or the header that it came in, is refused. */
export type BearerCode = Extract<IdentityCode, `token-${string}`> | 'authorization-doubled';

/**
 * A refusal that says by its challenge what kind it is; nothing of the token is in it.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function refused(code: BearerCode, cause?: unknown): IdentityError {
  const { status }: IdentityReason = IDENTITY_REASONS[code];
  if (status === 503) return new IdentityError(code, { cause, retryAfterSeconds: 1 });
  return new IdentityError(code, { cause, challenge: `${BEARER_CHALLENGE}, error="${status === 400 ? 'invalid_request' : 'invalid_token'}"` });
}
