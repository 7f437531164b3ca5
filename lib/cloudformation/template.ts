import type { Assumptions } from './assumptions';
import { resolve } from './resolve';
import { type RawResource, Resource } from './resource';
import { Reference, Unknown, type Value } from './value';

/** Where a stack goes. */
export interface Environment {
  /** @default - known at deployment */
  readonly account?: string;
  /** @default - known at deployment */
  readonly region?: string;
}

/** What a template is made from. */
export interface TemplateSource {
  /** The stack's path in the app. */
  readonly stack: string;
  /** The file, relative to the assembly's folder. */
  readonly file: string;
  readonly environment: Environment;
  readonly body: RawTemplate;
  /** Size in bytes as it will be uploaded. */
  readonly size: number;
  /** Paths in the app by logical id. */
  readonly constructPaths: ReadonlyMap<string, string>;
  /** The name that the stack will have. @default - not known, as for nested stacks */
  readonly stackName?: string;
  /**
   * What parameters and pseudo parameters are taken to be. With assumptions given, a parameter's default is none: whoever deploys may
   * hand in another value.
   * @default - parameters have their defaults
   */
  readonly assumptions?: Assumptions;
  /** What conditions are taken to be that nothing else decides. @default - they stay open */
  readonly conditions?: ReadonlyMap<string, boolean>;
  /** What this template and others of the same stack, with other assumptions, have in common. @default - this source */
  readonly identity?: object;
}

/** A template as parsed. */
export interface RawTemplate {
  readonly Resources?: Readonly<Record<string, RawResource>>;
  readonly Parameters?: Readonly<Record<string, RawParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } }>>;
}

/** A parameter as it is declared. */
export interface RawParameter {
  readonly Type?: unknown;
  readonly Default?: unknown;
  readonly AllowedValues?: unknown;
  readonly MaxValue?: unknown;
}

/** One template of the assembly: of a stack or of a nested stack. */
export class Template {
  public readonly stack: string;
  public readonly environment: Environment;
  public readonly raw: RawTemplate;
  public readonly resources: ReadonlyMap<string, Resource>;
  /** The resource of another template whose nested stack this is. */
  public parent?: Resource;
  private readonly children = new Map<string, Template>();
  /** Finds the resources of other stacks that the app refers to directly. */
  private foreign: (stack: string) => Template | undefined = () => undefined;
  /** Finds what a name exports in the same account and region. */
  private exported: (name: string) => Value | undefined = () => undefined;

  public constructor(public readonly source: TemplateSource) {
    this.stack = source.stack;
    this.environment = source.environment;
    this.raw = source.body;
    this.resources = new Map(Object.entries(source.body.Resources ?? {})
      .filter(([, raw]) => typeof raw === 'object' && raw !== null && typeof raw.Type === 'string')
      .map(([id, raw]) => [id, new Resource(this, id, raw.Type as string, raw)]));
  }

  /** Ties a nested stack to the resource that makes it. */
  public nest(resource: Resource, child: Template): void {
    this.children.set(resource.logicalId, child);
    child.parent = resource;
  }

  /** Lets `Fn::ImportValue` find the other stacks. */
  public importFrom(exported: (name: string) => Value | undefined): void {
    this.exported = exported;
  }

  /** Lets direct references to other stacks of an app find them. */
  public referTo(foreign: (stack: string) => Template | undefined): void {
    this.foreign = foreign;
  }

  /** A resource of another stack of the same app. */
  public referenceTo(stack: string, logicalId: string, attribute?: string): Value {
    const template = this.foreign(stack);
    return template?.resources.has(logicalId) === true ? new Reference(template, logicalId, attribute) : new Unknown(`${stack}.${logicalId}.${attribute}`);
  }

  /** The same template from another source, within the same surroundings. */
  public assuming(source: TemplateSource): Template {
    const template = new Template(source);
    template.parent = this.parent;
    for (const [logicalId, child] of this.children) template.children.set(logicalId, child);
    template.exported = this.exported;
    template.foreign = this.foreign;
    return template;
  }

  /** The same for a stack's template under all assumptions. */
  public get identity(): object {
    return this.source.identity ?? this.source;
  }

  /** The resources of some types. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    return [...this.resources.values()].filter(({ type }) => types.includes(type));
  }

  /** A part of the template, with its intrinsic functions resolved; `undefined` for `AWS::NoValue`. */
  public resolve(raw: unknown): Value | undefined {
    return resolve(raw, this);
  }

  /** What `Fn::ImportValue` gives. */
  public imported(name: Value | undefined): Value {
    return (typeof name === 'string' ? this.exported(name) : undefined) ?? new Unknown(`Fn::ImportValue ${JSON.stringify(name)}`);
  }

  /** The nested stack that a resource makes. */
  public child(logicalId: string): Template | undefined {
    return this.children.get(logicalId);
  }

  /** Where a resource stands in the app. */
  public constructPathOf(logicalId: string): string | undefined {
    const metadata = this.resources.get(logicalId)?.raw.Metadata?.['aws:cdk:path'];
    return this.source.constructPaths.get(logicalId) ?? (typeof metadata === 'string' ? metadata : undefined);
  }
}

/** The resource that a reference means. */
export function target(reference: Reference | undefined): Resource | undefined {
  return reference?.template.resources.get(reference.logicalId);
}

/** Whether two stacks surely, or as far as their environments tell, go to the same account and region. */
export function sameEnvironment(one: Environment, other: Environment): boolean {
  return one.account === other.account && one.region === other.region;
}
