import { Token } from 'aws-cdk-lib';
import { quoted } from '../../messages/quoted';
import type { AwsIamMachineOptions } from '../aws-iam-machine-options';
import { MachineSubject, type MachineAuthenticationBindOptions, type MachineAuthenticationConfig } from '../machine-authentication-config';
import { checkAddress, checkIssuerName, checkKeysUrl, checkRoles, checkText } from './checks';
import { audienceOf } from './jwt-machines';
import type { MachineMaker } from './machine-maker';

/** Web identity tokens of STS, of one account. */
export class AwsIamMachines implements MachineMaker {
  private readonly name: string;
  private readonly keysUrl: string;
  private readonly roles: string[];

  public constructor(private readonly options: AwsIamMachineOptions) {
    const { issuer, audience, allowedRoles = [], allowedRoleArns = [] } = options;
    this.name = options.name ?? 'aws';
    checkIssuerName(this.name);
    if (!Token.isUnresolved(issuer) && issuer.endsWith('/')) {
      throw new Error(`issuer is ${quoted(issuer)}, expected no slash at its end: STS writes none, and it is compared letter by letter`);
    }
    checkAddress('issuer', issuer);
    this.keysUrl = `${issuer}/.well-known/jwks.json`;
    checkKeysUrl('key set of issuer', this.keysUrl);
    if (audience !== undefined) checkText('audience', audience);
    this.roles = [...allowedRoles.map(({ roleArn }) => roleArn), ...allowedRoleArns];
    if (this.roles.length === 0) throw new Error('got neither allowedRoles nor allowedRoleArns, expected the roles that may call: every role of the account could otherwise; say role/* to mean that');
    checkRoles(this.roles);
    checkAccounts(this.roles);
  }

  public bind({ hostName }: MachineAuthenticationBindOptions): MachineAuthenticationConfig {
    return {
      name: this.name,
      subject: MachineSubject.IAM_ROLE,
      issuer: this.options.issuer,
      keysUrl: this.keysUrl,
      audience: this.options.audience ?? audienceOf(hostName),
      roles: this.roles,
    };
  }
}

/** An account's issuer signs for its own principals only: a role of another one could never call, and would look as if it could. */
function checkAccounts(roles: readonly string[]): void {
  const accounts = [...new Set(roles.filter((arn) => !Token.isUnresolved(arn)).map((arn) => arn.split(':')[4]))];
  if (accounts.length < 2) return;
  throw new Error(`allowed roles are of the accounts ${accounts.join(', ')}, expected one account: each has an issuer of its own; give another MachineAuthentication.awsIam for each`);
}
