import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { DATE_INTERVAL_FORM } from '../../../../../lib/contract/date-interval';
import { BoundedPattern } from './bounded-pattern';

const INTERVAL = new RegExp(`^(?:${DATE_INTERVAL_FORM})$`);

/** Says what is wrong with a value; nothing where it is well. */
export type Validator = (value: unknown) => readonly ErrorObject[];

/** Compiles a schema that has been found sound. Each has a compiler of its own, which goes when the schema does. */
export function compileSchema(schema: object): Validator {
  const compiler = addFormats(new Ajv2020({
    strict: true, strictTypes: false, strictTuples: false, strictRequired: false, allErrors: true, verbose: true, ownProperties: true, logger: false,
    meta: false, validateSchema: false, code: { regExp: boundedPattern },
  }));
  compiler.addFormat('luigi-date-interval', INTERVAL);
  const validate = compiler.compile(schema);
  return (value) => (validate(value) ? [] : [...validate.errors ?? []]);
}

/** As ajv asks for it: the code would stand in a validator that is written to a file. */
const boundedPattern = Object.assign((pattern: string, flags: string) => new BoundedPattern(pattern, flags), { code: 'boundedPattern' });
