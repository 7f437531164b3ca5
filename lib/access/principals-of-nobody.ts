import { Token } from 'aws-cdk-lib';
import { MachineSubject, type MachineAuthenticationConfig } from '../authentication/machine-authentication-config';

/** A principal that nobody can call as, and why. */
export interface PrincipalOfNobody {
  readonly principal: string;
  readonly because: string;
}

/**
 * Machines among the principals that no token of these issuers can be of: what is granted to them holds for nobody.
 * @param principals as mappings write them, with tokens in them
 */
export function principalsOfNobody(principals: readonly string[], issuers: readonly MachineAuthenticationConfig[]): PrincipalOfNobody[] {
  return principals.flatMap((principal) => {
    const because = fault(principal, issuers);
    return because === undefined ? [] : [{ principal, because }];
  });
}

function fault(principal: string, issuers: readonly MachineAuthenticationConfig[]): string | undefined {
  if (principal.startsWith('role:')) return roleFault(principal.slice('role:'.length), issuers);
  const [, kind, name = '', rest = ''] = /^(client|claim):([^/]*)\/(.*)$/s.exec(principal) ?? [];
  if (kind === undefined) return undefined;
  const issuer = issuers.find((each) => each.name === name);
  if (issuer === undefined) return `machineAuthentication has no issuer ${name}${issuers.length === 0 ? '' : `, only ${issuers.map((each) => each.name).join(', ')}`}`;
  if (issuer.subject === MachineSubject.IAM_ROLE) return `callers of the issuer ${name} are role:<ARN>`;
  return kind === 'client' ? clientFault(issuer, rest) : claimFault(issuer, rest.split('=')[0] ?? '');
}

function roleFault(arn: string, issuers: readonly MachineAuthenticationConfig[]): string | undefined {
  const ofRoles = issuers.filter(({ subject }) => subject === MachineSubject.IAM_ROLE);
  if (ofRoles.length === 0) return 'machineAuthentication has no issuer for IAM roles';
  const allowed = ofRoles.flatMap(({ roles = [] }) => roles);
  if ([arn, ...allowed].some((role) => Token.isUnresolved(role)) || allowed.some((role) => haveOneInCommon(arn, role))) return undefined;
  return `its issuers of IAM roles let in ${some(allowed)} only`;
}

/** Roles, or all below a path. */
function haveOneInCommon(one: string, other: string): boolean {
  return one === other || isBelow(one, other) || isBelow(other, one);
}

function isBelow(role: string, path: string): boolean {
  return path.endsWith('/*') && role.startsWith(path.slice(0, -1));
}

function some(all: readonly string[]): string {
  return `${all.slice(0, 5).join(', ')}${all.length > 5 ? ', ...' : ''}`;
}

function clientFault({ name, clientClaim, clients }: MachineAuthenticationConfig, client: string): string | undefined {
  if (clientClaim === undefined) return `the issuer ${name} has no claim that names clients: its callers are claim:${name}/sub=<subject>`;
  if (clients === undefined || [client, ...clients].some((each) => Token.isUnresolved(each)) || clients.includes(client)) return undefined;
  return `the issuer ${name} lets in ${some(clients)} only`;
}

function claimFault({ name, clientClaim, principalClaims = [] }: MachineAuthenticationConfig, claim: string): string | undefined {
  if (principalClaims.includes(claim) || (claim === 'sub' && clientClaim === undefined)) return undefined;
  return `the issuer ${name} has ${claim} not among its principalClaims`;
}
