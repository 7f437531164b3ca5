import type { RunGrant } from '../../../../lib/contract/access-mapping';
import type { Access } from '../access/access';
import type { Job } from './job';
import { compileSchema, type Validator } from './schema-compiler';

/** One grant by which a caller may run a job. */
export interface HeldGrant {
  /** Name of the mapping that gives it. */
  readonly mapping: string;
  /** By parameter: what limits it beside the job's own schema, as JSON Schema and compiled. */
  readonly limits: ReadonlyMap<string, Limit>;
}

/** A limit on one parameter. */
export interface Limit {
  readonly schema: unknown;
  readonly validate: Validator;
}

/** Grants are values that stay while their mapping does. */
const compiled = new WeakMap<RunGrant, ReadonlyMap<string, Limit>>();

/** Both are values, held for as long as documents stay as they are: what one grants on the other is looked for once. */
const found = new WeakMap<Access, WeakMap<object, readonly HeldGrant[]>>();
const NONE: readonly HeldGrant[] = Object.freeze([]);

/**
 * The grants by which the caller may run the job, by the mappings' names. Empty: they may not.
 * A grant that limits a parameter which the job doesn't have is none: whoever wrote it meant to limit something.
 */
export function grantsFor(access: Access, job: Pick<Job, 'name' | 'category' | 'parameters'>): readonly HeldGrant[] {
  const byJob = found.get(access) ?? new WeakMap<object, readonly HeldGrant[]>();
  found.set(access, byJob);
  const known = byJob.get(job);
  if (known !== undefined) return known;
  const held = look(access, job);
  byJob.set(job, held.length === 0 ? NONE : Object.freeze(held));
  return held;
}

function look(access: Access, job: Pick<Job, 'name' | 'category' | 'parameters'>): HeldGrant[] {
  const held: HeldGrant[] = [];
  for (const { mapping } of access.applied) {
    for (const grant of mapping.run) {
      if (grant.job !== job.name && (grant.category === undefined || grant.category !== job.category)) continue;
      if (Object.keys(grant.parameters ?? {}).every((name) => job.parameters[name] !== undefined)) {
        held.push({ mapping: mapping.name, limits: limitsOf(grant) });
      }
    }
  }
  return held;
}

function limitsOf(grant: RunGrant): ReadonlyMap<string, Limit> {
  const known = compiled.get(grant);
  if (known !== undefined) return known;
  const limits = new Map(Object.entries(grant.parameters ?? {}).map(([name, schema]) =>
    [name, { schema, validate: compiledWhenAsked(typeof schema === 'boolean' ? (schema ? {} : { not: {} }) : schema as object) }]));
  compiled.set(grant, limits);
  return limits;
}

/** Who lists jobs asks for the limits of none: compiling hundreds would keep everybody waiting. */
function compiledWhenAsked(schema: object): Validator {
  let validate: Validator | undefined;
  return (value) => (validate ??= compileSchema(schema))(value);
}
