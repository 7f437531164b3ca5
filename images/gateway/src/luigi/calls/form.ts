import { Problem } from '../../problem';

/** Visible ASCII: all that a query or a form may be made of. */
const PLAIN = /^[\x21-\x7e]*$/;

/**
 * The fields of a query or an urlencoded form, undecoded. A field's name must be one of those expected, letter for letter:
 * names are compared as they were sent, so `%64ata`, `Data` and `data[]` are not `data`.
 *
 * @throws Problem 400 `malformed-encoding`, `unknown-field`, `doubled-data`
 */
export function fieldsOf(raw: string, expected: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (!PLAIN.test(raw)) throw malformed();
  for (const pair of raw === '' ? [] : raw.split('&')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (!expected.includes(name)) {
      throw new Problem(400, 'unknown-field', `got a field that is not expected, expected only ${expected.filter((field) => field !== '_').join(', ')}, spelt plainly`);
    }
    if (fields.has(name)) throw new Problem(400, 'doubled-data', 'got the same field more than once, expected it once; send one of them');
    fields.set(name, equals < 0 ? '' : pair.slice(equals + 1));
  }
  return fields;
}

/**
 * A field's value, decoded strictly: sound percent-encoding of sound UTF-8. Empty where the field is absent.
 * @throws Problem 400 `malformed-encoding`
 */
export function decodeField(value: string | undefined): string {
  try {
    return decodeURIComponent((value ?? '').replaceAll('+', ' '));
  } catch {
    throw malformed();
  }
}

function malformed(): Problem {
  return new Problem(400, 'malformed-encoding', 'got bytes that are not percent-encoded UTF-8; encode the data as a form does');
}
