import type { Job, ParameterSchema } from '../description/job';
import type { HeldGrant } from './run-grants';

/** A JSON Schema (2020-12) of a job's parameters. */
export interface NarrowedSchema {
  readonly $schema: string;
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, object>>;
  /** Where several grants apply, one of these must hold too. @default - one grant, or one without limits */
  readonly anyOf?: readonly object[];
}

/**
 * The schema of a job's parameters, narrowed to what these grants allow: what it takes is what the judge takes.
 * For forms, values that no grant allows are left out of choices, and defaults that none allows are no defaults.
 */
export function narrowedSchema(job: Job, grants: readonly HeldGrant[]): NarrowedSchema {
  const branches = grants.some(({ limits }) => limits.size === 0) ? [] : grants.map((grant) => branchOf(job, grant));
  const properties = Object.create(null) as Record<string, object>;
  const required = new Set(job.required.filter((name) => job.parameters[name]?.default === undefined));
  for (const [name, schema] of Object.entries(job.parameters)) {
    properties[name] = branches.length === 0 ? schema : narrowed(schema, name, grants);
    if (branches.length > 0 && branches.every((branch) => branch.required.includes(name))) required.add(name);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', additionalProperties: false, required: [...required], properties,
    ...(branches.length === 0 ? {} : { anyOf: branches }),
  };
}

/** What one grant asks for. What it limits must be given, unless the default is within the limit. */
function branchOf(job: Job, { limits }: HeldGrant): { readonly required: readonly string[]; readonly properties: Readonly<Record<string, unknown>> } {
  return {
    required: [...limits].filter(([name, { validate }]) => {
      const value = job.parameters[name]?.default;
      return value === undefined || validate(value).length > 0;
    }).map(([name]) => name),
    properties: Object.fromEntries([...limits].map(([name, { schema }]) => [name, schema])),
  };
}

function narrowed(schema: ParameterSchema, name: string, grants: readonly HeldGrant[]): object {
  const allows = (value: unknown): boolean => grants.some(({ limits }) => (limits.get(name)?.validate(value) ?? []).length === 0);
  const { default: defaultValue, ...rest } = schema;
  return {
    ...rest,
    ...(schema.enum === undefined ? {} : { enum: schema.enum.filter(allows) }),
    ...(defaultValue !== undefined && allows(defaultValue) ? { default: defaultValue } : {}),
  };
}
