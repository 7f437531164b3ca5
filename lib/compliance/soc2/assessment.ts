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
    return this.profile.rulesFor(node.cfnResourceType).flatMap((rule) => {
      const verdict = 'rule' in rule ? verdictOf(rule, node) : this.inspection.judge(rule, node);
      if (verdict === NOT_APPLICABLE) return [];
      if (verdict.length === 0) return [this.outcome(rule, node)];
      return [...new Set(verdict.map(findingDetail))].map((finding) => this.outcome(rule, node, finding));
    });
  }

  private outcome(rule: AnyRule, node: CfnResource, finding?: string): Outcome {
    const resource = {
      rule, resourcePath: node.node.path, resourceType: node.cfnResourceType, stack: node.stack.node.path,
      logicalId: this.inspection.logicalIdOf(node),
    };
    if (finding === undefined) return { ...resource, status: OutcomeStatus.COMPLIANT };
    const findingId = finding === '' ? ruleId(rule) : `${ruleId(rule)}[${finding}]`;
    const reason = acknowledgementOf(node, findingId);
    const status = reason !== undefined ? OutcomeStatus.ACKNOWLEDGED : isUnresolved(finding) ? OutcomeStatus.UNRESOLVED : OutcomeStatus.FAILED;
    return { ...resource, status, finding, findingId, ...reason === undefined ? {} : { reason } };
  }
}
