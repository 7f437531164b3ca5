import type { Node } from 'constructs';
import { KEYS, keyText, readContext, type ExampleContext, type KeyName } from './context';

/** Login at Okta. */
export interface OktaSettings {
  readonly kind: 'okta';
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecretArn: string;
}

/** Login at any OpenID Connect provider. */
export interface OidcSettings {
  readonly kind: 'oidc';
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  readonly clientSecretArn: string;
  readonly endSessionEndpoint?: string;
  readonly scopes?: readonly string[];
  readonly userClaim?: string;
  readonly groupsClaim?: string;
}

/** Login at a SAML provider. */
export interface SamlSettings {
  readonly kind: 'saml';
  readonly metadataUrl: string;
  readonly groupsAttribute: string;
  readonly emailAttribute?: string;
}

/** How people log in. */
export type LoginSettings = { readonly kind: 'userPool' } | OktaSettings | OidcSettings | SamlSettings;

/** What the example stack is made of. docs/operations.md has the keys of the context. */
export interface ExampleSettings {
  /** The host name that people use. */
  readonly domainName: string;
  /** The zone that it lies in. */
  readonly hostedZone: { readonly id: string; readonly name: string };
  readonly internetFacing: boolean;
  /** Networks and prefix lists of people; all that the load balancer's default lets in where there are none. */
  readonly allowedSources: readonly string[] | undefined;
  readonly alarmEmail: string | undefined;
  readonly login: LoginSettings;
  readonly breakGlass: 'none' | 'ready' | 'active';
  /** Workers outside of AWS roles: where their credentials are, and where they come from. */
  readonly workers: { readonly secretArn: string; readonly sources: readonly string[] } | undefined;
  /** Machines that call with tokens of their own: IAM roles of one account, workflows of GitHub. */
  readonly machines: {
    readonly aws?: { readonly issuer: string; readonly roles: readonly string[] };
    readonly repositories?: readonly string[];
  };
  /** Whether everything goes when the stack goes. */
  readonly destroy: boolean;
  readonly deletionProtection: boolean;
}

/** With nothing given the stack synthesises, but can't be deployed: example.com is nobody's. cdk.json has the same. */
export const PLACEHOLDERS = { domainName: 'luigi.example.com', hostedZoneId: 'Z0123456789EXAMPLE00', hostedZoneName: 'example.com' };

/**
 * Reads the context.
 * @throws Error that names the key, what was got and what is expected
 */
export function readSettings(node: Node): ExampleSettings {
  const context = readContext(node);
  const login = loginOf(context);
  const { breakGlass = 'none', removalPolicy = 'retain', deletionProtection = true } = context;
  if (breakGlass !== 'none' && login.kind === 'userPool') {
    throw new Error(`context luigi:breakGlass: got ${breakGlass} beside luigi:login userPool, expected luigi:login okta, oidc or saml: a user pool has no provider that could be down; leave luigi:breakGlass out`);
  }
  if (removalPolicy === 'destroy' && deletionProtection) {
    throw new Error('context luigi:removalPolicy: got destroy, expected luigi:deletionProtection=false beside it: load balancer and user pool would refuse to go');
  }
  return {
    ...nameOf(context),
    internetFacing: context.internetFacing ?? false,
    allowedSources: context.allowedSources,
    alarmEmail: context.alarmEmail,
    login,
    breakGlass,
    workers: workersOf(context),
    machines: machinesOf(context),
    destroy: removalPolicy === 'destroy',
    deletionProtection,
  };
}

function nameOf(context: ExampleContext): Pick<ExampleSettings, 'domainName' | 'hostedZone'> {
  const names = ['domainName', 'hostedZoneId', 'hostedZoneName'] as const;
  // The placeholders that stand in cdk.json are as good as nothing.
  const given = Object.fromEntries(names.filter((name) => context[name] !== PLACEHOLDERS[name]).map((name) => [name, context[name]]));
  const zone = names.some((name) => given[name] !== undefined) ? required(given, names, 'they belong together') : PLACEHOLDERS;
  if (!zone.domainName.endsWith(`.${zone.hostedZoneName}`) && zone.domainName !== zone.hostedZoneName) {
    throw new Error(`context luigi:domainName: got ${zone.domainName}, expected a name in the zone ${zone.hostedZoneName} of luigi:hostedZoneName`);
  }
  return { domainName: zone.domainName, hostedZone: { id: zone.hostedZoneId, name: zone.hostedZoneName } };
}

