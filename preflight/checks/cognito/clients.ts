import { at, completeList, flag, number, object, objects, reference, shown, text, texts } from '../../../lib/cloudformation/read';
import { waitsFor } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import { type Check, resourceCheck } from '../check';

const CLIENT = 'AWS::Cognito::UserPoolClient';
const SCOPES = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

/** Clients of user pools. */
export const CLIENT_CHECKS: readonly Check[] = [
  resourceCheck('cognito-urls', [CLIENT], (client, found) => {
    for (const key of ['CallbackURLs', 'LogoutURLs', 'DefaultRedirectURI']) {
      for (const url of texts(client.get(key))) {
        if (/^http:\/\//i.test(url) && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/i.test(url)) found(`${key} ${url}: expected https, or http://localhost for tests; change it`, key);
        else if (!/^[a-z][a-z0-9+.-]*:/i.test(url)) found(`${key} ${url}: expected a full address with its scheme; correct it`, key);
        else if (url.includes('#')) found(`${key} ${url}: expected none with a fragment; remove "#" and what follows`, key);
      }
    }
    const callbacks = completeList(client.get('CallbackURLs'));
    const fallback = client.get('DefaultRedirectURI');
    if (text(fallback) !== undefined && (client.get('CallbackURLs') === undefined || callbacks !== undefined && callbacks.every((one) => text(one) !== undefined) && !callbacks.includes(fallback ?? null))) {
      found(`DefaultRedirectURI ${text(fallback)}: expected one of the CallbackURLs; add it there`, 'DefaultRedirectURI');
    }
  }),

  resourceCheck('cognito-flows', [CLIENT], (client, found) => {
    const given = completeList(client.get('AllowedOAuthFlows'));
    const flows = texts(client.get('AllowedOAuthFlows') ?? []);
    const on = client.get('AllowedOAuthFlowsUserPoolClient');
    if (flows.length > 0 && (on === undefined || flag(on) === false)) found('AllowedOAuthFlows without AllowedOAuthFlowsUserPoolClient: expected true; set it', 'AllowedOAuthFlowsUserPoolClient');
    if (flag(on) === true && (client.get('AllowedOAuthFlows') === undefined || given?.length === 0)) found('AllowedOAuthFlowsUserPoolClient without AllowedOAuthFlows: expected code; add it', 'AllowedOAuthFlows');
    if (flows.length > 0 && (client.get('AllowedOAuthScopes') === undefined || completeList(client.get('AllowedOAuthScopes'))?.length === 0)) found('AllowedOAuthFlows without AllowedOAuthScopes: expected scopes; add them', 'AllowedOAuthScopes');
    if (flows.includes('client_credentials')) {
      if (flows.length > 1) found(`flow client_credentials with ${flows.filter((flow) => flow !== 'client_credentials').join(', ')}: expected it alone; make a client of its own`, 'AllowedOAuthFlows');
      if (client.get('GenerateSecret') === undefined || flag(client.get('GenerateSecret')) === false) found('flow client_credentials without a secret: expected GenerateSecret true; set it', 'GenerateSecret');
      const personal = texts(client.get('AllowedOAuthScopes') ?? []).filter((scope) => SCOPES.includes(scope));
      if (personal.length > 0) found(`flow client_credentials with scope ${personal.join(', ')}: expected scopes of a resource server; machines are nobody`, 'AllowedOAuthScopes');
    }
    if (flows.some((flow) => flow === 'code' || flow === 'implicit') && (client.get('CallbackURLs') === undefined || completeList(client.get('CallbackURLs'))?.length === 0)) {
      found(`flow ${flows.join(', ')} without CallbackURLs: expected one at least; add it`, 'CallbackURLs');
    }
  }),

  resourceCheck('cognito-scopes', [CLIENT], (client, found, assembly) => {
    const pool = poolOf(client);
    const servers = assembly.ofType('AWS::Cognito::UserPoolResourceServer').filter((server) => pool !== undefined && pool.is(poolOf(server)));
    for (const scope of texts(client.get('AllowedOAuthScopes') ?? [])) {
      if (SCOPES.includes(scope)) continue;
      const [, identifier, name] = /^(.+)\/([^/]+)$/.exec(scope) ?? [];
      if (identifier === undefined) {
        found(`scope ${scope}: expected ${SCOPES.join(', ')} or <resource server>/<scope>; correct it`, 'AllowedOAuthScopes');
        continue;
      }
      const server = servers.find((one) => text(one.get('Identifier')) === identifier);
      if (server === undefined) {
        if (pool !== undefined && !assembly.ofType('AWS::Cognito::UserPoolResourceServer').some((one) => text(one.get('Identifier')) === undefined || poolOf(one) === undefined)) found(`scope ${scope}: pool ${pool.logicalId} has no resource server ${identifier}; expected one, add AWS::Cognito::UserPoolResourceServer`, 'AllowedOAuthScopes');
        continue;
      }
      const known = completeList(server.get('Scopes'));
      if (known !== undefined && !known.some((one) => [name, undefined].includes(text(at(one, 'ScopeName'))))) found(`scope ${scope}: resource server ${server.logicalId} has none named ${name}; expected ${objects(server.get('Scopes')).map(({ ScopeName }) => shown(ScopeName)).join(', ')}`, 'AllowedOAuthScopes');
      else if (server.template === client.template && !waitsFor(client, server)) found(`the client may be made before resource server ${server.logicalId}, whose scope ${scope} it names: expected DependsOn; add it`, 'AllowedOAuthScopes');
    }
  }),

  resourceCheck('cognito-providers', [CLIENT], (client, found, assembly) => {
    const pool = poolOf(client);
    if (pool === undefined) return;
    const providers = assembly.ofType('AWS::Cognito::UserPoolIdentityProvider').filter((provider) => pool.is(poolOf(provider)));
    for (const name of texts(client.get('SupportedIdentityProviders') ?? [])) {
      const provider = providers.find((one) => text(one.get('ProviderName')) === name);
      if (provider === undefined) {
        const isKnown = name === 'COGNITO' || assembly.ofType('AWS::Cognito::UserPoolIdentityProvider').some((one) => text(one.get('ProviderName')) === undefined || poolOf(one) === undefined);
        if (!isKnown) found(`identity provider ${name}: pool ${pool.logicalId} has no such; expected ${['COGNITO', ...providers.map((one) => shown(one.get('ProviderName')))].join(', ')}`, 'SupportedIdentityProviders');
      } else if (provider.template === client.template && !waitsFor(client, provider)) {
        found(`the client may be made before identity provider ${provider.logicalId}, which it names: expected DependsOn; add it`, 'SupportedIdentityProviders');
      }
    }
  }),

  resourceCheck('cognito-client-attributes', [CLIENT], (client, found) => {
    const pool = poolOf(client);
    const schema = pool === undefined ? undefined : pool.get('Schema') === undefined ? [] : completeList(pool.get('Schema'));
    const own = schema?.map((one) => text(at(one, 'Name'))?.replace(/^custom:/, ''));
    if (own === undefined || own.includes(undefined)) return;
    for (const key of ['ReadAttributes', 'WriteAttributes']) {
      const unknown = texts(client.get(key) ?? []).find((name) => name.startsWith('custom:') && !own.includes(name.slice(7)));
      if (unknown !== undefined) found(`attribute ${unknown} is not in the schema of ${pool?.logicalId}: expected it there; add it to Schema`, key);
    }
  }),

  resourceCheck('cognito-validity', [CLIENT], (client, found) => {
    const seconds = (key: string, unit: string) => {
      const value = number(client.get(key));
      const given = client.get('TokenValidityUnits', key.replace('Validity', ''));
      const units = client.get('TokenValidityUnits');
      const each = units !== undefined && object(units) === undefined ? undefined : UNITS[given === undefined ? unit : text(given) ?? ''];
      return value === undefined || each === undefined || value === 0 ? undefined : value * each;
    };
    const [access, id, refresh] = [seconds('AccessTokenValidity', 'hours'), seconds('IdTokenValidity', 'hours'), seconds('RefreshTokenValidity', 'days')];
    for (const [name, value] of [['AccessTokenValidity', access], ['IdTokenValidity', id]] as const) {
      if (value !== undefined && (value < 300 || value > 86400)) found(`${name} of ${value} s: expected 5 minutes to 1 day; change it`, name);
      if (value !== undefined && refresh !== undefined && value > refresh) found(`${name} of ${value} s, longer than RefreshTokenValidity (${refresh} s): expected no longer; change one`, name);
    }
    if (refresh !== undefined && (refresh < 3600 || refresh > 315360000)) found(`RefreshTokenValidity of ${refresh} s: expected 60 minutes to 10 years; change it`, 'RefreshTokenValidity');
    const flows = texts(client.get('ExplicitAuthFlows') ?? []);
    if (flows.some((flow) => flow.startsWith('ALLOW_')) && flows.some((flow) => !flow.startsWith('ALLOW_'))) found(`ExplicitAuthFlows ${flows.join(', ')}: expected all with ALLOW_ or none; rename them`, 'ExplicitAuthFlows');
    const session = number(client.get('AuthSessionValidity'));
    if (session !== undefined && (session < 3 || session > 15)) found(`AuthSessionValidity ${session}: expected 3 to 15 minutes; change it`, 'AuthSessionValidity');
  }),
];

const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86400 };

/** The pool of the assembly that something belongs to. */
export function poolOf(resource: Resource): Resource | undefined {
  const pool = target(reference(resource.get('UserPoolId')));
  return pool?.type === 'AWS::Cognito::UserPool' ? pool : undefined;
}
