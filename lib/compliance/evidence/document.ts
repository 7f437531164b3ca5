import type { Soc2Thresholds } from '../soc2-thresholds';
import type { TrustServicesCriterion } from '../trust-services-criterion';

/** What synthesis found, by criterion: everything sorted. As in lib/contract/soc2-evidence.schema.json. */
export interface EvidenceDocument {
  readonly $schema: string;
  /** Of the format. */
  readonly version: 1;
  readonly note: string;
  /** What it must not be taken for. */
  readonly doesNotClaim: readonly string[];
  readonly profile: EvidenceProfile;
  /** Rules that serve several criteria count once. */
  readonly summary: EvidenceSummary;
  readonly criteria: readonly EvidenceCriterion[];
}

/** By what was judged. */
export interface EvidenceProfile {
  readonly criteria: readonly TrustServicesCriterion[];
  readonly warnings: readonly string[];
  readonly thresholds: Required<Soc2Thresholds>;
}

/** How many resources, rule by rule, or findings. */
export interface EvidenceSummary {
  readonly compliant: number;
  readonly failed: number;
  readonly unresolved: number;
  readonly acknowledged: number;
}

/** One criterion: what shows that it is met before deployment, and while the stacks run. */
export interface EvidenceCriterion {
  readonly id: TrustServicesCriterion;
  readonly title: string;
  readonly summary: EvidenceSummary;
  readonly rules: readonly EvidenceRule[];
  readonly runTime: readonly RunTimeEvidence[];
}

/** One rule, with the resources that it applies to. */
export interface EvidenceRule {
  readonly id: string;
  readonly what: string;
  readonly why: string;
  readonly sources: readonly string[];
  readonly madeBy: 'cdk-nag' | 'cdk-lighttpd-luigi';
  readonly severity: 'error' | 'warning';
  readonly compliant: readonly EvidenceResource[];
  readonly failed: readonly EvidenceFinding[];
  readonly unresolved: readonly EvidenceFinding[];
  readonly acknowledged: ReadonlyArray<EvidenceFinding & { readonly reason: string }>;
}

/** Where something stands. */
export interface EvidenceResource {
  /** Path in the app. */
  readonly resource: string;
  readonly type: string;
  /** Path of the stack. */
  readonly stack: string;
  readonly logicalId: string;
}

/** What was found. */
export interface EvidenceFinding extends EvidenceResource {
  /** As acknowledgements name it. */
  readonly finding: string;
}

/** What to look at while the stacks run. */
export interface RunTimeEvidence extends EvidenceResource {
  readonly kind: 'alarm' | 'dashboard' | 'event rule' | 'log group' | 'saved query';
  /** What is not known before deployment stands as `${...}`; missing where AWS makes one up. */
  readonly name?: string;
  readonly shows: string;
  /** Paths of the log groups that it reads. */
  readonly logGroups: readonly string[];
  /** Paths or addresses of those that it tells. */
  readonly tells: readonly string[];
}
