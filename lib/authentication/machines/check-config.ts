import { MachineSubject, type MachineAuthenticationConfig } from '../machine-authentication-config';
import { checkAddress, checkIssuerName, checkKeysUrl, checkRoles, checkText } from './checks';
import { checkClients, checkPrincipalClaims, checkRequired } from './jwt-checks';

/**
 * Looks at what a way in says, whoever wrote that way: a gateway that is told anything else does not start.
 * @throws Error where the gateway would not take it
 */
export function checkConfig(config: MachineAuthenticationConfig): void {
  const { name, subject, issuer, keysUrl, audience, roles, clientClaim, clients, requiredClaims, principalClaims } = config;
  checkIssuerName(name);
  checkAddress('issuer', issuer);
  checkKeysUrl('keysUrl', keysUrl);
  if (audience !== undefined) checkText('audience', audience);
  if (subject === MachineSubject.IAM_ROLE) {
    if (audience === undefined) throw new Error(`issuer ${name} has no audience, expected one: tokens of STS are for anybody else`);
    checkRoles(roles ?? []);
    return;
  }
  checkClients(clientClaim, clients);
  if (audience === undefined && clients === undefined) {
    throw new Error(`issuer ${name} has neither audience nor clients, expected one of them: else every token of the issuer, whoever it is for, would be good here`);
  }
  if (requiredClaims !== undefined) checkRequired(requiredClaims, clientClaim);
  if (principalClaims !== undefined) checkPrincipalClaims(principalClaims);
}
