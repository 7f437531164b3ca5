import Ajv2020, { type Options } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { ACCESS_MAPPING_LIMIT_LEVELS as MAX_DEPTH } from '../../../../lib/contract/access-mapping-limits';
import { excerpt, printable, type DocumentFault } from '../documents/document-error';

// Strict: an unknown keyword, such as a mistyped "maxLenght", would otherwise be a limit that isn't there.
const options: Options = { strict: true, strictTypes: false, strictTuples: false, strictRequired: false, logger: false };
const metaSchema = addFormats(new Ajv2020(options));

/** Used once: ajv keeps whatever it compiled, also what is removed from it, while documents come and go. */
function newCompiler(): Ajv2020 {
  return addFormats(new Ajv2020({ ...options, meta: false, validateSchema: false }));
}

/**
 * What is wrong with the limits of a run grant; undefined where nothing is.
 * Each must compile as JSON Schema (2020-12) by itself, without references to anything else.
 *
 * @param limits schemas by parameter name
 * @param path of the limits in the document
 */
export function parameterLimitsFault(limits: Readonly<Record<string, unknown>>, path: string): DocumentFault | undefined {
  const entries = Object.entries(limits);
  if (entries.length === 0) return undefined;
  const compiler = newCompiler();
  for (const [name, schema] of entries) {
    const at = `${path}/${name}`;
    const fault = unboundedFault(schema, at, 0) ?? compileFault(compiler, schema as object, at);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function unboundedFault(value: unknown, path: string, depth: number): DocumentFault | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { path, got: 'a number too large for JavaScript', expected: 'a finite number', mend: 'write a smaller number' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) {
    return { path, got: `more than ${MAX_DEPTH} levels`, expected: `at most ${MAX_DEPTH} levels in one parameter's schema`, mend: 'write a flatter schema' };
  }
  for (const [key, member] of Object.entries(value)) {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (key.startsWith('$')) {
      return { path: at, got: excerpt(key), expected: 'no keyword that starts with $, since each limit stands for itself', mend: 'write out what it refers to, or remove it' };
    }
    const fault = unboundedFault(member, at, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function compileFault(compiler: Ajv2020, schema: object, path: string): DocumentFault | undefined {
  try {
    if (metaSchema.validateSchema(schema) !== true) throw new Error(`schema is invalid: ${metaSchema.errorsText()}`);
    compiler.compile(schema);
    return undefined;
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error)).slice(0, 200);
    return { path, got: excerpt(schema), expected: 'a JSON Schema (draft 2020-12)', mend: `mend the schema, which doesn't compile: ${reason}` };
  }
}
