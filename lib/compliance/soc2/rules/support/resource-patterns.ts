import { isAbsent, text } from '../../../../cloudformation/read';
import type { Template } from '../../../../cloudformation/template';
import { Reference, Text, Unknown, type Value } from '../../../../cloudformation/value';

/** Services whose ARNs begin with a name where others have the kind of thing. */
const NAME_FIRST = ['s3', 'execute-api', 'sns', 'sqs', 'codecommit', 'cassandra'];

/**
 * Whether a resource of a statement means all resources of a kind or more: `*`, `arn:aws:s3:::*`, `table/*`. All that lies in one named
 * thing, such as `arn:aws:s3:::bucket/*`, isn't that. `undefined` where nothing of it is known.
 */
export function isEverything(value: Value): boolean | undefined {
  const pattern = patternOf(value);
  if (pattern === undefined) return undefined;
  if (/^[*?]+$/.test(pattern)) return true;
  const [, , service = '', , , ...rest] = pattern.split(':');
  if (!pattern.startsWith('arn:') || rest.length === 0) return false;
  const name = NAME_FIRST.includes(service) ? rest.join(':') : rest.join(':').replace(/^\/?[a-zA-Z-]+[/:]/, '');
  return /[*]/.test(name) && /^[*?/:]+$/.test(name);
}

/**
 * Whether a resource of a statement means more than one: it has a wildcard in its name. `undefined` where what is handed in may bring one.
 * @param pattern what of the resource is looked at
 */
export function hasWildcard(value: Value, template: Template, pattern: (whole: string) => string = (whole) => whole): boolean | undefined {
  const known = patternOf(value);
  if (known === undefined) return value instanceof Unknown && !mayBringWildcard(value, template) ? false : undefined;
  if (/[*?]/.test(pattern(known))) return true;
  return value instanceof Text && value.parts.some((part) => part instanceof Unknown && mayBringWildcard(part, template)) ? undefined : false;
}

/** A text with a mark for each part that isn't known; a reference to a resource is such a part too. */
function patternOf(value: Value): string | undefined {
  if (value instanceof Reference) return MARK;
  if (value instanceof Text) return value.parts.map((part) => typeof part === 'string' ? part : MARK).join('');
  return isAbsent(value) ? undefined : text(value);
}

const MARK = 'X';

/** What is computed from names of the app and of the account has no wildcard; what a parameter or an import hands in may. */
function mayBringWildcard({ shown }: Unknown, template: Template): boolean {
  if (shown.startsWith('AWS::')) return false;
  const parameters = template.raw.Parameters ?? {};
  const names = shown in parameters ? [shown] : [...shown.matchAll(/"Ref":"([^"]+)"/g)].map((match) => match[1] as string);
  return shown.includes('Fn::ImportValue') || names.some((name) => name in parameters && !/^(AWS::EC2::|AWS::Route53::|Number)/.test(String(parameters[name]?.Type)));
}
