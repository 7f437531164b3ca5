import { IdentityError } from '../errors';
import { isName } from '../names';

/** Where groups come from. */
export type GroupsSource = 'claim' | 'cognito-access-token' | 'saml-attribute';

/** Groups of one person at most. */
const MAX_GROUPS = 500;

/**
 * Groups that a claim holds: an array of names, or one name.
 * @returns sorted, without doubles; none where the claim is absent, null or empty
 * @throws IdentityError `groups-malformed`, `groups-too-many`
 */
export function groupsOfClaim(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  return checked(Array.isArray(value) ? value : [value]);
}

/** A value as an HTML form encodes it: what is not here stands as %XX, a space as +. */
const FORM_ENCODED = /^(?:[A-Za-z0-9.*_+-]|%[0-9A-Fa-f]{2})+$/;

/**
 * Groups that a SAML attribute holds, as Cognito hands it on: the string `[a, b]`, or `a` for just one.
 *
 * Of several values, Cognito encodes each as an HTML form does (`Data Engineers` comes as `Data+Engineers`, a comma as `%2C`),
 * by its documentation: a list in which all looks so is decoded. Any other character shows that nothing was encoded; then a
 * name with a comma or a bracket can't be told from several names, and is refused where it shows. In `[x y, admins]` it
 * doesn't show: let nobody else name groups in a provider whose groups grant something here.
 *
 * @returns sorted, without doubles; none where the attribute is absent or empty
 * @throws IdentityError `groups-malformed`, `groups-too-many`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
 */
export function groupsOfSamlAttribute(value: unknown): readonly string[] {
  if (value === undefined || value === null || value === '' || value === '[]') return [];
  if (typeof value !== 'string') throw new IdentityError('groups-malformed');
  if (!value.startsWith('[') || !value.endsWith(']')) return checked([literal(value)]);
  const values = value.slice(1, -1).split(', ', MAX_GROUPS + 1);
  return checked(values.map(values.every((each) => FORM_ENCODED.test(each)) ? formDecoded : literal));
}

function literal(name: string): string {
  if (/[[\],]|^\s|\s$/.test(name)) throw new IdentityError('groups-malformed');
  return name;
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new IdentityError('groups-malformed', { cause });
  }
}

function checked(names: readonly unknown[]): readonly string[] {
  if (names.length > MAX_GROUPS) throw new IdentityError('groups-too-many');
  if (!names.every(isName)) throw new IdentityError('groups-malformed');
  return Object.freeze([...new Set(names)].sort());
}
