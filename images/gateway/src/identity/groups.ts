import { IdentityError } from './errors';
import { isName } from './names';

/** Groups of one person at most. */
export const MAX_GROUPS = 500;

/**
 * Groups that a claim holds: an array of names, or one name.
 * @returns sorted, without doubles; none where the claim is absent, null or empty
 * @throws IdentityError `groups-malformed`, `groups-too-many`
 */
export function groupsOfClaim(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  return checked(Array.isArray(value) ? value : [value]);
}

/**
 * Groups that a SAML attribute holds, as Cognito hands it on: the string `[a, b]`, or `a` for just one.
 *
 * Cognito escapes nothing, so a name with a comma or a bracket can't be told from several names: it is refused where it
 * shows. In `[x, admins]` it doesn't show: let nobody else name groups in a provider whose groups grant something here.
 *
 * @returns sorted, without doubles; none where the attribute is absent or empty
 * @throws IdentityError `groups-malformed`, `groups-too-many`
 */
export function groupsOfSamlAttribute(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === '' || value === '[]') return [];
  if (typeof value !== 'string') throw new IdentityError('groups-malformed');
  const bracketed = value.startsWith('[') && value.endsWith(']');
  const names = bracketed ? value.slice(1, -1).split(', ', MAX_GROUPS + 1) : [value];
  if (names.some((name) => /[[\],]|^\s|\s$/.test(name))) throw new IdentityError('groups-malformed');
  return checked(names);
}

function checked(names: readonly unknown[]): readonly string[] {
  if (names.length > MAX_GROUPS) throw new IdentityError('groups-too-many');
  if (!names.every(isName)) throw new IdentityError('groups-malformed');
  return Object.freeze([...new Set(names)].sort());
}
