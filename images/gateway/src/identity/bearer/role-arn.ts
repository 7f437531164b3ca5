import { TOKEN_ISSUER_RULES } from '../../../../../lib/contract/token-issuer';
import { PrincipalIndex } from '../../principals/principal-index';

/** An IAM role that a token is of. */
export interface TokenRole {
  /** Of the role; without its path where the token names a session, which does not tell it. */
  readonly arn: string;
  /** Name of the role, without its path. */
  readonly name: string;
  /** Name of the role's session, where the token names one. Whoever may assume the role can choose it: it is recorded, never matched. */
  readonly session?: string;
}

const NAME = '[A-Za-z0-9_+=,.@-]{1,64}';
const ROLE = new RegExp(`^arn:aws[a-z-]{0,24}:iam::[0-9]{12}:role/(?:${NAME}/){0,8}(${NAME})$`);
const ASSUMED_ROLE = new RegExp(`^arn:(aws[a-z-]{0,24}):sts::([0-9]{12}):assumed-role/(${NAME})/(${NAME})$`);
/** No role's name or path is compared where it could be read as a way up. */
const WAY_UP = /\/\.{1,2}(?:\/|$)/;

/** The role that a token's subject names, by its own ARN or by that of a session; undefined where it names none. */
export function roleOfSubject(subject: string): TokenRole | undefined {
  if (WAY_UP.test(subject)) return undefined;
  const name = ROLE.exec(subject)?.[1];
  if (name !== undefined) return { arn: subject, name };
  const [, partition, account, roleName, session] = ASSUMED_ROLE.exec(subject) ?? [];
  if (roleName === undefined) return undefined;
  return { arn: `arn:${partition}:iam::${account}:role/${roleName}`, name: roleName, session };
}

/** Whether a setting names a role, or all roles below a path: partition and account are always spelt out. */
export function isRoleAllowance(text: string): boolean {
  return TOKEN_ISSUER_RULES.role.test(text);
}

/** The roles that an issuer's tokens may be of: held exactly as mappings hold them. */
export class AllowedRoles {
  private readonly index = new PrincipalIndex<true>();

  /** @param roles ARNs, exact or with `/*` at the end for every role below: not one that is called like the path's last part */
  constructor(roles: readonly string[]) {
    for (const role of roles) this.index.at(`role:${role}`, () => true);
  }

  /** @param arn of a role, well-formed */
  has(arn: string): boolean {
    return this.index.of([`role:${arn}`]).size > 0;
  }
}
