import type { Node } from 'constructs';
import { TOKEN_ISSUER_RULES } from '../../lib/contract/token-issuer';

/** How a key of the context is read. */
interface Key<T> {
  /** What is expected, for people. */
  readonly expected: string;
  /** The value, or undefined where it is not as expected. */
  take(value: unknown): T | undefined;
}

const HOST_NAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const HTTPS_URL = /^https:\/\/(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}(?::[0-9]{2,5})?(?:\/[^\s?#]*)?(?:\?[^\s#]*)?$/;
const SECRET_ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$/;
const CLAIM = /^[A-Za-z0-9_:.-]{1,64}$/;
const PREFIX_LIST = /^pl-[0-9a-f]{8,17}$/;

function text(pattern: RegExp, expected: string): Key<string> {
  return { expected, take: (value) => typeof value === 'string' && pattern.test(value) ? value : undefined };
}

function choice<T extends string>(...choices: readonly T[]): Key<T> {
  return { expected: `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`, take: (value) => choices.find((each) => each === value) };
}

function flag(): Key<boolean> {
  const values = new Map<unknown, boolean>([[true, true], ['true', true], [false, false], ['false', false]]);
  return { expected: 'true or false', take: (value) => values.get(value) };
}

/** Several, with commas between on the command line, or a list in cdk.json. */
function list(takes: (item: string) => boolean, expected: string): Key<readonly string[]> {
  return {
    expected,
    take: (value) => {
      const items: unknown = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
      if (!Array.isArray(items) || items.length === 0 || new Set(items).size < items.length) return undefined;
      return items.every((item): item is string => typeof item === 'string' && takes(item)) ? items : undefined;
    },
  };
}

const secretArn = (what: string): Key<string> => text(SECRET_ARN, `the whole ARN, with its six last characters, of the Secrets Manager secret that holds ${what}`);
const url = (what: string): Key<string> => text(HTTPS_URL, `${what}, an https URL`);
const claim = (what: string): Key<string> => text(CLAIM, `the name of ${what}: letters, digits and _ : . -`);
const attribute = (what: string): Key<string> => text(/^[\x21-\x7e]{1,256}$/, `the name of the assertion's attribute that holds ${what}, without spaces`);

/** All that the example is told by context, each as `luigi:<key>`. */
export const KEYS = {
  domainName: text(HOST_NAME, 'a host name in lower case such as luigi.example.org'),
  hostedZoneId: text(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone such as Z0123456789ABCDEFGHIJ'),
  hostedZoneName: text(HOST_NAME, 'the name of the hosted zone such as example.org'),
  internetFacing: flag(),
  allowedSources: list(
    (item) => isNetwork(item) || PREFIX_LIST.test(item),
    'IPv4 networks such as 198.51.100.0/24 and prefix lists such as pl-0123456789abcdef0, commas between, none twice, not the whole internet',
  ),
  alarmEmail: text(/^(?=.{3,254}$)[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/, 'an e-mail address'),
  login: choice('userPool', 'okta', 'oidc', 'saml'),
  oktaDomain: text(/^(?!.*-admin\.okta)(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'the domain of the Okta organisation such as example.okta.com'),
  oktaClientId: text(/^[A-Za-z0-9]{4,64}$/, 'the client id of the application in Okta'),
  oktaClientSecretArn: secretArn('the client secret'),
  oidcIssuer: text(/^https:\/\/[^\s?#@"]+\.[^\s?#@"]+$/, 'the provider\'s issuer, letter by letter, an https URL'),
  oidcAuthorizationEndpoint: url('the provider\'s authorization_endpoint'),
  oidcTokenEndpoint: url('the provider\'s token_endpoint'),
  oidcUserInfoEndpoint: url('the provider\'s userinfo_endpoint'),
  oidcClientId: text(/^[\x21-\x7e]{1,256}$/, 'the client id at the provider, without spaces'),
  oidcClientSecretArn: secretArn('the client secret'),
  oidcEndSessionEndpoint: url('the provider\'s end_session_endpoint'),
  oidcScopes: list((item) => /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+$/.test(item), 'scopes such as profile,email,groups, commas between, none twice'),
  oidcUserClaim: claim('the claim that names a person'),
  oidcGroupsClaim: claim('the claim that holds groups'),
  samlMetadataUrl: url('the address of the provider\'s metadata'),
  samlGroupsAttribute: attribute('groups'),
  samlEmailAttribute: attribute('the e-mail address'),
  breakGlass: choice('none', 'ready', 'active'),
  workerSecretArn: secretArn('the workers\' credentials, JSON with the fields current and previous'),
  workerSources: list(isNetwork, 'IPv4 networks such as 10.20.0.0/16, commas between, none twice, not the whole internet'),
  machineIssuerUrl: text(
    /^https:\/\/[a-z0-9-]+\.tokens\.sts\.[a-z0-9.-]+[a-z]$/, 'the account\'s issuer of web identity tokens, as aws iam get-outbound-web-identity-federation-info tells it, an https URL',
  ),
  machineRoles: list(
    (item) => TOKEN_ISSUER_RULES.role.test(item), 'ARNs of IAM roles of that account, or of all below a path such as arn:aws:iam::111122223333:role/ci/*, commas between, none twice',
  ),
  githubRepositories: list((item) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/[A-Za-z0-9._-]{1,100}$/.test(item), 'repositories such as acme/etl, commas between, none twice'),
  removalPolicy: choice('retain', 'destroy'),
  deletionProtection: flag(),
} as const satisfies Record<string, Key<unknown>>;

/** A key of the context, without its prefix `luigi:`. */
export type KeyName = keyof typeof KEYS;

/** What was given. */
export type ExampleContext = { readonly [Name in KeyName]?: NonNullable<ReturnType<typeof KEYS[Name]['take']>> };

/** As people write the key. */
export function keyText(name: KeyName): string {
  return `luigi:${name}`;
}

/**
 * Reads what was given, by `-c luigi:domainName=luigi.example.org` or in cdk.json. `null`, as most stand in cdk.json, is nothing.
 * @throws Error that names the key, what was got and what is expected
 */
export function readContext(node: Node): ExampleContext {
  const given = Object.entries(node.getAllContext() as Record<string, unknown>).filter(([key, value]) => key.startsWith('luigi:') && value !== null);
  return Object.fromEntries(given.map(([key, value]) => {
    const name = key.slice('luigi:'.length);
    if (!isKeyName(name)) throw new Error(`context ${key}: got a key that is not known, expected one of ${Object.keys(KEYS).map((known) => `luigi:${known}`).join(', ')}`);
    const taken = KEYS[name].take(value);
    if (taken !== undefined) return [name, taken];
    throw new Error(`context ${key}: got ${JSON.stringify(value)}, expected ${KEYS[name].expected}; give it by -c ${key}=... or in cdk.json`);
  }));
}

function isKeyName(name: string): name is KeyName {
  return Object.hasOwn(KEYS, name);
}

/** A network, not an address within one: a security group would hold another text than the template. */
function isNetwork(item: string): boolean {
  const [, ...parts] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(item) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, length = 33] = parts.map(Number);
  if (Math.max(a, b, c, d) > 255 || length < 1 || length > 32 || parts.join('.') !== [a, b, c, d, length].join('.')) return false;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return address % 2 ** (32 - length) === 0;
}
