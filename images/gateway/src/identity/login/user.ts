import { member } from '../../json/json-object';
import { IdentityError } from '../errors';
import { isName } from '../names';

/**
 * The name that `user:` principals are made of, from verified claims. Compared letter by letter: mappings must spell it so.
 * @param userClaim GATEWAY_USER_CLAIM. `email` counts only with email_verified: anyone can claim an address
 * @throws IdentityError `user-claim-missing`, `user-claim-malformed`, `user-email-unverified`
 */
export function userOf(claims: Readonly<Record<string, unknown>>, userClaim: string): string {
  const value = member(claims, userClaim);
  if (value === undefined || value === null || value === '') throw new IdentityError('user-claim-missing');
  if (!isName(value)) throw new IdentityError('user-claim-malformed');
  if (userClaim === 'email') {
    // Cognito writes it as a string.
    const verified = member(claims, 'email_verified');
    if (verified !== true && verified !== 'true') throw new IdentityError('user-email-unverified');
  }
  return value;
}

/** A name for people to read, which proves nothing: people may choose it themselves. */
export function displayNameOf(claims: Readonly<Record<string, unknown>>, user: string): string {
  return ['name', 'email', 'preferred_username'].map((name) => member(claims, name)).find(isName) ?? user;
}
