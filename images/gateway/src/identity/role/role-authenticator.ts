import { systemClock, type Clock } from '../../clock';
import type { JobCatalogue } from '../../jobs/description/job-store';
import type { Authenticator, Caller, RequestHead } from '../caller';
import { IdentityError } from '../errors';
import { JobRoles } from './job-roles';
import type { RoleVerifier } from './role-verifier';
import { parseStsToken, type StsEndpoint } from './sts-token';

/** What a RoleAuthenticator works with. */
export interface RoleAuthenticatorProps {
  readonly endpoint: StsEndpoint;
  readonly verifier: Pick<RoleVerifier, 'roleOf'>;
  /** Their roles may sign in. */
  readonly jobs: JobCatalogue;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now'>;
}

const BEARER = /^bearer +([^\s,]+)$/i;

/**
 * Workers that sign in as their job's own IAM role, by a pre-signed sts:GetCallerIdentity that is bound to this service by a signed header.
 * That a caller has a job's role says nothing yet about which run of it calls: see WorkerRuns.
 *
 * @see docs/lane-agent.md
 */
export class RoleAuthenticator implements Authenticator {
  private readonly roles: JobRoles;

  constructor(private readonly props: RoleAuthenticatorProps) {
    this.roles = new JobRoles(props.jobs);
  }

  recognises(head: RequestHead): boolean {
    return authorizations(head).some((value) => /^bearer(?:\s|$)/i.test(value));
  }

  async authenticate(head: RequestHead): Promise<Caller> {
    const [value = '', second] = authorizations(head);
    if (second !== undefined) throw new IdentityError('authorization-doubled');
    const text = BEARER.exec(value)?.[1];
    if (text === undefined) throw new IdentityError('role-token-malformed');
    const token = parseStsToken(text, this.props.endpoint, (this.props.clock ?? systemClock).now() / 1000);
    const session = await this.props.verifier.roleOf(token, addressOf(head));
    const arn = this.roles.arnOf(session);
    if (arn === undefined) throw new IdentityError('role-not-of-job');
    return {
      kind: 'worker',
      principal: `role:${arn}`,
      displayName: session.session,
      groups: [],
      // Workers hold no grants by mapping: the worker lane itself says what they may call.
      principals: [],
      session: 'role',
      roleSession: session.session,
      expiresAt: token.expiresAt,
    };
  }
}

/** Where the caller is: on this lane lighttpd writes its own peer here, and nothing else. */
function addressOf({ headers }: RequestHead): string {
  return String(headers['x-forwarded-for'] ?? '').slice(0, 64);
}

function authorizations(head: RequestHead): string[] {
  return head.rawHeaders.filter((_, index) => index % 2 === 1 && head.rawHeaders[index - 1]?.toLowerCase() === 'authorization');
}
