import { ACCESS_MAPPING_MAX_BYTES } from '../../../../../lib/contract/access-mapping-limits';
import type { JobDocument } from '../../../../../lib/contract/job';
import schema from '../../../../../lib/contract/job.schema.json';
import { excerpt, printable, type DocumentFault } from '../../documents/document-error';
import { DocumentForm } from '../../documents/document-form';
import type { Job, ParameterSchema } from './job';
import { compileSchema } from './schema-compiler';
import { unsafeText } from './unsafe-text';

const FORM = new DocumentForm<JobDocument>({ title: 'job', schema, maxBytes: ACCESS_MAPPING_MAX_BYTES, mendSize: 'shorten its descriptions' });

/** Names that a job may have: also what an access mapping may grant. */
export const JOB_NAME = new RegExp(schema.$defs.name.pattern, 'u');

/**
 * Reads one job's document. It is valid as a whole or not at all.
 *
 * @param name of the job
 * @param text JSON, at most 8192 bytes of UTF-8
 * @throws DocumentError
 */
export function parseJob(name: string, text: string): Job {
  if (!JOB_NAME.test(name)) FORM.refuse(name, { path: '', got: `the name ${excerpt(name)}`, expected: schema.$defs.name.description, mend: 'rename it' });
  const document = FORM.read(name, text);
  const { properties = {}, required = [] } = (document.parameters ?? {}) as { properties?: Record<string, ParameterSchema>; required?: string[] };
  const parameters = Object.assign(Object.create(null), properties) as Record<string, ParameterSchema>;
  for (const parameter of required) {
    if (parameters[parameter] === undefined) {
      FORM.refuse(name, { path: '/parameters/required', got: excerpt(parameter), expected: 'names of its parameters only', mend: 'describe it under properties, or remove it' });
    }
  }
  for (const [parameter, described] of Object.entries(parameters)) {
    const fault = parameterFault(described, `/parameters/properties/${parameter}`);
    if (fault !== undefined) FORM.refuse(name, fault);
  }
  return deepFreeze({
    name,
    description: document.description,
    category: document.category,
    family: document.family,
    parameters,
    required: [...required],
    reasonRequired: document.reasonRequired ?? false,
    maxConcurrentRuns: document.maxConcurrentRuns ?? 1,
    taskRole: document.taskRole,
    logGroup: document.logGroup,
  });
}

/** What the schema of documents can't say: that a parameter's own schema holds together. */
function parameterFault(parameter: ParameterSchema, path: string): DocumentFault | undefined {
  try {
    const errors = compileSchema(parameter);
    if (parameter.default === undefined) return undefined;
    if (errors(parameter.default).length === 0 && unsafeText(parameter.default) === undefined) return undefined;
    return { path: `${path}/default`, got: excerpt(parameter.default), expected: 'a value that the parameter itself takes', mend: 'mend the default, or the limits' };
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error)).slice(0, 200);
    return { path, got: excerpt(parameter), expected: 'a JSON Schema (draft 2020-12)', mend: `mend the schema, which doesn't compile: ${reason}` };
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
