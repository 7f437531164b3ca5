import type { Resource } from '../../lib/cloudformation/resource';
import type { Template } from '../../lib/cloudformation/template';

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
