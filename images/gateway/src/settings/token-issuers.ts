import { MAX_TOKEN_ISSUERS, TOKEN_ISSUER_RULES as RULES, type TokenIssuer } from '../../../../lib/contract/token-issuer';
import { isPrincipalText } from '../identity/bearer/principal-text';
import { isRoleAllowance } from '../identity/bearer/role-arn';
import { isKeyAddress } from '../identity/tokens/key-endpoint';
import { duplicateKey } from '../json/duplicate-key';
import { isObject } from '../json/json-object';
import type { Environment, SettingError } from './environment';

const VARIABLE = 'GATEWAY_TOKEN_ISSUERS';

/** What an issuer's members must be like, in the words of the error. */
const EXPECTED = {
  list: `a JSON array of ${MAX_TOKEN_ISSUERS} issuers at most, no key twice in one object`,
  issuer: 'an https URL without query, letter by letter as the claim iss has it (http only on the loopback interface)',
  keysUrl: 'an https URL without query (http only on the loopback interface): whoever answers there decides who is believed',
  text: 'a string of 1 to 256 printable characters without space at either end',
  claim: 'the name of a claim, 128 characters at most',
  roles: `a list of 1 to ${RULES.maxRoles} ARNs of IAM roles, exact or with a path and /* at the end, partition and account spelt out`,
} as const;

const MEMBERS = {
  'aws-iam': ['name', 'kind', 'issuer', 'keysUrl', 'audience', 'roles'],
  'jwt': ['name', 'kind', 'issuer', 'keysUrl', 'audience', 'clientClaim', 'clients', 'requiredClaims', 'principalClaims'],
} as const;

/**
 * GATEWAY_TOKEN_ISSUERS: none where it is not set, and then no bearer token is believed.
 * @throws SettingError that names the place of what is wrong as a JSON pointer, and never its value
 */
export function tokenIssuers(env: Environment): readonly TokenIssuer[] {
  const text = env.optional(VARIABLE);
  if (text === undefined) return [];
  const wrong: Wrong = (expected) => env.wrongSecret(VARIABLE, expected);
  const list = jsonIn(text);
  if (!Array.isArray(list) || list.length > MAX_TOKEN_ISSUERS || duplicateKey(text) !== undefined) throw wrong(EXPECTED.list);
  const issuers = list.map((value: unknown, index) => new IssuerReader(value, `/${index}`, wrong).read());
  for (const member of ['name', 'issuer'] as const) {
    const values = issuers.map((issuer) => issuer[member]);
    const second = values.findIndex((value, index) => values.indexOf(value) < index);
    // By its `iss` a token must be of one issuer, and by the name in a principal too.
    if (second >= 0) throw wrong(`/${second}/${member} to be that of no other issuer`);
  }
  issuers.forEach(({ roles = [] }, index) => {
    const before = new Set(issuers.slice(0, index).flatMap((other) => other.roles ?? []).map(accountOf));
    // A role's principal is its ARN alone: of two issuers, each could speak for the other's roles.
    if (roles.some((role) => before.has(accountOf(role)))) throw wrong(`/${index}/roles to be of accounts of which no other issuer has roles`);
  });
  return issuers;
}

/** Partition and account of a role's ARN. */
function accountOf(role: string): string {
  return role.slice(0, role.indexOf(':role/'));
}

type Wrong = (expected: string) => SettingError;
type Check = (text: string) => boolean;

/** Compared and asked letter by letter: a URL parser would let spaces and line breaks pass. */
const isAddress: Check = (text) => /^[\x21-\x7e]{1,512}$/.test(text) && isKeyAddress(text);

/** Reads one issuer, member by member. */
class IssuerReader {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(value: unknown, private readonly at: string, private readonly wrong: Wrong) {
    if (!isObject(value)) throw wrong(`${at} to be an object`);
    this.members = value;
  }

