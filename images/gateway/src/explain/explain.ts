import type { Access } from '../access/access';
import { AccessMap } from '../access/access-map';
import type { AccessMapping } from '../access/access-mapping';
import { anyGrantedBy } from '../access/any-granted';
import type { FamilyQuestion, Question, RunQuestion } from '../access/question';
import type { Job } from '../jobs/description/job';
import { find } from '../jobs/judgement/judge';
import { grantsFor } from '../jobs/judgement/run-grants';
import { Problem } from '../problem';
import type { ExplainedGrant, Explanation, NearestGrant } from './explanation';
import { failuresOf, holds, nearestForFamily, nearestForRun, type Candidate } from './nearest-grant';

export type { Explanation } from './explanation';

/** Faults told in a sentence: all stand beside it. */
const TOLD = 3;

/**
 * Says whether somebody may do something, and by what; or which grant comes nearest, and in what it fails. Decides nothing by itself:
 * whether it is allowed is asked of the same code that enforces it.
 *
 * @param mappings all that may be told of. Who asks about themselves is told of those alone that name them
 * @param principals who asks, as identity gives them: exact
 * @param job the job that is asked about; undefined where there is none of the name
 */
export function explain(mappings: readonly AccessMapping[], principals: readonly string[], question: Question, job?: Job): Explanation {
  const access = new AccessMap(mappings, { entries: 1 }).evaluate(principals);
  const named = new Set(access.mappings);
  return explained(access, mappings.map((mapping) => ({ mapping, names: named.has(mapping.name) })), question, job);
}

/** As `explain`, to callers themselves: of mappings that don't name them nothing is known here. */
export function explainAccess(access: Access, question: Question, job?: Job): Explanation {
  return explained(access, access.applied.map(({ mapping }) => ({ mapping, names: true })), question, job);
}

function explained(access: Access, candidates: readonly Candidate[], question: Question, job: Job | undefined): Explanation {
  return question.action === 'run' ? aboutJob(access, candidates, question, job) : aboutFamily(access, candidates, question);
}

function aboutFamily(access: Access, candidates: readonly Candidate[], question: FamilyQuestion): Explanation {
  const { action, family } = question;
  const mapping = family === undefined ? anyGrantedBy(access, action) : access.grantedBy(action, family);
  if (mapping === undefined) return refused('not-granted', candidates, nearestForFamily(candidates, question));
  const patterns = access.applied.find((applied) => applied.mapping.name === mapping)?.mapping[action] ?? [];
  const pattern = patterns.find((one) => family === undefined || holds(one, family)) ?? '';
  return allowed(access, mapping, action === 'view' ? { view: pattern } : { operate: pattern });
}

function aboutJob(access: Access, candidates: readonly Candidate[], question: RunQuestion, job: Job | undefined): Explanation {
  if (job === undefined) return { allowed: false, reason: 'no-such-job', say: 'no: there is no such job' };
  try {
    const grants = grantsFor(access, job);
    const [first] = grants;
    if (first === undefined) return refused('not-granted', candidates, nearestForRun(candidates, question, job));
    if (question.parameters === undefined) return allowed(access, first.mapping, { run: first.grant });
    const finding = find(job, grants, question.parameters);
    switch (finding.kind) {
      case 'allowed': return allowed(access, finding.grant.mapping, { run: finding.grant.grant });
      case 'beyond': {
        const { mapping, grant } = finding.closest ?? first;
        return refused('beyond-limits', candidates, { mapping, grant: { run: grant }, fails: failuresOf(finding.errors) });
      }
      case 'invalid': return {
        allowed: false, reason: 'invalid-parameters', errors: finding.errors,
        say: `no: the job itself does not take these parameters, whoever asks: ${list(finding.errors)}`,
      };
    }
  } catch (error) {
    // Such as a pattern that takes too long: enforcement refuses with it, too
    if (error instanceof Problem) return { allowed: false, reason: error.code, say: `no: ${error.message}` };
    throw error;
  }
}

function allowed(access: Access, mapping: string, grant: ExplainedGrant): Explanation {
  const because = access.applied.find((applied) => applied.mapping.name === mapping)?.because ?? [];
  return { allowed: true, reason: 'mapping', by: { mapping, because, grant }, say: `yes: by the mapping ${mapping}, which names ${because.join(' and ')}` };
}

function refused(reason: string, candidates: readonly Candidate[], nearest: NearestGrant | undefined): Explanation {
  if (nearest === undefined) return { allowed: false, reason, say: candidates.length === 0 ? 'no: there is no mapping that names the caller' : 'no: no mapping grants it' };
  return { allowed: false, reason, nearest, say: `no: the nearest is the mapping ${nearest.mapping}, which fails: ${list(nearest.fails)}` };
}

function list(faults: ReadonlyArray<{ readonly field?: string; readonly message: string }>): string {
  const told = faults.slice(0, TOLD).map(({ field, message }) => (field === undefined ? message : `${field} ${message}`));
  return [...told, ...(faults.length > TOLD ? [`${faults.length - TOLD} more`] : [])].join('; ');
}
