import type { Job } from '../../../../images/gateway/src/jobs/description/job';
import { nearest } from '../../../../lib/compliance/soc2/nearest';
import type { RunGrant } from '../../../../lib/contract/access-mapping';
import type { LintFinding } from './finding';
import { whatItRuns, type PlacedMapping } from './mapping-warnings';

type Said = Omit<LintFinding, 'severity' | 'where'>;

/** What a mapping grants of jobs that does not fit the jobs that there are. */
export function jobWarnings({ where, mapping }: PlacedMapping, jobs: ReadonlyMap<string, Job>): readonly LintFinding[] {
  return mapping.run.flatMap((grant) => grantWarning(grant, jobs)).map((said) => ({ severity: 'warning', where, ...said }));
}

function grantWarning(grant: RunGrant, jobs: ReadonlyMap<string, Job>): readonly Said[] {
  const path = '/grants/run';
  const meant = [...jobs.values()].filter(({ name, category }) => grant.job === undefined ? category === grant.category : name === grant.job);
  if (meant.length === 0) {
    const known = grant.job === undefined ? [...new Set([...jobs.values()].map(({ category }) => category))] : [...jobs.keys()];
    const [rule, expected] = grant.job === undefined ? ['unknown-category', 'a category that a job has'] : ['unknown-job', 'a job that there is'];
    return [{ rule, path, got: whatItRuns(grant), expected: `${expected}${known.length === 0 ? '; there is none' : `; nearest: ${nearest(grant.job ?? grant.category ?? '', known).join(', ')}`}`,
      mend: 'mend its name, add the job, or remove the grant: who first makes something of this name gives it to them' }];
  }
  const limited = Object.keys(grant.parameters ?? {});
  const without = meant.flatMap(({ name, parameters }) =>
    limited.filter((parameter) => parameters[parameter] === undefined).map((parameter) => ({ name, parameter })));
  const [first] = without;
  if (first === undefined) return [];
  // In a category, a limit is meant for the jobs that have it.
  if (grant.job === undefined && new Set(without.map(({ name }) => name)).size < meant.length) return [];
  return [{ rule: 'limit-on-no-parameter', path, got: `a limit on ${JSON.stringify(first.parameter)}, which job ${first.name} does not have`, expected: 'limits on parameters of the job only',
    mend: `mend its name: the job has ${Object.keys(jobs.get(first.name)?.parameters ?? {}).join(', ') || 'no parameter'}; as it is, the grant lets nobody run it` }];
}
