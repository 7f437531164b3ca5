import type { Resource } from '../model/resource';
import type { Environment, Template } from '../model/template';

/** A cloud assembly with all its stages, stacks and nested stacks. */
export class Assembly {
  public constructor(
    /** Where it lies. */
    public readonly folder: string,
    /** Every template that has resources; parents before the stacks nested in them. */
    public readonly templates: readonly Template[],
  ) {}

  /** The resources of some types, of all templates. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    return this.templates.flatMap((template) => template.ofType(...types));
  }
}

/** Whether two stacks surely, or as far as their environments tell, go to the same account and region. */
export function sameEnvironment(one: Environment, other: Environment): boolean {
  return one.account === other.account && one.region === other.region;
}
