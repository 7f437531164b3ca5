import type { Stack, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Template } from '../../cloudformation/template';
import type { Soc2Thresholds } from '../soc2-thresholds';
import { templatesOf } from './model/app-templates';
import { casesOf } from './model/cases';
import { Estate } from './model/estate';
import type { Rule } from './rule';
import { joined, NOT_APPLICABLE, type Verdict } from './verdict';

/** Looks at all stacks of an app at once, each in all its cases. */
export class Inspection {
  private readonly templates: ReadonlyMap<Stack, Template>;
  private readonly whole: Estate;
  private readonly cases = new Map<Stack, readonly Estate[]>();

  public constructor(root: IConstruct, private readonly thresholds: Required<Soc2Thresholds>) {
    this.templates = templatesOf(root);
    this.whole = new Estate([...this.templates.values()]);
  }

  /** What a rule says of a resource, in every case of its stack. */
  public judge(rule: Rule, node: CfnResource): Verdict {
    if (!rule.resourceTypes.includes(node.cfnResourceType)) return NOT_APPLICABLE;
    const template = this.templates.get(node.stack);
    if (template === undefined) return NOT_APPLICABLE;
    const logicalId = node.stack.resolve(node.logicalId) as string;
    return joined(this.casesOf(node.stack, template).map((estate) => {
      const resource = estate.templateLike(template).resources.get(logicalId);
      return resource === undefined ? NOT_APPLICABLE : rule.check(resource, { estate, thresholds: this.thresholds });
    }));
  }

  private casesOf(stack: Stack, template: Template): readonly Estate[] {
    const known = this.cases.get(stack);
    if (known !== undefined) return known;
    const cases = casesOf(template);
    const estates = cases.length === 1 && cases[0] === template ? [this.whole] : cases.map((one) => this.whole.with(one));
    this.cases.set(stack, estates);
    return estates;
  }
}
