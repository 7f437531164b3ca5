import { explainAddress } from '../../access/question';
import { Problem } from '../../problem';
import type { Job, ParameterValues } from '../description/job';
import { compileSchema, type Validator } from '../description/schema-compiler';
import { unsafeText } from '../description/unsafe-text';
import type { ParameterValue } from '../runs/run';
import { expectation, fieldOf, type FieldError } from './field-errors';
import type { HeldGrant } from './run-grants';

/** A start that may be. */
export interface Verdict {
  /** As given, with the job's defaults for what was not. */
  readonly parameters: ParameterValues;
  /** The mapping that grants it: the first by name where several do. */
  readonly mapping: string;
}

/** What is found about a start, before anybody is told. */
export type Finding =
  | { readonly kind: 'allowed'; readonly parameters: ParameterValues; readonly grant: HeldGrant }
  /** The job itself doesn't take it, whoever asks. */
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  /** No grant allows it. The closest is the first of those with the fewest errors; undefined where there is none. */
  | { readonly kind: 'beyond'; readonly closest: HeldGrant | undefined; readonly errors: readonly FieldError[] };

const MAX_ERRORS = 50;
const validators = new WeakMap<object, Validator>();

/**
 * Judges whether a job may be started with these parameters: its own schema and at least one grant's limits must hold.
 * Limits are held against what runs, so also against defaults; what is limited must be given or have a default,
 * since nobody here knows what Luigi itself would take.
 *
 * @param grants not empty, else nobody would ask
 * @throws Problem 422 `invalid-parameters` or 403 `beyond-limits`, each with its fields
 */
export function judge(job: Job, grants: readonly HeldGrant[], given: Readonly<Record<string, unknown>>): Verdict {
  const finding = find(job, grants, given);
  switch (finding.kind) {
    case 'allowed': return { parameters: finding.parameters, mapping: finding.grant.mapping };
    case 'invalid':
      throw new Problem(422, 'invalid-parameters', 'the job does not take these parameters: mend the fields that are named', { errors: finding.errors });
    case 'beyond': throw beyondLimits('you may run this job, but not with these values: choose others for the fields that are named', job.name, given, finding.errors);
  }
}

/**
 * The judgement itself, for whoever decides by it and for whoever explains it.
 * @throws Problem 422 `invalid-parameters` where a pattern takes too long to be looked at
 */
export function find(job: Job, grants: readonly HeldGrant[], given: Readonly<Record<string, unknown>>): Finding {
  const { parameters, errors } = complete(job, given);
  if (errors.length > 0) return { kind: 'invalid', errors: errors.slice(0, MAX_ERRORS) };
  let closest: { readonly grant: HeldGrant; readonly errors: readonly FieldError[] } | undefined;
  for (const grant of grants) {
    const beyond = limitErrors(grant, parameters);
    if (beyond.length === 0) return { kind: 'allowed', parameters, grant };
    if (closest === undefined || beyond.length < closest.errors.length) closest = { grant, errors: beyond };
  }
  return { kind: 'beyond', closest: closest?.grant, errors: closest?.errors ?? [] };
}

/** Whether a run with these parameters, which were judged before, may also be stopped or gone on with by who holds these grants. */
export function mappingFor(grants: readonly HeldGrant[], parameters: ParameterValues): string | undefined {
  return grants.find((grant) => limitErrors(grant, parameters).length === 0)?.mapping;
}

/** 403 `beyond-limits`, to who may know of the job. */
export function beyondLimits(detail: string, job: string, parameters: Readonly<Record<string, unknown>>, errors?: readonly FieldError[]): Problem {
  return new Problem(403, 'beyond-limits', detail, { ...(errors === undefined ? {} : { errors }), explain: explainAddress({ action: 'run', job, parameters }) });
}

/** The parameters with defaults, in the document's order, and what is wrong with them by the job's own schema. */
function complete(
  job: Job, given: Readonly<Record<string, unknown>>,
): { readonly parameters: ParameterValues; readonly errors: readonly FieldError[] } {
  const parameters = Object.create(null) as Record<string, ParameterValue>;
  const errors: FieldError[] = [];
  for (const name of Object.keys(given)) {
    if (job.parameters[name] !== undefined) continue;
    const field = fieldOf(name);
    if (errors.length < MAX_ERRORS) errors.push({ field, message: field === 'parameters' ? 'got a name that no parameter has' : 'the job has no such parameter' });
  }
  for (const [name, schema] of Object.entries(job.parameters)) {
    const value = Object.hasOwn(given, name) ? given[name] : schema.default;
    if (value === undefined) {
      if (job.required.includes(name)) errors.push({ field: fieldOf(name), message: 'is missing, expected a value' });
      continue;
    }
    const fault = valueFault(schema, value);
    if (fault !== undefined) errors.push({ field: fieldOf(name), message: fault });
    // -0 is 0
    else parameters[name] = value === 0 ? 0 : value as ParameterValue;
  }
  return { parameters: Object.freeze(parameters), errors };
}

function valueFault(schema: object, value: unknown): string | undefined {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return 'expected a whole number below 2^53';
  const unsafe = typeof value === 'string' ? unsafeText(value) : undefined;
  if (unsafe !== undefined) return unsafe;
  let validate = validators.get(schema);
  if (validate === undefined) validators.set(schema, validate = compileSchema(schema));
  const [error] = validate(value);
  return error === undefined ? undefined : expectation(error);
}

function limitErrors(grant: HeldGrant, parameters: ParameterValues): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, { validate }] of grant.limits) {
    // A run from before has parameters with a prototype
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const [error] = value === undefined ? [undefined] : validate(value);
    if (value === undefined) errors.push({ field: fieldOf(name), message: 'is missing, and limited for you: give a value' });
    else if (error !== undefined) errors.push({ field: fieldOf(name), message: `${expectation(error)}, which is what you may ask for` });
  }
  return errors;
}
