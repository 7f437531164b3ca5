import { Token } from 'aws-cdk-lib';

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
