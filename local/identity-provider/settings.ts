/** How the identity provider is set up, from its environment. */
export interface IdentityProviderSettings {
  /** IDENTITY_PROVIDER_PORT, on the loopback interface */
  readonly port: number;
  /** IDENTITY_PROVIDER_CLIENT_ID */
  readonly clientId: string;
  /** IDENTITY_PROVIDER_CLIENT_SECRET */
  readonly clientSecret: string;
  /** IDENTITY_PROVIDER_FRONT_DOORS: origins that logins come back to, the first one preferred, parted by spaces */
  readonly frontDoors: readonly string[];
}

/** @throws Error naming the variable that is missing or wrong */
export function readIdentityProviderSettings(variables: Readonly<Record<string, string | undefined>>): IdentityProviderSettings {
  const required = (name: string, expected: string): string => {
    const value = variables[name];
    if (!value) throw new Error(`${name} is not set, expected ${expected}`);
    return value;
  };
  const port = Number(required('IDENTITY_PROVIDER_PORT', 'a port'));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('IDENTITY_PROVIDER_PORT is no port, expected 1 to 65535');
  return {
    port,
    clientId: required('IDENTITY_PROVIDER_CLIENT_ID', 'a client id'),
    clientSecret: required('IDENTITY_PROVIDER_CLIENT_SECRET', 'a secret'),
    frontDoors: required('IDENTITY_PROVIDER_FRONT_DOORS', 'origins such as http://127.0.0.1:8080').split(' ').map((text) => new URL(text).origin),
  };
}
