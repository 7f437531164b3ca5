import type { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack, NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { acknowledgementOf } from './acknowledgement';
import { CATALOGUE, PACK_NAME, ruleId } from './soc2/catalogue';
import { Inspection } from './soc2/inspection';
import { verdictOf, type AnyRule } from './soc2/nag-rule';
import { OutcomeStatus, type Outcome } from './soc2/outcome';
import { isUnresolved, NOT_APPLICABLE } from './soc2/verdict';
import type { Soc2ChecksProps } from './soc2-checks-props';
import type { Soc2Thresholds } from './soc2-thresholds';

/**
 * Checks an app against rules for the Trust Services Criteria of SOC 2: `Validations.of(app).addPlugins(new Soc2Checks(app))`.
 *
 * A mapping of criteria to settings is judgement: an auditor decides. What each rule looks at and where its mapping comes from stands in
 * RULES.md.
 */
export class Soc2Checks extends NagPack {
  public readonly name = PACK_NAME;
  private readonly rules: readonly AnyRule[];
  private readonly warnings: ReadonlySet<string>;
  private readonly thresholds: Required<Soc2Thresholds>;
  private inspection?: Inspection;
  private outcomes: Outcome[] = [];

  /** @throws Error where a property does not fit */
  public constructor(scope?: IConstruct, props: Soc2ChecksProps = {}) {
    super(scope, props);
    this.packName = PACK_NAME;
    const { criteria, warnings = [], thresholds } = props;
    this.rules = criteria === undefined ? CATALOGUE
      : CATALOGUE.filter(({ criterion, alsoServes = [] }) => [criterion, ...alsoServes].some((one) => criteria.includes(one)));
    this.warnings = new Set(warnings);
    this.thresholds = { logRetentionDays: 365, sessionHours: 12, backupRetentionDays: 35, ...thresholds };
  }

  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return super.validate(context);
  }

  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    this.inspection = new Inspection(scope.node.root, this.thresholds);
    this.outcomes = [];
    return super.validateScope(scope);
  }

  protected override checkResource(node: CfnResource): void {
    for (const rule of this.rules) {
      const verdict = 'rule' in rule ? verdictOf(rule, node) : this.inspection?.judge(rule, node) ?? NOT_APPLICABLE;
      if (verdict === NOT_APPLICABLE) continue;
      if (verdict.length === 0) this.record(rule, node, OutcomeStatus.COMPLIANT);
      for (const finding of verdict) this.report(rule, node, finding);
    }
  }

  private report(rule: AnyRule, node: CfnResource, finding: string): void {
    const { criterion, name, info, explanation } = rule;
    const id = ruleId(rule);
    const findingId = finding === '' ? id : `${id}[${finding}]`;
    const reason = acknowledgementOf(node, findingId);
    const status = reason !== undefined ? OutcomeStatus.ACKNOWLEDGED : isUnresolved(finding) ? OutcomeStatus.UNRESOLVED : OutcomeStatus.FAILED;
    this.record(rule, node, status, findingId, reason);
    this.applyRule({
      ruleSuffixOverride: `${criterion}-${name}`,
      info: isUnresolved(finding) ? `It can't be told from the template whether this is so: ${info}` : info,
      explanation,
      level: this.warnings.has(id) || this.warnings.has(criterion) ? NagMessageLevel.WARN : NagMessageLevel.ERROR,
      node,
      rule: () => finding === '' ? NagRuleCompliance.NON_COMPLIANT : [finding],
    });
  }

  private record(rule: Outcome['rule'], node: CfnResource, status: OutcomeStatus, findingId?: string, reason?: string): void {
    this.outcomes.push({ rule, resourcePath: node.node.path, resourceType: node.cfnResourceType, status, findingId, reason });
  }
}
