import { number, shown, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { Reference, Text, Unknown, type Value } from '../../../../cloudformation/value';
import { COMPLIANT, unresolved } from '../../verdict';
import { isSecretReference, masksParameter } from './plain-secret';
import { isHarmless, looksSecret, namesSecret } from './secret-names';

/** Attributes of other resources that are secrets; an output of another stack says by its name only what it is about. */
const SECRET_ATTRIBUTE = /^(?!Outputs\.).*(secret|password|secretaccesskey|authtoken)$/i;

/** What secrets of databases hold besides the password. */
const NOT_SECRET_FIELD = /:SecretString:(username|user|host|hostname|port|dbname|database|engine|dbInstanceIdentifier|dbClusterIdentifier)(:|\}\})/;

/** Whether a variable of an environment holds a secret in the open. @param where what it is a variable of */
export function checkVariable(name: Value | undefined, value: Value | undefined, resource: Resource, where = ''): readonly string[] {
  const finding = `${where}${shown(name)}`;
  if (holdsSecret(value, resource)) return [finding];
  const known = text(name);
  if (known === undefined) return value instanceof Reference || isHarmless(text(value) ?? 'x') ? COMPLIANT : unresolved(finding);
  if (!namesSecret(known) || isCount(known, value)) return COMPLIANT;
  return valueOf(value, finding);
}

/** Whether the value of a variable whose name says that it is a secret may be one. */
function valueOf(value: Value | undefined, finding: string): readonly string[] {
  // The name or ARN of something.
  if (value instanceof Reference) return COMPLIANT;
  if (value instanceof Text) return isHarmless(shown(value).replace(/\$\{[^}]*\}/g, 'x')) || value.parts.some((part) => part instanceof Reference) ? COMPLIANT : [finding];
  if (value instanceof Unknown) return unresolved(finding);
  return isHarmless(shown(value)) ? COMPLIANT : [finding];
}

/** Such as how many tokens a text may have. */
function isCount(name: string, value: Value | undefined): boolean {
  return /token/i.test(name) && !/pass|pwd|secret/i.test(name) && number(value) !== undefined;
}

/** Whether a value is a secret whatever it is called: fetched from where secrets are kept, masked, an attribute, or by its looks. */
function holdsSecret(value: Value | undefined, resource: Resource): boolean {
  const parts = value instanceof Text ? value.parts : [value];
  return isSecretReference(value) && !NOT_SECRET_FIELD.test(shown(value)) || masksParameter(value, resource)
    || parts.some((part) => part instanceof Reference && SECRET_ATTRIBUTE.test(part.attribute ?? ''))
    || looksSecret(shown(value));
}
