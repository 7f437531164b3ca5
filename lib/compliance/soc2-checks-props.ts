import type { NagPackProps } from 'cdk-nag';
import type { Soc2Thresholds } from './soc2-thresholds';
import type { TrustServicesCriterion } from './trust-services-criterion';

/** What Soc2Checks looks at, and how strictly. */
export interface Soc2ChecksProps extends NagPackProps {
  /**
   * The criteria whose rules are checked.
   * @default - all
   */
  readonly criteria?: TrustServicesCriterion[];
  /**
   * What only warns: criteria such as `A1.2` or rules by id. Everything else is an error and stops synthesis.
   * @default - nothing
   */
  readonly warnings?: string[];
  /**
   * Figures of the organisation.
   * @default - see Soc2Thresholds
   */
  readonly thresholds?: Soc2Thresholds;
  /**
   * Whether synthesis leaves `soc2-evidence.json` and `soc2-evidence.md` in the cloud assembly.
   * @default true
   */
  readonly evidence?: boolean;
}
