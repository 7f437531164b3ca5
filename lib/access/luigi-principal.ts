import { Aws, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { ACCESS_MAPPING_RULES } from '../contract/access-mapping-rules';
import { TOKEN_ISSUER_RULES } from '../contract/token-issuer';
import { quoted } from '../messages/quoted';
import { mayBeRole } from './role-text';
import { unstorable } from './unstorable';

const NAME = '1 to 256 characters, none of them invisible or for control, without a space at either end';
const ROLE = 'the ARN of an IAM role, such as arn:aws:iam::111122223333:role/nightly-report, no part of its path empty, . or ..';
/** Parts of a role's path, none of which could be read as a way up. */
const PATH = /^(?!(?:.*\/)?\.{1,2}(?:\/|$))(?:[A-Za-z0-9_+=,.@-]+\/)*[A-Za-z0-9_+=,.@-]+$/;
const PATH_MAX_LENGTH = 512;

/**
 * Who may hold grants: a group or a person of the identity provider, an IAM role, or another machine by what its token says.
 * The gateway compares principals exactly: case and every character count.
 */
export class LuigiPrincipal {
  /**
   * A group, as the identity provider names it.
   * @param name 1 to 256 characters, as they stand in the group claim
   */
  public static group(name: string): LuigiPrincipal {
    return LuigiPrincipal.named('group', name, "give the group's name as the identity provider has it");
  }

  /**
   * A person.
   * @param value 1 to 256 characters: what stands in the user claim for this person, such as an e-mail address
   */
  public static user(value: string): LuigiPrincipal {
    return LuigiPrincipal.named('user', value, "give the value of the person's user claim");
  }

  /** An IAM role, made in this app or looked up. */
  public static iamRole(role: iam.IRole): LuigiPrincipal {
    return LuigiPrincipal.iamRoleArn(role.roleArn);
  }

  /**
   * An IAM role, by its ARN: that of the role, not of a session of it.
   * @param arn with the role's path, where it has one
   */
  public static iamRoleArn(arn: string): LuigiPrincipal {
    if (arn.includes('*')) throw new Error(`got the IAM role ARN ${quoted(arn)}, expected that of one role; for all roles below a path, use iamRolesUnderPath`);
    if (!mayBeRole(arn, (known) => ACCESS_MAPPING_RULES.principal.test(`role:${known}`))) throw new Error(`got the IAM role ARN ${quoted(arn)}, expected ${ROLE}; give the role's own ARN`);
    return new LuigiPrincipal(`role:${arn}`);
  }

  /**
   * All IAM roles of one account below a path, those to come too: whoever may make a role there lets it in. Below `ci` are `ci/deploy` and
   * `ci/etl/nightly`, not a role that is called `ci`, nor `cicd/deploy`.
   *
   * @param account id of the account, of 12 digits
   * @param path as IAM has it, such as `/ci/` (or `ci`); `/` for all roles of the account
   * @param partition of the account; by default that of the stack
   */
  public static iamRolesUnderPath(account: string, path: string, partition?: string): LuigiPrincipal {
    if (!Token.isUnresolved(account) && !/^[0-9]{12}$/.test(account)) {
      throw new Error(`got the account ${quoted(account)}, expected its id of 12 digits; give the account of the roles`);
    }
    if (partition !== undefined && !Token.isUnresolved(partition) && !/^aws[a-z-]{0,24}$/.test(partition)) {
      throw new Error(`got the partition ${quoted(partition)}, expected such as aws, aws-cn or aws-us-gov; give that of the account`);
    }
    const inner = path === '/' ? '' : path.replace(/^\//, '').replace(/\/$/, '');
    if (Token.isUnresolved(path) || (path !== '/' && !PATH.test(inner)) || inner.length > PATH_MAX_LENGTH) {
      throw new Error(`got the path ${quoted(path)}, expected that of IAM roles, such as /ci/, without *, empty parts, . and .., and known at synthesis; / stands for all roles of the account`);
    }
    return new LuigiPrincipal(`role:arn:${partition ?? Aws.PARTITION}:iam::${account}:role/${inner === '' ? '' : `${inner}/`}*`);
  }

  /**
   * A client of an issuer of bearer tokens: of those that name their clients.
   *
   * @param issuerName short name of the issuer, as the service's machine authentication has it
   * @param clientId 1 to 256 characters, as they stand in the issuer's client claim
   */
  public static client(issuerName: string, clientId: string): LuigiPrincipal {
    assertIssuer(issuerName);
    return LuigiPrincipal.checked(`client:${issuerName}/`, 'client', clientId, "give the client's id as the issuer has it");
  }

  /**
   * Whoever has a token of an issuer with exactly this value of a claim. The issuer must list the claim among those that become principals,
   * and must be trusted to set it: a claim that callers choose themselves says nothing of who they are.
   *
   * @param issuerName short name of the issuer, as the service's machine authentication has it
   * @param claim name of the claim, such as `repository` or `sub`
   * @param value 1 to 256 characters: the whole value
   */
  public static claim(issuerName: string, claim: string, value: string): LuigiPrincipal {
    assertIssuer(issuerName);
    if (Token.isUnresolved(claim) || !TOKEN_ISSUER_RULES.claim.test(claim)) {
      throw new Error(`got the claim ${quoted(claim)}, expected 1 to 128 letters, digits and _ : . / -, known at synthesis; give its name as it stands in the token`);
    }
    return LuigiPrincipal.checked(`claim:${issuerName}/${claim}=`, `value of the claim ${claim}`, value, 'give the whole value as it stands in the token');
  }

  private static named(kind: 'group' | 'user', name: string, mend: string): LuigiPrincipal {
    return LuigiPrincipal.checked(`${kind}:`, kind, name, mend);
  }

  private static checked(prefix: string, what: string, name: string, mend: string): LuigiPrincipal {
    const text = `${prefix}${name}`;
    if (!Token.isUnresolved(name) && !ACCESS_MAPPING_RULES.principal.test(text)) {
      throw new Error(`got the ${what} ${quoted(name)}, expected ${NAME}; ${mend}`);
    }
    const refused = unstorable(name);
    if (refused !== undefined) throw new Error(`got the ${what} ${quoted(name)}, expected no ${refused}; rename the ${what}`);
    return new LuigiPrincipal(text);
  }

  private constructor(
    /** As mappings write it: such as `group:<name>`, `user:<value>` or `role:<ARN>`. */
    public readonly text: string,
  ) {}
}

function assertIssuer(name: string): void {
  if (Token.isUnresolved(name) || !TOKEN_ISSUER_RULES.name.test(name)) {
    throw new Error(`got the issuer ${quoted(name)}, expected its short name of 1 to 32 lower-case letters, digits and inner hyphens; give it as the service's machine authentication has it`);
  }
}