function loginOf(context: ExampleContext): LoginSettings {
  const { login = 'userPool' } = context;
  for (const name of Object.keys(context) as KeyName[]) {
    const kind = /^(?:okta|oidc|saml)(?=[A-Z])/.exec(name)?.[0];
    if (kind !== undefined && kind !== login) {
      throw new Error(`context ${keyText(name)}: got it beside luigi:login ${login}, expected luigi:login=${kind}; give that, or leave ${keyText(name)} out`);
    }
  }
  const because = `luigi:login=${login} needs them`;
  switch (login) {
    case 'userPool': return { kind: login };
    case 'okta': {
      const okta = required(context, ['oktaDomain', 'oktaClientId', 'oktaClientSecretArn'], because);
      return { kind: login, domain: okta.oktaDomain, clientId: okta.oktaClientId, clientSecretArn: okta.oktaClientSecretArn };
    }
    case 'oidc': {
      const oidc = required(context, [
        'oidcIssuer', 'oidcAuthorizationEndpoint', 'oidcTokenEndpoint', 'oidcUserInfoEndpoint', 'oidcClientId', 'oidcClientSecretArn',
      ], because);
      return {
        kind: login,
        issuer: oidc.oidcIssuer,
        authorizationEndpoint: oidc.oidcAuthorizationEndpoint,
        tokenEndpoint: oidc.oidcTokenEndpoint,
        userInfoEndpoint: oidc.oidcUserInfoEndpoint,
        clientId: oidc.oidcClientId,
        clientSecretArn: oidc.oidcClientSecretArn,
        endSessionEndpoint: context.oidcEndSessionEndpoint,
        scopes: context.oidcScopes,
        userClaim: context.oidcUserClaim,
        groupsClaim: context.oidcGroupsClaim,
      };
    }
    case 'saml': {
      const saml = required(context, ['samlMetadataUrl', 'samlGroupsAttribute'], because);
      return {
        kind: login,
        metadataUrl: saml.samlMetadataUrl,
        groupsAttribute: saml.samlGroupsAttribute,
        emailAttribute: context.samlEmailAttribute,
      };
    }
  }
}

function workersOf(context: ExampleContext): ExampleSettings['workers'] {
  if (context.workerSecretArn === undefined && context.workerSources === undefined) return undefined;
  const { workerSecretArn, workerSources } = required(context, ['workerSecretArn', 'workerSources'], 'they belong together');
  return { secretArn: workerSecretArn, sources: workerSources };
}

function machinesOf(context: ExampleContext): ExampleSettings['machines'] {
  const { githubRepositories: repositories } = context;
  if (context.machineIssuerUrl === undefined && context.machineRoles === undefined) return { repositories };
  const { machineIssuerUrl, machineRoles } = required(context, ['machineIssuerUrl', 'machineRoles'], 'they belong together');
  return { aws: { issuer: machineIssuerUrl, roles: machineRoles }, repositories };
}

type Given<Name extends KeyName> = { readonly [Each in Name]: NonNullable<ExampleContext[Each]> };

/** All of these. */
function required<Name extends KeyName>(context: ExampleContext, names: readonly Name[], because: string): Given<Name> {
  const missing = names.filter((name) => context[name] === undefined);
  if (missing.length === 0) return context as Given<Name>;
  const what = missing.map((name) => `${keyText(name)} (${KEYS[name].expected})`).join('; ');
  const beside = names.filter((name) => !missing.includes(name)).map(keyText).join(', ');
  throw new Error(`context ${missing.map(keyText).join(', ')}: got nothing${beside === '' ? '' : ` beside ${beside}`}, expected ${what}: ${because}`);
}
