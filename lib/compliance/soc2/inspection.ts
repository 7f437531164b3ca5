import type { Stack, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Resource } from '../../cloudformation/resource';
import type { Template } from '../../cloudformation/template';
import type { Soc2Thresholds } from '../soc2-thresholds';
import { templatesOf } from './model/app-templates';
import { areOpen, casesOf, focusOn } from './model/cases';
import { Estate } from './model/estate';
import type { Rule } from './rule';
import { joined, NOT_APPLICABLE, type Verdict } from './verdict';

/** Looks at all stacks of an app at once, each in all its cases. */
export class Inspection {
  /** All resources, with nothing assumed about parameters. */
  public readonly estate: Estate;
  private readonly templates: ReadonlyMap<Stack, Template>;
  private readonly cases = new Map<Stack, Cases>();
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
    const cases = template === undefined ? [] : this.casesOf(node.stack, template, logicalId).flatMap((estate) => {
      const resource = estate.templateLike(template).resources.get(logicalId);
      return resource === undefined ? [] : [{ resource, estate }];
    });
    this.last = { node, logicalId, cases };
    return this.last;
  }

  /** Where there are more than can be looked at together, those that make a difference to the resource. */
  private casesOf(stack: Stack, template: Template, logicalId: string): readonly Estate[] {
    const known = this.cases.get(stack) ?? this.allCasesOf(template);
    this.cases.set(stack, known);
    if (!known.areOpen) return known.all;
    const focus = focusOn(template, logicalId);
    const estates = focus.key === '' ? known.all : known.byFocus.get(focus.key) ?? this.estatesOf(casesOf(template, focus), template);
    known.byFocus.set(focus.key, estates);
    return estates;
  }

  private allCasesOf(template: Template): Cases {
    const all = casesOf(template);
    return { all: this.estatesOf(all, template), areOpen: areOpen(template, all), byFocus: new Map() };
  }

  private estatesOf(cases: readonly Template[], template: Template): readonly Estate[] {
    return cases.length === 1 && cases[0] === template ? [this.estate] : cases.map((one) => this.estate.with(one));
  }
}

/** The cases of a stack. */
interface Cases {
  readonly all: readonly Estate[];
  /** Whether there are more than could be looked at together. */
  readonly areOpen: boolean;
  readonly byFocus: Map<string, readonly Estate[]>;
}

/** A resource as it is in each case in which it is made. */
interface Seen {
  readonly node: CfnResource;
  readonly logicalId: string;
  readonly cases: ReadonlyArray<{ readonly resource: Resource; readonly estate: Estate }>;
}
