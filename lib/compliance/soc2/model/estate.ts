import { referencesIn } from '../../../cloudformation/references';
import type { Resource } from '../../../cloudformation/resource';
import type { Template } from '../../../cloudformation/template';

/** All templates that are checked together: an answer may lie in another stack. */
export class Estate {
  private readonly byType = new Map<string, Resource[]>();
  private readonly byIdentity: ReadonlyMap<object, Template>;
  private referrers?: Map<object, Map<string, Resource[]>>;

  public constructor(public readonly templates: readonly Template[]) {
    this.byIdentity = new Map(templates.map((template) => [template.identity, template]));
    for (const template of templates) {
      for (const resource of template.resources.values()) {
        const known = this.byType.get(resource.type);
        if (known === undefined) this.byType.set(resource.type, [resource]);
        else known.push(resource);
      }
    }
  }

  /** The resources of some types, of all stacks. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** The same, with one template in another case. */
  public with(one: Template): Estate {
    return new Estate(this.templates.map((template) => template.identity === one.identity ? one : template));
  }

  /** The template of the same stack. */
  public templateLike(other: Template): Template {
    return this.byIdentity.get(other.identity) ?? other;
  }

  /** The resources that refer to one, of some types; none given: of any. Reads the whole estate once. */
  public referringTo({ template, logicalId }: Resource, ...types: readonly string[]): readonly Resource[] {
    this.referrers ??= this.findReferrers();
    const found = this.referrers.get(template.identity)?.get(logicalId) ?? [];
    return types.length === 0 ? found : found.filter(({ type }) => types.includes(type));
  }

  private findReferrers(): Map<object, Map<string, Resource[]>> {
    const referrers = new Map(this.templates.map(({ identity }) => [identity, new Map<string, Resource[]>()]));
    for (const resource of this.templates.flatMap(({ resources }) => [...resources.values()])) {
      const seen = new Set<Resource[]>();
      for (const { template, logicalId } of referencesIn(resource.properties)) {
        const byId = referrers.get(template.identity);
        const known = byId?.get(logicalId) ?? [];
        if (!seen.has(known)) known.push(resource);
        seen.add(known);
        byId?.set(logicalId, known);
      }
    }
    return referrers;
  }
}
