import type { IncomingHttpHeaders } from 'node:http';
import type { Evidence } from './evidence';

/** How a caller proved who they are. `cookie` sessions must also prove the origin of each change. */
export type Session = 'cookie' | 'bearer' | 'basic' | 'role';

/** Who calls, as proved. Nothing in here is taken from unverified input. */
export interface Caller {
  readonly kind: 'person' | 'machine' | 'worker';
  /** The one principal that names the caller in records and limits, such as `user:ada@example.com` or `worker:etl`. */
  readonly principal: string;
  /** For people to read. */
  readonly displayName: string;
  readonly groups: readonly string[];
  /** Every principal that mappings may name this caller by: `user:...`, `group:...`, `role:...`, `client:...`, `claim:...`. Each exact. */
  readonly principals: readonly string[];
  readonly session: Session;
  /** Name of the role's session, where the proof tells it, such as an ECS task's id. Who may assume the role chooses it: recorded, never matched. */
  readonly roleSession?: string;
  /**
   * Short name of the issuer whose token proved it.
   * @default - `session` is not `bearer`
   */
  readonly issuer?: string;
  /**
   * What the proof said, for the caller alone.
   * @default - it says no more than what stands here
   */
  readonly evidence?: Evidence;
  /** When the proof ends, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** What an authenticator may look at: the head of a request, with headers as they came. */
export interface RequestHead {
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as node:http gives them: shows doubled headers, which `headers` hides. */
  readonly rawHeaders: readonly string[];
}

/** One way to prove who one is. */
export interface Authenticator {
  /** Whether the request carries this way's credentials, valid or not. */
  recognises(head: RequestHead): boolean;
  /**
   * The caller, proved.
   * @throws IdentityError with a stable reason code when the proof does not hold
   */
  authenticate(head: RequestHead): Promise<Caller>;
}
