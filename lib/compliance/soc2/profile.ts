import type { Soc2ChecksProps } from '../soc2-checks-props';
import type { Soc2Thresholds } from '../soc2-thresholds';
import { TrustServicesCriterion } from '../trust-services-criterion';
import { CATALOGUE, ruleId } from './catalogue';
import type { AnyRule } from './nag-rule';
import { nearest } from './nearest';
import type { RuleDescription } from './rule';
import { thresholdsOf } from './thresholds';

const CRITERIA: readonly TrustServicesCriterion[] = Object.values(TrustServicesCriterion);

/** What an organisation asks of its stacks: the properties of Soc2Checks, checked and completed. */
export class Profile {
  /** The criteria that are looked at, in the order of their names. */
  public readonly criteria: readonly TrustServicesCriterion[];
  /** The rules that serve them. */
  public readonly rules: readonly AnyRule[];
  /** Criteria and ids of rules that only warn. */
  public readonly warnings: readonly string[];
  public readonly thresholds: Required<Soc2Thresholds>;
  private readonly byType = new Map<string, readonly AnyRule[]>();

  /** @throws Error where a property does not fit */
  public constructor({ criteria = [...CRITERIA], warnings = [], thresholds = {} }: Soc2ChecksProps) {
    if (criteria.length === 0) throw new Error(`criteria: got none, expected some of ${CRITERIA.join(', ')}; leave them out for all`);
    for (const criterion of criteria) requireKnown('criteria', criterion, CRITERIA, `one of ${CRITERIA.join(', ')}`);
    const known = [...CRITERIA, ...CATALOGUE.map(ruleId)];
    for (const warning of warnings) {
      requireKnown('warnings', warning, known, 'a criterion such as A1.2 or the id of a rule, without [finding], as in RULES.md');
    }
    this.criteria = [...CRITERIA].sort().filter((criterion) => criteria.includes(criterion));
    this.rules = CATALOGUE.filter((rule) => this.criteriaOf(rule).length > 0);
    this.warnings = [...new Set(warnings)].sort();
    this.thresholds = thresholdsOf(thresholds);
  }

  /** The rules that may have something to say of a type of resources; of cdk-nag's, only they themselves know. */
  public rulesFor(resourceType: string): readonly AnyRule[] {
    const known = this.byType.get(resourceType);
    if (known !== undefined) return known;
    const found = this.rules.filter((rule) => 'rule' in rule || rule.resourceTypes.includes(resourceType));
    this.byType.set(resourceType, found);
    return found;
  }

  /** The criteria that a rule serves, of those that are looked at. */
  public criteriaOf({ criterion, alsoServes = [] }: RuleDescription): readonly TrustServicesCriterion[] {
    return this.criteria.filter((one) => one === criterion || alsoServes.includes(one));
  }

  /** Whether a finding stops synthesis. */
  public severityOf(rule: RuleDescription): 'error' | 'warning' {
    return this.warnings.includes(ruleId(rule)) || this.warnings.includes(rule.criterion) ? 'warning' : 'error';
  }
}

function requireKnown(property: string, got: string, known: readonly string[], expected: string): void {
  if (known.includes(got)) return;
  const close = nearest(got, known);
  throw new Error(`${property}: got ${JSON.stringify(got)}, expected ${expected}; nearest: ${close.join(', ')}`);
}
