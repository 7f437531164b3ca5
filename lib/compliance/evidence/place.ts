import { isAbsent, list, shown } from '../../cloudformation/read';
import { resourcesIn } from '../../cloudformation/references';
import type { Resource } from '../../cloudformation/resource';
import type { Value } from '../../cloudformation/value';
import type { EvidenceResource } from './document';

/** Where a resource of a template stands. */
export function placeOf(resource: Resource): EvidenceResource {
  return { resource: pathOf(resource), type: resource.type, stack: resource.template.stack, logicalId: resource.logicalId };
}

/** Its path in the app, or else its name within the stack. */
export function pathOf(resource: Resource): string {
  return resource.constructPath ?? `${resource.template.stack}/${resource.logicalId}`;
}

/** A name, for people; nothing where none is given. */
export function nameOf(resource: Resource, property: string): { readonly name?: string } {
  const given = resource.get(property);
  return isAbsent(given) ? {} : { name: shown(given) };
}

/** Those that are told: resources of the app by path, others by address. */
export function toldBy(actions: Value | undefined): readonly string[] {
  const told = (list(actions) ?? []).flatMap((action) => {
    const known = resourcesIn(action);
    return known.length > 0 ? known.map(pathOf) : [shown(action)];
  });
  return [...new Set(told)].sort();
}
