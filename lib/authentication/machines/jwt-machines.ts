import type { JwtMachineOptions } from '../jwt-machine-options';
import { MachineSubject, type MachineAuthenticationBindOptions, type MachineAuthenticationConfig } from '../machine-authentication-config';
import { checkAddress, checkIssuerName, checkKeysUrl, checkText } from './checks';
import { checkClients, checkPrincipalClaims, checkRequired } from './jwt-checks';
import type { MachineMaker } from './machine-maker';

/** Tokens of any issuer. */
export class JwtMachines implements MachineMaker {
  private readonly keysUrl: string;

  public constructor(private readonly options: JwtMachineOptions) {
    const { name, issuer, audience, withoutAudience = false, clientClaim, clients, requiredClaims, principalClaims } = options;
    checkIssuerName(name);
    checkAddress('issuer', issuer);
    this.keysUrl = options.keysUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`;
    checkKeysUrl('keysUrl', this.keysUrl);
    if (audience !== undefined) checkText('audience', audience);
    checkClients(clientClaim, clients);
    if (withoutAudience) checkWithoutAudience(audience, clients);
    if (requiredClaims !== undefined) checkRequired(requiredClaims, clientClaim);
    if (principalClaims !== undefined) checkPrincipalClaims(principalClaims);
  }

  public bind({ hostName }: MachineAuthenticationBindOptions): MachineAuthenticationConfig {
    const { name, issuer, withoutAudience = false, clientClaim, clients, requiredClaims, principalClaims } = this.options;
    const audience = withoutAudience ? undefined : this.options.audience ?? audienceOf(hostName);
    return { name, subject: MachineSubject.CLIENT, issuer, keysUrl: this.keysUrl, audience, clientClaim, clients, requiredClaims, principalClaims };
  }
}

/**
 * The audience where none is named.
 * @throws Error where load balancers can't compare it
 */
export function audienceOf(hostName: string): string {
  const audience = `https://${hostName}`;
  checkText('audience', audience);
  return audience;
}

function checkWithoutAudience(audience: string | undefined, clients: readonly string[] | undefined): void {
  if (audience !== undefined) throw new Error('got both audience and withoutAudience, expected one of them: leave one out');
  if (clients === undefined) throw new Error('got withoutAudience without clients, expected clients: else every token of the issuer, whoever it is for, would be good here');
}