  read(): TokenIssuer {
    const kind = this.text('kind', (text) => Object.hasOwn(MEMBERS, text), 'aws-iam or jwt') as TokenIssuer['kind'];
    const known: readonly string[] = MEMBERS[kind];
    if (Object.keys(this.members).some((name) => !known.includes(name))) throw this.wrong(`${this.at} to have no other members than ${known.join(', ')}`);
    const common = {
      name: this.text('name', (text) => RULES.name.test(text), 'lower-case letters, digits and inner hyphens, 32 at most'),
      kind,
      issuer: this.text('issuer', isAddress, EXPECTED.issuer),
      keysUrl: this.text('keysUrl', isAddress, EXPECTED.keysUrl),
    };
    return kind === 'aws-iam' ? { ...common, ...this.ofAwsIam() } : { ...common, ...this.ofJwt() };
  }

  private ofAwsIam(): Pick<TokenIssuer, 'audience' | 'roles'> {
    return {
      audience: this.text('audience', isPrincipalText, EXPECTED.text),
      roles: this.texts('roles', RULES.maxRoles, isRoleAllowance, EXPECTED.roles),
    };
  }

  private ofJwt(): Omit<TokenIssuer, 'name' | 'kind' | 'issuer' | 'keysUrl' | 'roles'> {
    const audience = this.has('audience') ? this.text('audience', isPrincipalText, EXPECTED.text) : undefined;
    const clientClaim = this.has('clientClaim') ? this.text('clientClaim', isClaim, EXPECTED.claim) : undefined;
    const clients = this.has('clients')
      ? this.texts('clients', RULES.maxClients, isPrincipalText, `a list of 1 to ${RULES.maxClients}, each ${EXPECTED.text}`)
      : undefined;
    if (clients !== undefined && clientClaim === undefined) throw this.wrong(`${this.at}/clientClaim beside clients: the claim that names them`);
    // Whatever the issuer signed for anybody would be good here.
    if (audience === undefined && clients === undefined) throw this.wrong(`${this.at} to have audience or clients, or both`);
    return {
      ...(audience === undefined ? {} : { audience }),
      ...(clientClaim === undefined ? {} : { clientClaim }),
      ...(clients === undefined ? {} : { clients }),
      ...(this.has('requiredClaims') ? { requiredClaims: this.requiredClaims() } : {}),
      ...(this.has('principalClaims')
        ? { principalClaims: this.texts('principalClaims', RULES.maxPrincipalClaims, isClaim, `a list of 1 to ${RULES.maxPrincipalClaims} names of claims`) }
        : {}),
    };
  }

  private requiredClaims(): Readonly<Record<string, string>> {
    const value = this.members.requiredClaims;
    const entries = isObject(value) ? Object.entries(value) : [];
    const good = entries.length > 0 && entries.length <= RULES.maxRequiredClaims
      && entries.every(([claim, text]) => isClaim(claim) && isPrincipalText(text));
    if (!good) throw this.wrong(`${this.at}/requiredClaims to be an object of 1 to ${RULES.maxRequiredClaims} claims, each ${EXPECTED.text}`);
    return Object.fromEntries(entries) as Record<string, string>;
  }

  private has(name: string): boolean {
    return Object.hasOwn(this.members, name);
  }

  private text(name: string, isGood: Check, expected: string): string {
    const value = this.has(name) ? this.members[name] : undefined;
    if (typeof value !== 'string' || !isGood(value)) throw this.wrong(`${this.at}/${name} to be ${expected}`);
    return value;
  }

  private texts(name: string, maximum: number, isGood: Check, expected: string): readonly string[] {
    const value = this.has(name) ? this.members[name] : undefined;
    const good = Array.isArray(value) && value.length > 0 && value.length <= maximum && value.every((each) => typeof each === 'string' && isGood(each));
    if (!good) throw this.wrong(`${this.at}/${name} to be ${expected}`);
    return [...new Set(value as string[])];
  }
}

const isClaim: Check = (text) => RULES.claim.test(text);

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
