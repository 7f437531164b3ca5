import type { Resource } from '../../cloudformation/resource';
import type { Soc2Thresholds } from '../soc2-thresholds';
import type { TrustServicesCriterion } from '../trust-services-criterion';
import type { Estate } from './model/estate';
import type { Verdict } from './verdict';

/** What stands in the catalogue about a rule, whoever checks it. */
export interface RuleDescription {
  /** The criterion that it is named after. */
  readonly criterion: TrustServicesCriterion;
  /**
   * Further criteria that it is evidence for.
   * @default - none
   */
  readonly alsoServes?: readonly TrustServicesCriterion[];
  /** UpperCamelCase; with the criterion before it, the rule's id. */
  readonly name: string;
  /** What is wrong where it finds something. */
  readonly info: string;
  /** Why that matters to the criterion, and how to mend it. */
  readonly explanation: string;
  /** Where the mapping of the criterion and the meaning of the properties can be read. */
  readonly sources: readonly string[];
}

/** A rule of our own. It reads resolved templates, so that it works in any app and on any template. */
export interface Rule extends RuleDescription {
  /** Types of CloudFormation resources that it looks at. */
  readonly resourceTypes: readonly string[];
  readonly check: (resource: Resource, scene: Scene) => Verdict;
}

/** What a rule may look at besides its resource. */
export interface Scene {
  /** All resources of all stacks. */
  readonly estate: Estate;
  readonly thresholds: Required<Soc2Thresholds>;
}
