/** What somebody asks whether they may. */
export type Question = FamilyQuestion | RunQuestion;

/** Whether tasks may be viewed or operated. */
export interface FamilyQuestion {
  readonly action: 'view' | 'operate';
  /**
   * Family of the tasks; `etl.*` asks for the namespace as a whole, `*` for all, which the scheduler itself needs.
   * @default - whether any may
   */
  readonly family?: string;
}

/** Whether a job may be started. */
export interface RunQuestion {
  readonly action: 'run';
  /** Name of the job. */
  readonly job: string;
  /**
   * By name, as for a start: what is left out has the job's default.
   * @default - whether it may be started with any values at all
   */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Addresses longer than this are cut off, or refused, on the way. */
const LONGEST = 2000;

/** Where the answer to a question stands, for who asks about themselves. Without parameters where they would make it too long. */
export function explainAddress(question: Question): string {
  const fields = new URLSearchParams({ action: question.action });
  if (question.action !== 'run') {
    if (question.family !== undefined) fields.set('family', question.family);
    return addressOf(fields);
  }
  fields.set('job', question.job);
  if (question.parameters === undefined) return addressOf(fields);
  const short = addressOf(fields);
  fields.set('parameters', JSON.stringify(question.parameters));
  const whole = addressOf(fields);
  return whole.length > LONGEST ? short : whole;
}

function addressOf(fields: URLSearchParams): string {
  return `/access/explain?${fields}`;
}
