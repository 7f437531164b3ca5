import type { Question } from '../../../../images/gateway/src/access/question';
import { JOB_NAME } from '../../../../images/gateway/src/jobs/description/parse-job';
import { duplicateKey } from '../../../../images/gateway/src/json/duplicate-key';
import { ACCESS_MAPPING_RULES } from '../../../../lib/contract/access-mapping-rules';

/** A question as people write it: exactly one of the first three. */
export interface AskedQuestion {
  readonly view?: string;
  readonly operate?: string;
  readonly job?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** @throws Error where it is no question */
export function questionOf({ view, operate, job, parameters }: AskedQuestion): Question {
  const given = [view, operate, job].filter((each) => each !== undefined).length;
  if (given !== 1) throw new Error(`got ${given === 0 ? 'none' : 'several'} of view, operate and job, expected exactly one`);
  if (parameters !== undefined && job === undefined) throw new Error('got parameters without a job, expected both');
  if (job !== undefined) {
    if (!JOB_NAME.test(job)) throw new Error(`got the job ${JSON.stringify(job)}, expected lower-case letters, digits and inner hyphens`);
    return { action: 'run', job, ...parameters === undefined ? {} : { parameters } };
  }
  const family = view ?? operate ?? '';
  if (family.length > ACCESS_MAPPING_RULES.familyMaxLength || !ACCESS_MAPPING_RULES.family.test(family)) {
    throw new Error(`got the family ${JSON.stringify(family)}, expected a family (etl.Report), a namespace (etl.*) or *`);
  }
  return { action: view === undefined ? 'operate' : 'view', family };
}

/** Who asks. @throws Error where one of them is no principal, or stands for several callers */
export function callerOf(principals: readonly string[]): readonly string[] {
  if (principals.length === 0) throw new Error('got nobody, expected at least one principal, such as user:ada@example.com or group:analysts');
  for (const principal of principals) {
    if (!ACCESS_MAPPING_RULES.principal.test(principal)) {
      throw new Error(`got the principal ${JSON.stringify(principal)}, expected group:<name>, user:<name>, role:<ARN>, client:<issuer>/<id> or claim:<issuer>/<claim>=<value>, as /whoami shows them`);
    }
    if (principal.startsWith('role:') && principal.endsWith('/*')) {
      throw new Error(`got the principal ${JSON.stringify(principal)}, which stands for many roles, expected the ARN of one: nobody calls as a path`);
    }
  }
  return [...new Set(principals)];
}

/** @throws Error where the text is no JSON object, or says something twice */
export function parametersOf(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`got ${JSON.stringify(text.slice(0, 80))}, expected a JSON object such as {"day":"2026-01-31"}, in single quotes for the shell`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`got ${JSON.stringify(text.slice(0, 80))}, expected a JSON object such as {"day":"2026-01-31"}`);
  const doubled = duplicateKey(text);
  if (doubled !== undefined) throw new Error(`got ${JSON.stringify(doubled)} twice, expected it once`);
  return value as Record<string, unknown>;
}
