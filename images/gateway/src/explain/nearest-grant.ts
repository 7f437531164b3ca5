import type { RunGrant } from '../../../../lib/contract/access-mapping';
import type { AccessMapping } from '../access/access-mapping';
import { FamilyScope, forPatternsHolding } from '../access/family-scope';
import type { FamilyQuestion, RunQuestion } from '../access/question';
import type { Job } from '../jobs/description/job';
import { fieldOf, type FieldError } from '../jobs/judgement/field-errors';
import { find } from '../jobs/judgement/judge';
import { heldGrant, scopeFault, type ScopeFault } from '../jobs/judgement/run-grants';
import type { ExplainedGrant, Failure, NearestGrant } from './explanation';

/** A mapping that may be told of, and whether it names who asks. */
export interface Candidate {
  readonly mapping: AccessMapping;
  readonly names: boolean;
}

/** A grant that fails, and how near it comes: compared number by number, the larger is nearer. */
interface Ranked {
  readonly nearest: NearestGrant;
  readonly rank: readonly number[];
}

const NAMES_OTHERS: Failure = { condition: 'principal', message: 'it names none of the principals that the caller is' };

/**
 * Of grants that don't let tasks be viewed or operated, the one of which most conditions hold: who, which family, which action. Of equals,
 * the one that names the caller, then the one of the family; then of patterns that with which the family shares most; then the first by name.
 */
export function nearestForFamily(candidates: readonly Candidate[], { action, family }: FamilyQuestion): NearestGrant | undefined {
  const held = patternsHolding(family);
  let best: FailingPattern | undefined;
  // Who holds thousands of patterns may ask as often as others: of each no more is worked out than its place.
  for (const { mapping, names } of byName(candidates)) {
    if (mapping.view.length === 0 && mapping.operate.length === 0) {
      const rank = rankOf(names, false, false, 0);
      if (best === undefined || rank > best.rank) best = { mapping, names, isAction: false, isHeld: false, rank };
    }
    for (const granted of ['view', 'operate'] as const) {
      const isAction = granted === action;
      for (const pattern of mapping[granted]) {
        const isHeld = held === undefined || held.has(pattern);
        const rank = rankOf(names, isHeld, isAction, sharedParts(pattern, family));
        if (best === undefined || rank > best.rank) best = { mapping, names, granted, pattern, isAction, isHeld, rank };
      }
    }
  }
  return best === undefined ? undefined : failingPattern(best, action, family);
}

/** A grant that doesn't let tasks be viewed or operated, and how near it comes. */
interface FailingPattern extends Candidate {
  /** @default - the mapping grants neither */
  readonly granted?: 'view' | 'operate';
  readonly pattern?: string;
  readonly isAction: boolean;
  readonly isHeld: boolean;
  readonly rank: number;
}

/** More than a family's name can have parts. */
const PARTS = 1024;

/** How many conditions hold, then which, then the parts that are shared: one number, to compare many. */
function rankOf(names: boolean, isHeld: boolean, isAction: boolean, shared: number): number {
  const [who, family, action] = [Number(names), Number(isHeld), Number(isAction)];
  return ((((who + family + action) * 2 + who) * 2 + family) * 2 + action) * PARTS + Math.min(shared, PARTS - 1);
}

function failingPattern({ mapping, names, granted, pattern = '', isAction, isHeld }: FailingPattern, action: string, family: string | undefined): NearestGrant {
  if (granted === undefined) return failing(mapping, undefined, names, [{ condition: 'action', message: `it grants nothing to ${action}` }]);
  return failing(mapping, granted === 'view' ? { view: pattern } : { operate: pattern }, names, [
    ...(isAction ? [] : [{ condition: 'action' as const, message: `it is to ${granted}, not to ${action}` }]),
    ...(isHeld ? [] : [{ condition: 'family' as const, message: family === '*' ? `${pattern} is not *, which alone holds every family` : `${pattern} does not hold the family that is asked about` }]),
  ]);
}

/** All patterns that hold the family; undefined where any do. */
function patternsHolding(family: string | undefined): ReadonlySet<string> | undefined {
  if (family === undefined) return undefined;
  const held = new Set<string>();
  forPatternsHolding(family, family.length + 1, (pattern) => held.add(pattern));
  return held;
}

