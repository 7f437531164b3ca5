import { createHash } from 'node:crypto';
import type { Job, ParameterValues } from '../../jobs/description/job';
import { canonicalJson } from '../../json/canonical-json';

/** Stands for what a start would run: a confirmation shows it, and what is started then must be the same, whatever became of the job meanwhile. */
export function whatRuns({ name, family }: Pick<Job, 'name' | 'family'>, parameters: ParameterValues): string {
  return createHash('sha256').update(canonicalJson([name, family, parameters])).digest('hex').slice(0, 40);
}
