import type { ErrorObject } from 'ajv';
import { excerpt, type DocumentFault } from './document-error';

/**
 * Says in an operator's words what ajv found.
 * @param errors of one validation, made with `verbose` and `allErrors`
 */
export function schemaFault(errors: readonly ErrorObject[]): DocumentFault {
  // What a oneOf's branches missed is said better by the oneOf itself.
  const telling = errors.filter(({ schemaPath }) => !schemaPath.includes('/oneOf/'));
  const [error] = telling;
  if (error === undefined) throw new RangeError('got no error, expected at least one');
  const fault = faultOf(error);
  const others = new Set(telling.map(({ instancePath }) => instancePath)).size - 1;
  return others === 0 ? fault : { ...fault, mend: `${fault.mend}; ${others} other ${others === 1 ? 'place is' : 'places are'} wrong too` };
}

function faultOf(error: ErrorObject): DocumentFault {
  const { instancePath: path, keyword, data } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  const description = (error.parentSchema as { description?: string } | undefined)?.description;
  const got = excerpt(data);
  switch (keyword) {
    case 'required':
      return { path, got: `no member ${excerpt(params.missingProperty)}`, expected: 'it to be there', mend: 'add it' };
    case 'additionalProperties': {
      const members = Object.keys((error.parentSchema as { properties?: object }).properties ?? {}).filter((member) => !member.startsWith('$'));
      return { path, got: `a member ${excerpt(params.additionalProperty)}`, expected: `no other members than ${members.join(', ')}`, mend: 'remove it, or mend its name' };
    }
    case 'propertyNames':
      return { path, got: `a member ${excerpt(params.propertyName)}`, expected: 'the name of a parameter', mend: 'mend its name' };
    case 'oneOf':
      return { path, got, expected: 'exactly one of job and category', mend: 'give one of them' };
    case 'const':
      return { path, got, expected: excerpt(params.allowedValue), mend: 'write it so' };
    case 'enum':
      return { path, got, expected: `one of ${(params.allowedValues as readonly unknown[]).map((value) => excerpt(value)).join(', ')}`, mend: 'write it so' };
    case 'type':
      return { path, got, expected: `a value of type ${String(params.type)}`, mend: 'write it as that type' };
    case 'uniqueItems':
      return { path, got: `items ${String(params.j)} and ${String(params.i)} alike`, expected: 'each item once', mend: 'remove one of them' };
    case 'minItems':
    case 'minProperties':
      return { path, got: 'an empty one', expected: `at least ${String(params.limit)} in it`, mend: 'fill it, or remove it' };
    case 'maxItems':
    case 'maxProperties':
      return { path, got: 'more', expected: `at most ${String(params.limit)} in it`, mend: 'spread it over several documents' };
    case 'maxLength':
      return { path, got, expected: `at most ${String(params.limit)} characters`, mend: 'shorten it' };
    default:
      return { path, got, expected: description ?? error.message ?? 'what the schema says', mend: 'write it so' };
  }
}
