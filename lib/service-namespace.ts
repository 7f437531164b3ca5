import { Token } from 'aws-cdk-lib';
import type { INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct, IConstruct } from 'constructs';

const taken = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Keeps a namespace that is brought for one service of its app: workers find each as `workers.<namespace>`, so two would get each other's.
 * @throws Error where another service has it
 */
export function takeNamespace(service: Construct, namespace: INamespace): void {
  const { root } = service.node;
  const namespaces = taken.get(root) ?? new Map<string, string>();
  taken.set(root, namespaces);
  const key = Token.isUnresolved(namespace.namespaceId) ? namespace.node.path : namespace.namespaceId;
  const other = namespaces.get(key);
  if (other !== undefined) {
    throw new Error(`got a namespace that ${other} has, expected one of its own, since workers find a service as workers.<namespace>: give another, or none`);
  }
  namespaces.set(key, service.node.path);
}
