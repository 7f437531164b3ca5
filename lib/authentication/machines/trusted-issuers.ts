import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MAX_TOKEN_ISSUERS, type TokenIssuer } from '../../contract/token-issuer';
import type { AuthenticationConfig } from '../authentication-config';
import type { MachineAuthentication } from '../machine-authentication';
import { MachineSubject, type MachineAuthenticationConfig } from '../machine-authentication-config';
import { checkConfig } from './check-config';

/**
 * The issuers that a service trusts, in the order given: the first one's callers need not say whose token they have.
 * @throws Error where there are too many, one is not as the gateway would take it, or two could be taken for each other
 */
export function trustedIssuers(machines: readonly MachineAuthentication[], hostName: string): MachineAuthenticationConfig[] {
  if (machines.length > MAX_TOKEN_ISSUERS) {
    throw new Error(`machineAuthentication holds ${machines.length} issuers, expected ${MAX_TOKEN_ISSUERS} at most: leave some out`);
  }
  const issuers = machines.map((machine) => machine.bind({ hostName }));
  for (const issuer of issuers) checkConfig(issuer);
  for (const [member, mend] of MEMBERS) {
    const values = issuers.map((issuer) => issuer[member]);
    const twice = values.find((value, index) => values.indexOf(value) < index);
    if (twice !== undefined) throw new Error(`machineAuthentication has the ${member} ${JSON.stringify(twice)} twice, expected one of a kind: ${mend}`);
  }
  checkAccounts(issuers);
  return issuers;
}

/**
 * `role:<ARN>` is the one principal without its issuer's name: two issuers of one account could speak for each other's roles.
 * Roles that are known at deployment only are left to the gateway, which refuses to start with such a setting.
 */
function checkAccounts(issuers: readonly MachineAuthenticationConfig[]): void {
  const first = new Map<string, string>();
  for (const { name, roles = [] } of issuers) {
    for (const account of roles.filter((arn) => !Token.isUnresolved(arn)).map((arn) => arn.split(':')[4] ?? '')) {
      const other = first.get(account) ?? name;
      if (other !== name) {
        throw new Error(`machineAuthentication has roles of account ${account} by ${other} and by ${name}, expected those of an account by one issuer: each account has one, and another could speak for its roles`);
      }
      first.set(account, name);
    }
  }
}

/**
 * Sees to it that nobody who logs in has tokens that name a machine.
 * @throws Error where the client that people log in as is said to be one
 */
export function checkApartFromLogin(issuers: readonly MachineAuthenticationConfig[], login: Pick<AuthenticationConfig, 'issuer' | 'clientId'>): void {
  for (const { name, issuer, clients = [] } of issuers) {
    if (!clients.includes(login.clientId) || !mayBeOfOneProvider(issuer, login.issuer)) continue;
    throw new Error(`machineAuthentication lets in the client ${JSON.stringify(login.clientId)} of the issuer ${name}, by which people log in, expected clients of machines only: people's access tokens name their client too; make one for machines`);
  }
}

/** Ids of clients are of one provider: another may have the same. An organisation of Okta is one, whatever authorization servers it has. */
function mayBeOfOneProvider(one: string, other: string): boolean {
  if ([one, other].some((issuer) => Token.isUnresolved(issuer) || !URL.canParse(issuer))) return true;
  return new URL(one).href.replace(OF_OKTA, '') === new URL(other).href.replace(OF_OKTA, '');
}

const OF_OKTA = /(?:\/oauth2\/[A-Za-z0-9]+)?\/?$/;

const MEMBERS = [
  ['name', 'name each, by name'],
  ['issuer', 'put what may call by its tokens into one of them'],
] as const;

/** The gateway's setting, or none where no bearer token is to be believed. */
export function tokenIssuersSetting(scope: Construct, issuers: readonly MachineAuthenticationConfig[]): string | undefined {
  return issuers.length === 0 ? undefined : Stack.of(scope).toJsonString(issuers.map(tokenIssuer));
}

function tokenIssuer(config: MachineAuthenticationConfig): TokenIssuer {
  const { name, subject, issuer, keysUrl, audience, roles, clientClaim, clients, requiredClaims, principalClaims } = config;
  const common = { name, issuer, keysUrl, audience };
  if (subject === MachineSubject.IAM_ROLE) return { ...common, kind: 'aws-iam', roles };
  return { ...common, kind: 'jwt', clientClaim, clients, requiredClaims, principalClaims };
}
