/** Who a role's session is, as STS tells it. */
export interface AssumedRole {
  readonly partition: string;
  readonly account: string;
  /** Without the path that the role's own ARN may have. */
  readonly roleName: string;
  /** Of an ECS task's role: the task's id. */
  readonly session: string;
}

/** What sts:GetCallerIdentity answers. */
export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

const NAME = String.raw`[A-Za-z0-9_+=,.@-]`;
const ASSUMED_ROLE = new RegExp(`^arn:(aws[a-z-]{0,24}):sts::([0-9]{12}):assumed-role/(${NAME}{1,64})/(${NAME}{2,64})$`);
const ROLE = new RegExp(`^arn:(aws[a-z-]{0,24}):iam::([0-9]{12}):role/(?:[\\x21-\\x7e]{1,510}/)?(${NAME}{1,64})$`);
const ROLE_USER = new RegExp(`^AROA[A-Z0-9]{8,124}:(${NAME}{2,64})$`);

/** The role's session, or undefined where it is something else: an IAM user, root, a federated user, or nothing that fits together. */
export function assumedRoleOf({ account, arn, userId }: CallerIdentity): AssumedRole | undefined {
  const [, partition, accountOfArn, roleName, session] = ASSUMED_ROLE.exec(arn) ?? [];
  if (partition === undefined || roleName === undefined || session === undefined) return undefined;
  if (accountOfArn !== account || ROLE_USER.exec(userId)?.[1] !== session) return undefined;
  return { partition, account, roleName, session };
}

/** What of a role's ARN is left in the ARNs of its sessions; undefined where it is no role's. */
export function sessionPartOf(roleArn: string): string | undefined {
  const [, partition, account, roleName] = ROLE.exec(roleArn) ?? [];
  return partition === undefined ? undefined : sessionPart({ partition, account: account as string, roleName: roleName as string });
}

/** Names the role of a session as far as the session tells it. */
export function sessionPart({ partition, account, roleName }: Omit<AssumedRole, 'session'>): string {
  return `${partition}:${account}:${roleName}`;
}
