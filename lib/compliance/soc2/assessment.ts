import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledgementOf } from '../acknowledgement';
import { ruleId } from './catalogue';
import { findingDetail } from './finding-detail';
import { Inspection } from './inspection';
import type { Estate } from './model/estate';
import { verdictOf, type AnyRule } from './nag-rule';
import { OutcomeStatus, type Outcome } from './outcome';
import type { Profile } from './profile';
import { isUnresolved, NOT_APPLICABLE } from './verdict';

/** What a profile's rules say of the resources of an app, and what was answered. */
export class Assessment {
  private readonly inspection: Inspection;

  /**
   * @param root the whole app: an answer may lie in any of its stacks
   * @param synthesised whether its templates have been written
   */
  public constructor(root: IConstruct, private readonly profile: Profile, synthesised = false) {
    this.inspection = new Inspection(root, profile.thresholds, synthesised);
  }

  /** All resources of the app. */
  public get estate(): Estate {
    return this.inspection.estate;
  }

  /** What the rules say of one resource; nothing of those that do not apply to it. */
  public outcomesOf(node: CfnResource): readonly Outcome[] {
    const outcomes: Outcome[] = [];
    let where: Where | undefined;
    const add = (rule: AnyRule, finding?: string): void => {
      where ??= this.whereIs(node);
      outcomes.push(outcomeOf(rule, node, where, finding));
    };
    for (const rule of this.profile.rulesFor(node.cfnResourceType)) {
      const verdict = 'rule' in rule ? verdictOf(rule, node) : this.inspection.judge(rule, node);
      if (verdict === NOT_APPLICABLE) continue;
      if (verdict.length === 0) add(rule);
      for (const finding of new Set(verdict.map(findingDetail))) add(rule, finding);
    }
    return outcomes;
  }

  private whereIs(node: CfnResource): Where {
    const { cfnResourceType: resourceType, stack } = node;
    return { resourcePath: node.node.path, resourceType, stack: stack.node.path, logicalId: this.inspection.logicalIdOf(node) };
  }
}

type Where = Pick<Outcome, 'resourcePath' | 'resourceType' | 'stack' | 'logicalId'>;

function outcomeOf(rule: AnyRule, node: CfnResource, where: Where, finding: string | undefined): Outcome {
  if (finding === undefined) return { rule, ...where, status: OutcomeStatus.COMPLIANT };
  const findingId = finding === '' ? ruleId(rule) : `${ruleId(rule)}[${finding}]`;
  const reason = acknowledgementOf(node, findingId);
  const status = reason !== undefined ? OutcomeStatus.ACKNOWLEDGED : isUnresolved(finding) ? OutcomeStatus.UNRESOLVED : OutcomeStatus.FAILED;
  return { rule, ...where, status, finding, findingId, ...reason === undefined ? {} : { reason } };
}
