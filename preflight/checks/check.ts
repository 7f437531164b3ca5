import type { Resource } from '../../lib/cloudformation/resource';
import type { Template } from '../../lib/cloudformation/template';
import type { Assembly } from '../assembly/assembly';

/** What a check found. */
export interface Fault {
  readonly template: Template;
  /** @default - it is about the template as a whole */
  readonly resource?: Resource;
  /** Where in the resource's properties, names joined by dots. */
  readonly at?: string;
  readonly message: string;
}

/** A rule of a service that neither CDK's rules nor cfn-lint know. */
export interface Check {
  /** The service, then what is wrong. */
  readonly id: string;
  readonly find: (assembly: Assembly) => readonly Fault[];
}

/** Reports a fault of the resource that is being looked at. */
export type Found = (message: string, at?: string) => void;

/** A check that looks at each resource of some types by itself; what it refers to can be followed from there. */
export function resourceCheck(id: string, types: readonly string[], look: (resource: Resource, found: Found, assembly: Assembly) => void): Check {
  return {
    id,
    find: (assembly) => {
      const faults: Fault[] = [];
      for (const resource of assembly.ofType(...types)) {
        look(resource, (message, at) => faults.push({ template: resource.template, resource, at, message }), assembly);
      }
      return faults;
    },
  };
}

/** A check that looks at the whole assembly, or at one template at a time. */
export function assemblyCheck(id: string, look: (assembly: Assembly, found: (fault: Fault) => void) => void): Check {
  return {
    id,
    find: (assembly) => {
      const faults: Fault[] = [];
      look(assembly, (fault) => faults.push(fault));
      return faults;
    },
  };
}
