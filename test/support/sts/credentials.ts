import { createHash } from 'node:crypto';
import type { KnownCredential } from './sts-stand-in';

/** A task's role, as its session is told of by STS. */
export const TASK_ID = '0123456789abcdef0123456789abcdef';

/** Credentials of a role's session: say the role and the session; each pair has others. */
export function credentialOf(roleName = 'DailyRole', session = TASK_ID, over: Partial<KnownCredential> & { readonly account?: string; readonly partition?: string } = {}): KnownCredential {
  const { account = '111122223333', partition = 'aws', ...rest } = over;
  const unique = createHash('sha256').update(`${partition} ${account} ${roleName} ${session}`).digest();
  return {
    accessKeyId: `ASIA${unique.toString('hex').slice(0, 16).toUpperCase()}`,
    secretAccessKey: unique.toString('base64').slice(0, 40),
    // Long, and with letters that must be escaped, as they are.
    sessionToken: `${unique.toString('base64').replace(/.$/, '/')}+${'IQoJb3JpZ2luX2VjE'.repeat(40)}==`,
    identity: { Account: account, Arn: `arn:${partition}:sts::${account}:assumed-role/${roleName}/${session}`, UserId: `AROAEXAMPLEID00000000:${session}` },
    ...rest,
  };
}
