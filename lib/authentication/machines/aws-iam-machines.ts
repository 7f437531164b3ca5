import { Token } from 'aws-cdk-lib';
import { TOKEN_ISSUER_RULES } from '../../contract/token-issuer';
import { quoted } from '../../messages/quoted';
import type { AwsIamMachineOptions } from '../aws-iam-machine-options';
import { MachineSubject, type MachineAuthenticationBindOptions, type MachineAuthenticationConfig } from '../machine-authentication-config';
import { checkCount, checkIssuerName, checkKeysUrl, checkText } from './checks';
import { audienceOf } from './jwt-machines';
import type { MachineMaker } from './machine-maker';

/** Web identity tokens of STS, of one account. */
export class AwsIamMachines implements MachineMaker {
  private readonly name: string;
  private readonly keysUrl: string;
  private readonly roles: string[];

  public constructor(private readonly options: AwsIamMachineOptions) {
    const { issuerUrl, audience, allowedRoles = [], allowedRoleArns = [] } = options;
    this.name = options.name ?? 'aws';
    checkIssuerName(this.name);
    if (!Token.isUnresolved(issuerUrl) && issuerUrl.endsWith('/')) {
      throw new Error(`issuerUrl is ${quoted(issuerUrl)}, expected no slash at its end: STS writes none, and it is compared letter by letter`);
    }
    checkKeysUrl('issuerUrl', issuerUrl);
    this.keysUrl = `${issuerUrl}/.well-known/jwks.json`;
    checkKeysUrl('key set of issuerUrl', this.keysUrl);
    if (audience !== undefined) checkText('audience', audience);
    this.roles = [...allowedRoles.map(({ roleArn }) => roleArn), ...allowedRoleArns];
    if (this.roles.length === 0) throw new Error('got neither allowedRoles nor allowedRoleArns, expected the roles that may call: every role of the account could otherwise; say role/* to mean that');
    checkCount('allowed roles', this.roles, TOKEN_ISSUER_RULES.maxRoles);
    for (const role of this.roles) checkRole(role);
    checkAccounts(this.roles);
  }

  public bind({ hostName }: MachineAuthenticationBindOptions): MachineAuthenticationConfig {
    return {
      name: this.name,
      subject: MachineSubject.IAM_ROLE,
      issuer: this.options.issuerUrl,
      keysUrl: this.keysUrl,
      audience: this.options.audience ?? audienceOf(hostName),
      roles: this.roles,
    };
  }
}

/** What stands for a part that is known at deployment only. */
const ANY = '\u0000';

/** As far as can be told while parts of it are tokens: whatever they become, the star stays at the end, behind a slash. */
function checkRole(arn: string): void {
  const known = Token.isUnresolved(arn) ? arn.replace(/\$\{Token\[[^\]]*\]\}/g, ANY) : arn;
  const good = known.includes(ANY) ? /^[^*?]*(?:\/\*)?$/.test(known) : TOKEN_ISSUER_RULES.role.test(known);
  if (good) return;
  throw new Error(`allowed role is ${quoted(arn)}, expected the ARN of an IAM role such as arn:aws:iam::111122223333:role/nightly, or of all below a path such as arn:aws:iam::111122223333:role/ci/*: partition and account are always spelled out`);
}

/** An account's issuer signs for its own principals only: a role of another one could never call, and would look as if it could. */
function checkAccounts(roles: readonly string[]): void {
  const accounts = [...new Set(roles.filter((arn) => !Token.isUnresolved(arn)).map((arn) => arn.split(':')[4]))];
  if (accounts.length < 2) return;
  throw new Error(`allowed roles are of the accounts ${accounts.join(', ')}, expected one account: each has an issuer of its own; give another MachineAuthentication.awsIam for each`);
}
