import type { RunGrant } from '../../../../../lib/contract/access-mapping';
import type { Access } from '../../access/access';
import type { Job } from '../description/job';
import { compileSchema, type Validator } from '../description/schema-compiler';

/** One grant by which a caller may run a job. */
export interface HeldGrant {
  /** Name of the mapping that gives it. */
  readonly mapping: string;
  /** As the mapping has it. */
  readonly grant: RunGrant;
  /** By parameter: what limits it beside the job's own schema, as JSON Schema and compiled. */
  readonly limits: ReadonlyMap<string, Limit>;
}

/** A limit on one parameter. */
export interface Limit {
  readonly schema: unknown;
  readonly validate: Validator;
}

/** What grants are looked at for. */
export type GrantableJob = Pick<Job, 'name' | 'category' | 'parameters'>;

/** Why a grant is not for a job: it names another job, or another category, or limits a parameter that the job doesn't have. */
export interface ScopeFault {
  readonly condition: 'job' | 'category' | 'parameter';
  /** The parameter. @default - it is for another job or category */
  readonly parameter?: string;
}

/** Grants are values that stay while their mapping does. */
const compiled = new WeakMap<RunGrant, ReadonlyMap<string, Limit>>();

/** Both are values, held for as long as documents stay as they are: what one grants on the other is looked for once. */
const found = new WeakMap<Access, WeakMap<object, readonly HeldGrant[]>>();
const NONE: readonly HeldGrant[] = Object.freeze([]);

/** The grants by which the caller may run the job, by the mappings' names. Empty: they may not. */
export function grantsFor(access: Access, job: GrantableJob): readonly HeldGrant[] {
  const byJob = found.get(access) ?? new WeakMap<object, readonly HeldGrant[]>();
  found.set(access, byJob);
  const known = byJob.get(job);
  if (known !== undefined) return known;
  const held = access.applied.flatMap(({ mapping }) =>
    mapping.run.filter((grant) => scopeFault(grant, job) === undefined).map((grant) => heldGrant(mapping.name, grant)));
  byJob.set(job, held.length === 0 ? NONE : Object.freeze(held));
  return held;
}

/**
 * Why the grant is not for the job; undefined where it is.
 * A grant that limits a parameter which the job doesn't have is none: whoever wrote it meant to limit something.
 */
export function scopeFault(grant: RunGrant, job: GrantableJob): ScopeFault | undefined {
  if (grant.job !== job.name && (grant.category === undefined || grant.category !== job.category)) {
    return { condition: grant.category === undefined ? 'job' : 'category' };
  }
  const parameter = Object.keys(grant.parameters ?? {}).find((name) => job.parameters[name] === undefined);
  return parameter === undefined ? undefined : { condition: 'parameter', parameter };
}

/** A grant of a mapping's, ready to be held against values. */
export function heldGrant(mapping: string, grant: RunGrant): HeldGrant {
  return { mapping, grant, limits: limitsOf(grant) };
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
