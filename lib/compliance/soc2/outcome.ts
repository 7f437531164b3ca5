import type { AnyRule } from './nag-rule';

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
  readonly rule: AnyRule;
  /** Path of the resource in the app. */
  readonly resourcePath: string;
  readonly resourceType: string;
  /** Path of its stack. */
  readonly stack: string;
  /** Its name within the template. */
  readonly logicalId: string;
  readonly status: OutcomeStatus;
  /** What it found, `''` where that is about the resource as a whole. @default - nothing: it complies */
  readonly finding?: string;
  /** Id of the finding, as acknowledgements name it. @default - none, where it complies */
  readonly findingId?: string;
  /** Why it was acknowledged. @default - it wasn't */
  readonly reason?: string;
}
