import { Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { ACCESS_MAPPING_RULES } from '../contract/access-mapping-rules';
import { quoted } from '../messages/quoted';
import { unstorable } from './unstorable';

const NAME = '1 to 256 characters, none of them invisible or for control, without a space at either end';
const ROLE = 'the ARN of an IAM role, such as arn:aws:iam::111122223333:role/nightly-report';

/**
 * Who may hold grants: a group or a person of the identity provider, or an IAM role.
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
    if (!mayBeRoleArn(arn)) throw new Error(`got the IAM role ARN ${quoted(arn)}, expected ${ROLE}; give the role's own ARN`);
    return new LuigiPrincipal(`role:${arn}`);
  }

  private static named(kind: 'group' | 'user', name: string, mend: string): LuigiPrincipal {
    const text = `${kind}:${name}`;
    if (!Token.isUnresolved(name) && !ACCESS_MAPPING_RULES.principal.test(text)) {
      throw new Error(`got the ${kind} ${quoted(name)}, expected ${NAME}; ${mend}`);
    }
    const refused = unstorable(name);
    if (refused !== undefined) throw new Error(`got the ${kind} ${quoted(name)}, expected no ${refused}; rename the ${kind}`);
    return new LuigiPrincipal(text);
  }

  private constructor(
    /** As mappings write it: `group:<name>`, `user:<value>` or `role:<ARN>`. */
    public readonly text: string,
  ) {}
}

const ANY = '\u0000';

/** Whether it is a role's ARN, as far as can be told while parts of it are tokens. */
function mayBeRoleArn(arn: string): boolean {
  if (!Token.isUnresolved(arn)) return ACCESS_MAPPING_RULES.principal.test(`role:${arn}`);
  const fields = arn.replace(/\$\{Token\[[^\]]*\]\}/g, ANY).split(':');
  // A token at the beginning may hold any number of fields.
  if (fields[0]!.includes(ANY)) return true;
  const expected = [/^arn$/, /^[a-z0-9-]+$/, /^iam$/, /^$/, /^[0-9]{12}$/, /^role\/[A-Za-z0-9_+=,.@/-]{1,576}$/];
  return fields.length === expected.length && fields.every((field, index) => field.includes(ANY) || expected[index]!.test(field));
}
