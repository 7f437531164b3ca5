import { Token } from 'aws-cdk-lib';

/** What stands for a part that is known at deployment only. */
const ANY = '\u0000';
/** Whatever tokens become: a star is at the end, behind a slash. */
const LETTERS = /^[A-Za-z0-9_+=,.@:/\u0000-]*(?:\/\*)?$/;
/** A part of a path that is empty, or could be read as a way up. */
const ODD_PART = /\/(?:\.{1,2})?(?:\/|$)/;
const FIELDS = [/^arn$/, /^[a-z0-9-]+$/, /^iam$/, /^$/, /^[0-9]{12}$/, /^role\/./];

/**
 * Whether it is a role's ARN by a rule, as far as can be told while parts of it are tokens.
 * @param arn of a role, or of all below a path
 * @param isRole the gateway's own rule
 */
export function mayBeRole(arn: string, isRole: (arn: string) => boolean): boolean {
  if (!Token.isUnresolved(arn)) return isRole(arn);
  const known = arn.replace(/\$\{Token\[[^\]]*\]\}/g, ANY);
  if (!LETTERS.test(known) || ODD_PART.test(known)) return false;
  const fields = known.split(':');
  // A token at the beginning may hold any number of fields.
  if (fields[0]!.includes(ANY)) return true;
  return fields.length === FIELDS.length && fields.every((field, index) => field.includes(ANY) || FIELDS[index]!.test(field));
}
