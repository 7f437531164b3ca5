import type { Question } from '../../../../images/gateway/src/access/question';
import { explain, type Explanation } from '../../../../images/gateway/src/explain/explain';
import { PrincipalIndex } from '../../../../images/gateway/src/principals/principal-index';
import { MisuseError } from '../../misuse';
import { validJobs, validMappings, type ServiceDocuments } from '../documents/service-documents';

/** A question with the answer that the gateway would give, for anybody. */
export interface Answer extends Explanation {
  readonly as: readonly string[];
  readonly question: Question;
  /** Whom the nearest mapping names, where that is others: one may be spelt otherwise. @default - it names who asks, or there is none */
  readonly names?: readonly string[];
}

/** Answers by the documents of a service. What is worked out for all of them is kept. */
export class Answers {
  private readonly mappings;
  private readonly jobs;
  private readonly revoked = new PrincipalIndex<string>();

  constructor(private readonly documents: ServiceDocuments) {
    this.mappings = validMappings(documents);
    this.jobs = validJobs(documents);
    for (const principal of documents.revoked?.value ?? []) this.revoked.at(principal, () => principal);
  }

  /** @throws MisuseError for a job, where what jobs there are is not known */
  to(as: readonly string[], question: Question): Answer {
    const [shutOut] = this.revoked.of(as);
    if (shutOut !== undefined) {
      return { as, question, allowed: false, reason: 'principal-revoked', say: `no: ${shutOut} is shut out, whatever mappings say: ${this.documents.revoked?.where ?? ''}` };
    }
    if (question.action !== 'run') return this.answer(as, question);
    const job = this.jobs?.get(question.job);
    if (job === undefined && this.documents.jobsElsewhere !== undefined) throw new MisuseError(`can't tell about job ${question.job}: ${this.documents.jobsElsewhere}`);
    if (this.jobs === undefined) throw new MisuseError(`can't tell about job ${question.job}: what jobs there are is not known: ${this.documents.jobsUnknown ?? ''}`);
    return this.answer(as, question, job);
  }

  private answer(as: readonly string[], question: Question, job?: Parameters<typeof explain>[3]): Answer {
    const explanation = explain(this.mappings, as, question, job);
    const { nearest } = explanation;
    const isOthers = nearest?.fails.some(({ condition }) => condition === 'principal') === true;
    const mapping = isOthers ? this.mappings.find(({ name }) => name === nearest.mapping) : undefined;
    return { as, question, ...explanation, ...mapping === undefined ? {} : { names: mapping.principals } };
  }
}

/** What was asked, in words. */
export function asked(question: Question): string {
  if (question.action !== 'run') return `${question.action} ${question.family ?? 'anything'}`;
  return `run job ${question.job}${question.parameters === undefined ? '' : ` with ${JSON.stringify(question.parameters)}`}`;
}
