import { referencesIn } from '../../../cloudformation/references';
import type { Resource } from '../../../cloudformation/resource';
import type { Template } from '../../../cloudformation/template';

/** All templates that are checked together: an answer may lie in another stack. */
export class Estate {
  private readonly byIdentity: ReadonlyMap<object, Template>;

  public constructor(public readonly templates: readonly Template[]) {
    this.byIdentity = new Map(templates.map((template) => [template.identity, template]));
  }

  /** The resources of some types, of all stacks. */
  public ofType(...types: readonly string[]): readonly Resource[] {
    return this.templates.flatMap((template) => types.flatMap((type) => indexOf(template).byType.get(type) ?? []));
  }

  /** The same, with one template in another case. */
  public with(one: Template): Estate {
    return new Estate(this.templates.map((template) => template.identity === one.identity ? one : template));
  }

  /** The template of the same stack. */
  public templateLike(other: Template): Template {
    return this.byIdentity.get(other.identity) ?? other;
  }

  /** The resources that refer to one, of some types; none given: of any. Reads each template once. */
  public referringTo({ template: { identity }, logicalId }: Resource, ...types: readonly string[]): readonly Resource[] {
    const found = this.templates.flatMap((template) => referrersIn(template).get(identity)?.get(logicalId) ?? []);
    return types.length === 0 ? found : found.filter(({ type }) => types.includes(type));
  }
}

type Referrers = ReadonlyMap<object, ReadonlyMap<string, readonly Resource[]>>;

interface Index { readonly byType: ReadonlyMap<string, readonly Resource[]>; referrers?: Referrers }

// A template is the same in all cases of the others: what is found in it is kept with it.
const INDEXES = new WeakMap<Template, Index>();

function indexOf(template: Template): Index {
  const known = INDEXES.get(template);
  if (known !== undefined) return known;
  const byType = new Map<string, Resource[]>();
  for (const resource of template.resources.values()) append(byType, resource.type, resource);
  const index = { byType };
  INDEXES.set(template, index);
  return index;
}

/** Who refers to what: by the identity of the template, then by logical id. */
function referrersIn(template: Template): Referrers {
  const index = indexOf(template);
  if (index.referrers !== undefined) return index.referrers;
  const referrers = new Map<object, Map<string, Resource[]>>();
  for (const resource of template.resources.values()) {
    for (const reference of referencesIn(resource.properties)) {
      const byId = referrers.get(reference.template.identity) ?? new Map<string, Resource[]>();
      referrers.set(reference.template.identity, byId);
      if (byId.get(reference.logicalId)?.at(-1) !== resource) append(byId, reference.logicalId, resource);
    }
  }
  index.referrers = referrers;
  return referrers;
}

function append<Key>(map: Map<Key, Resource[]>, key: Key, resource: Resource): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [resource]);
  else known.push(resource);
}
