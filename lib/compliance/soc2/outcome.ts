import type { RuleDescription } from './rule';

/** How a resource stands to a rule. */
export enum OutcomeStatus {
  COMPLIANT = 'compliant',
  FAILED = 'failed',
  /** It can't be told from the templates. */
  UNRESOLVED = 'unresolved',
  /** Somebody accepted the finding and said why. */
  ACKNOWLEDGED = 'acknowledged',
}

/** What one rule says of one resource, finding by finding. */
export interface Outcome {
  readonly rule: RuleDescription;
  /** Path of the resource in the app. */
  readonly resourcePath: string;
  readonly resourceType: string;
  readonly status: OutcomeStatus;
  /** Id of the finding, as acknowledgements name it. @default - none, where it complies */
  readonly findingId?: string;
  /** Why it was acknowledged. @default - it wasn't */
  readonly reason?: string;
}
