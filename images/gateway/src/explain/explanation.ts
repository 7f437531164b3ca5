import type { RunGrant } from '../../../../lib/contract/access-mapping';
import type { FieldError } from '../jobs/judgement/field-errors';

/** Whether something is allowed, and why. Plain JSON. */
export interface Explanation {
  readonly allowed: boolean;
  /** As the record of decisions says it: `mapping` where it is allowed, else the code of the refusal. */
  readonly reason: string;
  /** What decides: of mappings, the one that the record of decisions names. @default - it is not allowed */
  readonly by?: DecidingGrant;
  /** Of all grants that don't allow it, the one of which most holds. @default - it is allowed, or there is none */
  readonly nearest?: NearestGrant;
  /** What the job itself doesn't take, whoever asks. @default - nothing */
  readonly errors?: readonly FieldError[];
  /** The same in a sentence: lower case, no period. */
  readonly say: string;
}

/** A grant, as it stands in its mapping: a pattern of families, or a run grant. */
export type ExplainedGrant = { readonly view: string } | { readonly operate: string } | { readonly run: RunGrant };

/** The grant by which something is allowed. */
export interface DecidingGrant {
  readonly mapping: string;
  /** Those of the mapping's principals that the caller is, sorted. */
  readonly because: readonly string[];
  readonly grant: ExplainedGrant;
}

/** A grant that doesn't allow what is asked, and in what it fails. */
export interface NearestGrant {
  readonly mapping: string;
  /** @default - the mapping grants nothing of the kind */
  readonly grant?: ExplainedGrant;
  /** At least one, in the order in which they are looked at. */
  readonly fails: readonly Failure[];
}

/** A condition that doesn't hold. */
export interface Failure {
  /**
   * `principal`: the mapping names others. `action`: it grants something else. `family`, `job`, `category`: it is for others than is asked
   * about. `parameter`: it limits a value otherwise, or a parameter that the job doesn't have.
   */
  readonly condition: 'principal' | 'action' | 'family' | 'job' | 'category' | 'parameter';
  /** `parameters.<name>`. @default - the condition is not about a parameter */
  readonly field?: string;
  readonly message: string;
}
