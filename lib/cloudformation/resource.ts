import { at } from './read';
import type { Template } from './template';
import type { ObjectValue, Value } from './value';

/** A resource as it stands in the template. */
export interface RawResource {
  readonly Type?: unknown;
  readonly Properties?: unknown;
  readonly DependsOn?: unknown;
  readonly Condition?: unknown;
  readonly DeletionPolicy?: unknown;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** A resource of a template. */
export class Resource {
  private resolved?: ObjectValue;

  public constructor(
    public readonly template: Template, public readonly logicalId: string, public readonly type: string, public readonly raw: RawResource,
  ) {}

  /** Its properties, resolved as far as they can be. */
  public get properties(): ObjectValue {
    this.resolved ??= (this.template.resolve(this.raw.Properties ?? {}) ?? {}) as ObjectValue;
    return this.resolved;
  }

  /** What lies at a path below its properties. */
  public get(...path: readonly (string | number)[]): Value | undefined {
    return at(this.properties, ...path);
  }

  /** For what is said about it elsewhere. */
  public get label(): string {
    return this.logicalId;
  }

  /** Where it stands in the app. */
  public get constructPath(): string | undefined {
    return this.template.constructPathOf(this.logicalId);
  }

  /** The logical ids that it waits for. */
  public get dependsOn(): readonly string[] {
    const { DependsOn: given } = this.raw;
    return (Array.isArray(given) ? given : [given]).filter((id): id is string => typeof id === 'string');
  }

  /** Whether it is the same resource. */
  public is(other: Resource | undefined): boolean {
    return other !== undefined && other.template.identity === this.template.identity && other.logicalId === this.logicalId;
  }
}