/**
 * Of grants that don't let a job be run, the one of which most conditions hold: who, which job, which parameters, which values. Of equals,
 * the one that names the caller; then that with the fewest faults; then the first by name.
 *
 * @throws Problem 422 `invalid-parameters` where a pattern takes too long to be looked at
 */
export function nearestForRun(candidates: readonly Candidate[], { parameters }: RunQuestion, job: Job): NearestGrant | undefined {
  return nearestAmong(candidates, ({ mapping, names }) => {
    if (mapping.run.length === 0) {
      return [{ nearest: failing(mapping, undefined, names, [{ condition: 'action', message: 'it grants no job' }]), rank: [Number(names), Number(names), 0] }];
    }
    return mapping.run.map((grant) => {
      const fault = scopeFault(grant, job);
      const errors = fault === undefined && parameters !== undefined ? valueErrors(mapping.name, grant, job, parameters) : [];
      const held = [names, fault === undefined || fault.condition === 'parameter', fault === undefined, fault === undefined && errors.length === 0];
      const nearest = failing(mapping, { run: grant }, names, [...(fault === undefined ? [] : [failureOf(fault, grant)]), ...failuresOf(errors)]);
      return { nearest, rank: [held.filter(Boolean).length, Number(names), -errors.length] };
    });
  });
}

/** Values that are beyond limits, as conditions that fail. */
export function failuresOf(errors: readonly FieldError[]): readonly Failure[] {
  return errors.map(({ field, message }) => ({ condition: 'parameter', field, message }));
}

function byName(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort((a, b) => (a.mapping.name < b.mapping.name ? -1 : 1));
}

/** Whether one pattern holds a family. */
export function holds(pattern: string, family: string): boolean {
  return new FamilyScope([pattern]).includes(family);
}

function nearestAmong(candidates: readonly Candidate[], grantsOf: (candidate: Candidate) => readonly Ranked[]): NearestGrant | undefined {
  let best: Ranked | undefined;
  for (const candidate of byName(candidates)) {
    for (const ranked of grantsOf(candidate)) {
      if (best === undefined || isNearer(ranked.rank, best.rank)) best = ranked;
    }
  }
  return best?.nearest;
}

function isNearer(rank: readonly number[], than: readonly number[]): boolean {
  const at = rank.findIndex((value, index) => value !== than[index]);
  return at >= 0 && (rank[at] as number) > (than[at] as number);
}

function failing(mapping: AccessMapping, grant: ExplainedGrant | undefined, names: boolean, fails: readonly Failure[]): NearestGrant {
  return { mapping: mapping.name, ...(grant === undefined ? {} : { grant }), fails: names ? fails : [NAMES_OTHERS, ...fails] };
}

function failureOf({ condition, parameter }: ScopeFault, grant: RunGrant): Failure {
  switch (condition) {
    case 'job': return { condition, message: `it is for the job ${grant.job}, not for the one that is asked about` };
    case 'category': return { condition, message: `it is for jobs of the category ${grant.category}, not for the one that is asked about` };
    case 'parameter':
      return { condition, field: fieldOf(parameter ?? ''), message: 'it limits this parameter, which the job does not have, so that it grants nothing' };
  }
}

/** What is beyond the grant's limits. What the job itself doesn't take is no matter of a grant. */
function valueErrors(mapping: string, grant: RunGrant, job: Job, parameters: Readonly<Record<string, unknown>>): readonly FieldError[] {
  const finding = find(job, [heldGrant(mapping, grant)], parameters);
  return finding.kind === 'beyond' ? finding.errors : [];
}

/** Parts of the family's name, from its beginning, that the pattern has too. */
function sharedParts(pattern: string, family: string | undefined): number {
  if (family === undefined) return 0;
  let [at, parts] = [0, 0];
  for (; at < family.length && family[at] === pattern[at]; at += 1) parts += Number(family[at] === '.');
  const ends = (text: string): boolean => at === text.length || text[at] === '.';
  return parts + Number(ends(family) && ends(pattern));
}
