import { createHash } from 'node:crypto';
import { canonicalJson } from '../../json/canonical-json';

/** What a run's id looks like: also the name of an execution of Step Functions. Those of schedules are named by AWS. */
export { RUN_NAME as RUN_ID } from '../../../../../lib/contract/run-worker';

/** The same caller, job and key give the same id, and nobody else's do: another person's key finds nothing of theirs. */
export function runId(principal: string, job: string, key: string): string {
  return createHash('sha256').update(canonicalJson([principal, job, key])).digest('hex').slice(0, 40);
}
