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
  const [, kind, name = '', rest = ''] = /^(client|claim):([^/]*)\/(.*)$/s.exec(principal) ?? [];
  if (kind === undefined) return undefined;
  const issuer = issuers.find((each) => each.name === name);
  if (issuer === undefined) return `machineAuthentication has no issuer ${name}${issuers.length === 0 ? '' : `, only ${issuers.map((each) => each.name).join(', ')}`}`;
  if (issuer.subject === MachineSubject.IAM_ROLE) return `callers of the issuer ${name} are role:<ARN>`;
  return kind === 'client' ? clientFault(issuer, rest) : claimFault(issuer, rest.split('=')[0] ?? '');
}

function clientFault({ name, clientClaim, clients }: MachineAuthenticationConfig, client: string): string | undefined {
  if (clientClaim === undefined) return `the issuer ${name} has no claim that names clients: its callers are claim:${name}/sub=<subject>`;
  if (clients === undefined || [client, ...clients].some((each) => Token.isUnresolved(each)) || clients.includes(client)) return undefined;
  return `the issuer ${name} lets in ${clients.slice(0, 5).join(', ')}${clients.length > 5 ? ', ...' : ''} only`;
}

function claimFault({ name, clientClaim, principalClaims = [] }: MachineAuthenticationConfig, claim: string): string | undefined {
  if (principalClaims.includes(claim) || (claim === 'sub' && clientClaim === undefined)) return undefined;
  return `the issuer ${name} has ${claim} not among its principalClaims`;
}
