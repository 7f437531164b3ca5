import type { Node } from 'constructs';

/** What the example stack is told by context: `-c luigi:domainName=luigi.example.org`, or in cdk.json. */
export interface ExampleSettings {
  /** luigi:domainName: the host name that people use. */
  readonly domainName: string;
  /** luigi:hostedZoneId and luigi:hostedZoneName: the zone that it lies in. */
  readonly hostedZone: { readonly id: string; readonly name: string };
  /** luigi:internetFacing: `true` or `false`. */
  readonly internetFacing: boolean;
  /** luigi:okta*: log in by Okta instead of a user pool of the stack's own. */
  readonly okta: { readonly domain: string; readonly clientId: string; readonly secretName: string } | undefined;
}

/** With nothing given the stack synthesises, but can't be deployed: example.com is nobody's. */
const PLACEHOLDERS = { domainName: 'luigi.example.com', hostedZoneId: 'Z0123456789EXAMPLE00', hostedZoneName: 'example.com' };

const HOST_NAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * Reads the context.
 * @throws Error that names the key, what was got and what is expected
 */
export function readSettings(node: Node): ExampleSettings {
  const read = (key: string, pattern: RegExp, expected: string): string | undefined => {
    const value: unknown = node.tryGetContext(`luigi:${key}`);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new Error(`context luigi:${key}: got ${JSON.stringify(value)}, expected ${expected}; give it by -c luigi:${key}=... or in cdk.json`);
  };
  const domainName = read('domainName', HOST_NAME, 'a host name in lower case such as luigi.example.org');
  const id = read('hostedZoneId', /^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone such as Z0123456789ABCDEFGHIJ');
  const name = read('hostedZoneName', HOST_NAME, 'the name of the hosted zone such as example.org');
  const zone = together({ domainName, hostedZoneId: id, hostedZoneName: name }) ?? PLACEHOLDERS;
  if (!zone.domainName.endsWith(`.${zone.hostedZoneName}`) && zone.domainName !== zone.hostedZoneName) {
    throw new Error(`context luigi:domainName: got ${zone.domainName}, expected a name in the zone ${zone.hostedZoneName} of luigi:hostedZoneName`);
  }
  const okta = together({
    oktaDomain: read('oktaDomain', HOST_NAME, 'the domain of the Okta organisation such as example.okta.com'),
    oktaClientId: read('oktaClientId', /^[A-Za-z0-9]{4,64}$/, 'the client id of the application in Okta'),
    oktaSecretName: read('oktaSecretName', /^[A-Za-z0-9/_+=.@-]{1,512}$/, 'the name of the Secrets Manager secret that holds the client secret'),
  });
  return {
    domainName: zone.domainName,
    hostedZone: { id: zone.hostedZoneId, name: zone.hostedZoneName },
    internetFacing: read('internetFacing', /^(?:true|false)$/, 'true or false') === 'true',
    okta: okta && { domain: okta.oktaDomain, clientId: okta.oktaClientId, secretName: okta.oktaSecretName },
  };
}

/** All of them, or undefined where none is given. */
function together<Key extends string>(values: Readonly<Record<Key, string | undefined>>): Record<Key, string> | undefined {
  const missing = Object.entries(values).filter(([, value]) => value === undefined).map(([key]) => `luigi:${key}`);
  if (missing.length === Object.keys(values).length) return undefined;
  if (missing.length > 0) {
    throw new Error(`context ${missing.join(', ')}: got nothing, expected a value: ${Object.keys(values).map((key) => `luigi:${key}`).join(', ')} belong together`);
  }
  return values as Record<Key, string>;
}
