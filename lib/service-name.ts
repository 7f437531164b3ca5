import { Stack, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/**
 * The name of a service, as parameters and records have it.
 * @throws Error where it is not one
 */
export function serviceNameOf(serviceName: string = 'luigi'): string {
  if (Token.isUnresolved(serviceName)) throw new Error('got a token as serviceName, expected a name that is known at synthesis, since parameters are named after it: give plain text');
  if (!/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(serviceName)) {
    throw new Error(`got '${serviceName}' as serviceName, expected lower-case letters, digits and inner hyphens, 32 at most`);
  }
  return serviceName;
}

const taken = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Keeps a service's name for it in its app: another of the same name would read its mappings.
 * @throws Error where another service of the same account and region has it, as far as these are known
 */
export function takeServiceName(service: Construct, serviceName: string): void {
  const { root } = service.node;
  const names = taken.get(root) ?? new Map<string, string>();
  taken.set(root, names);
  const stack = Stack.of(service);
  const isKnown = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  const key = `${isKnown ? `${stack.account}/${stack.region}` : stack.node.path} ${serviceName}`;
  const other = names.get(key);
  if (other !== undefined) {
    throw new Error(`got '${serviceName}' as serviceName, which ${other} has in the same account and region, expected a name of its own, since mappings are found by it: give another`);
  }
  names.set(key, service.node.path);
}
