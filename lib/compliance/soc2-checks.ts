import { App, type CfnResource, type IPolicyValidationContext, type PolicyValidationPluginReport } from 'aws-cdk-lib';
import { NagMessageLevel, NagPack, NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { evidenceOf } from './evidence/evidence';
import { removeEvidence, writeEvidence } from './evidence/files';
import { Assessment } from './soc2/assessment';
import { PACK_NAME } from './soc2/catalogue';
import { OutcomeStatus, type Outcome } from './soc2/outcome';
import { Profile } from './soc2/profile';
import { isUnresolved } from './soc2/verdict';
import type { Soc2ChecksProps } from './soc2-checks-props';

/**
 * Checks an app against rules for the Trust Services Criteria of SOC 2: `Validations.of(app).addPlugins(new Soc2Checks(app))`. Synthesis
 * then leaves `soc2-evidence.json` and `soc2-evidence.md` in the cloud assembly, whatever was found.
 *
 * A mapping of criteria to settings is judgement: an auditor decides. What each rule looks at and where its mapping comes from stands in
 * RULES.md.
 */
export class Soc2Checks extends NagPack {
  public readonly name = PACK_NAME;
  private readonly profile: Profile;
  private readonly leavesEvidence: boolean;
  private assessment?: Assessment;
  private outcomes: Outcome[] = [];

  /**
   * @param scope the app
   * @throws Error where a property does not fit
   */
  public constructor(scope?: IConstruct, props: Soc2ChecksProps = {}) {
    super(scope, props);
    this.packName = PACK_NAME;
    this.profile = new Profile(props);
    this.leavesEvidence = props.evidence ?? true;
    // What an earlier synthesis left is none of this one, should it stop before the pack has its turn.
    scope?.node.root.node.addValidation({ validate: () => { removeEvidence(App.of(scope)?.outdir); return []; } });
  }

  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const assessment = new Assessment(context.appConstruct, this.profile, true);
    const report = this.checkWith(assessment, context.appConstruct);
    const outdir = App.of(context.appConstruct)?.outdir;
    if (this.leavesEvidence && outdir !== undefined) writeEvidence(outdir, evidenceOf(this.outcomes, assessment.estate, this.profile));
    return report;
  }

  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return this.checkWith(new Assessment(scope.node.root, this.profile), scope);
  }

  private checkWith(assessment: Assessment, scope: IConstruct): PolicyValidationPluginReport {
    this.assessment = assessment;
    this.outcomes = [];
    const report = super.validateScope(scope);
    // The base class takes warnings for failures.
    return { ...report, success: report.violations.every(({ severity }) => severity !== 'error') };
  }

  protected override checkResource(node: CfnResource): void {
    for (const outcome of this.assessment?.outcomesOf(node) ?? []) {
      this.outcomes.push(outcome);
      if (outcome.status === OutcomeStatus.FAILED || outcome.status === OutcomeStatus.UNRESOLVED) this.report(node, outcome);
    }
  }

  private report(node: CfnResource, { rule, finding = '' }: Outcome): void {
    const { criterion, name, info, explanation } = rule;
    this.applyRule({
      ruleSuffixOverride: `${criterion}-${name}`,
      info: isUnresolved(finding) ? `It can't be told from the template whether this is so: ${info}` : info,
      explanation,
      level: this.profile.severityOf(rule) === 'warning' ? NagMessageLevel.WARN : NagMessageLevel.ERROR,
      node,
      rule: () => finding === '' ? NagRuleCompliance.NON_COMPLIANT : [finding],
    });
  }
}
