import { text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { Reference, Text, Unknown, type Value } from '../../../../cloudformation/value';
import { COMPLIANT, unresolved } from '../../verdict';
import { readFlag } from './look';

const SECRET_REFERENCE = /\{\{resolve:(secretsmanager|ssm-secure):/;

/** Whether a value is fetched from where secrets are kept, when it is deployed. */
export function isSecretReference(value: Value | undefined): boolean {
  return parts(value).some((part) => typeof part === 'string' && SECRET_REFERENCE.test(part));
}

/** The parameters of its template that a value is made of, and that CloudFormation keeps to itself. */
export function masksParameter(value: Value | undefined, { template }: Resource): boolean {
  return parts(value).some((part) => part instanceof Unknown && isMasked(template.raw.Parameters?.[part.shown]));
}

function isMasked(parameter: unknown): boolean {
  return readFlag((parameter as { readonly NoEcho?: Value } | undefined)?.NoEcho) === true;
}

function parts(value: Value | undefined): readonly (Value | undefined)[] {
  return value instanceof Text ? value.parts : [value];
}

/**
 * Whether a secret is where it can be read: in the template, in a plain parameter of Systems Manager, or in a parameter of the stack that
 * is shown to all who may describe it.
 * @param path how to name it
 */
export function checkSecret(value: Value | undefined, path: string, resource: Resource): readonly string[] {
  if (isSecretReference(value)) return COMPLIANT;
  // Another resource's attribute: nothing of it stands in the template.
  if (parts(value).some((part) => part instanceof Reference)) return COMPLIANT;
  if (masksParameter(value, resource)) return unresolved(path);
  if (typeof value === 'string' || text(value) !== undefined) return value === '' ? COMPLIANT : [path];
  return value instanceof Unknown && resource.template.raw.Parameters?.[value.shown] !== undefined ? [path] : unresolved(path);
}
