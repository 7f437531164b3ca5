import type { Stack, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Resource } from '../../cloudformation/resource';
import type { Template } from '../../cloudformation/template';
import type { Soc2Thresholds } from '../soc2-thresholds';
import { templatesOf } from './model/app-templates';
import { casesOf } from './model/cases';
import { Estate } from './model/estate';
import type { Rule } from './rule';
import { joined, NOT_APPLICABLE, type Verdict } from './verdict';

/** Looks at all stacks of an app at once, each in all its cases. */
export class Inspection {
  /** All resources, with nothing assumed about parameters. */
  public readonly estate: Estate;
  private readonly templates: ReadonlyMap<Stack, Template>;
  private readonly cases = new Map<Stack, readonly Estate[]>();
  /** By path in the app. */
  private readonly logicalIds: ReadonlyMap<string, string>;
  private last?: Seen;

  /** @param synthesised whether the app's templates have been written */
  public constructor(root: IConstruct, private readonly thresholds: Required<Soc2Thresholds>, synthesised = false) {
    this.templates = templatesOf(root, synthesised);
    this.estate = new Estate([...this.templates.values()]);
    this.logicalIds = new Map(this.estate.templates.flatMap(({ source }) => [...source.constructPaths])
      .map(([logicalId, path]) => [path, logicalId]));
  }

  /** What a rule says of a resource, in every case of its stack. */
  public judge(rule: Rule, node: CfnResource): Verdict {
    if (!rule.resourceTypes.includes(node.cfnResourceType)) return NOT_APPLICABLE;
    return joined(this.seen(node).cases.map(({ resource, estate }) => rule.check(resource, { estate, thresholds: this.thresholds })));
  }

  /** Its name within its template. */
  public logicalIdOf(node: CfnResource): string {
    return this.seen(node).logicalId;
  }

  /** All rules look at one resource before the next. */
  private seen(node: CfnResource): Seen {
    if (this.last?.node === node) return this.last;
    const logicalId = this.logicalIds.get(node.node.path) ?? node.stack.resolve(node.logicalId) as string;
    const template = this.templates.get(node.stack);
    const cases = template === undefined ? [] : this.casesOf(node.stack, template).flatMap((estate) => {
      const resource = estate.templateLike(template).resources.get(logicalId);
      return resource === undefined ? [] : [{ resource, estate }];
    });
    this.last = { node, logicalId, cases };
    return this.last;
  }

  private casesOf(stack: Stack, template: Template): readonly Estate[] {
    const known = this.cases.get(stack);
    if (known !== undefined) return known;
    const cases = casesOf(template);
    const estates = cases.length === 1 && cases[0] === template ? [this.estate] : cases.map((one) => this.estate.with(one));
    this.cases.set(stack, estates);
    return estates;
  }
}

/** A resource as it is in each case in which it is made. */
interface Seen {
  readonly node: CfnResource;
  readonly logicalId: string;
  readonly cases: ReadonlyArray<{ readonly resource: Resource; readonly estate: Estate }>;
}
