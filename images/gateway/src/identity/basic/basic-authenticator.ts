import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { SettingError } from '../../settings/environment';
import type { Authenticator, Caller, RequestHead } from '../caller';
import { IdentityError } from '../errors';
import { userOfCredential, WORKER_CREDENTIAL_VARIABLES } from './worker-credential';

/** How workers sign in to this way: for the WWW-Authenticate header. */
export const BASIC_CHALLENGE = 'Basic realm="luigi workers", charset="UTF-8"';

/** The end of the year 9999: a credential is proved with each call and has no end of its own. */
const NEVER = 253_402_300_799;

const BASIC = /^basic +([A-Za-z0-9+/]{1,1024}={0,2})$/i;

/**
 * Workers that sign in by HTTP Basic, as stock Luigi can. One or two credentials are accepted at once, so that one can be
 * replaced without a pause: new one first, old one as previous, until all workers have the new one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7617
 */
export class BasicAuthenticator implements Authenticator {
  private readonly accepted: ReadonlyArray<{ readonly digest: Buffer; readonly caller: Caller }>;
  // Digests have one length, whatever the credential's, and nobody can guess them: comparing them tells nothing.
  private readonly key = randomBytes(32);

  /**
   * @param credentials `user:password`, current and previous: GATEWAY_WORKER_CREDENTIAL, GATEWAY_WORKER_CREDENTIAL_PREVIOUS
   * @throws SettingError without the credential in it
   */
  constructor(credentials: readonly string[]) {
    const [current, previous] = WORKER_CREDENTIAL_VARIABLES;
    if (credentials.length < 1 || credentials.length > 2) {
      throw new SettingError(`${current}: got ${credentials.length} credentials, expected one, or two while it is being replaced`);
    }
    this.accepted = credentials.map((credential, index) => {
      const user = userOfCredential(index === 0 ? current : previous, credential);
      return { digest: this.digest(Buffer.from(credential)), caller: workerNamed(user) };
    });
  }

  recognises(head: RequestHead): boolean {
    return authorizations(head).some((value) => /^basic(?:\s|$)/i.test(value));
  }

  authenticate(head: RequestHead): Promise<Caller> {
    // A promise in every case: no caller of an Authenticator expects it to throw at once.
    return new Promise((resolve) => resolve(this.check(authorizations(head))));
  }

  private check(values: readonly string[]): Caller {
    if (values.length > 1) throw new IdentityError('authorization-doubled', { challenge: BASIC_CHALLENGE });
    const text = BASIC.exec(values[0] ?? '')?.[1];
    const given = text === undefined ? undefined : Buffer.from(text, 'base64');
    if (given === undefined || given.toString('base64') !== text || !given.includes(':')) {
      throw new IdentityError('worker-credential-malformed', { challenge: BASIC_CHALLENGE });
    }
    const digest = this.digest(given);
    // All are compared, so that time doesn't tell which one was near.
    const matching = this.accepted.filter((each) => timingSafeEqual(each.digest, digest));
    const caller = matching[0]?.caller;
    if (caller === undefined) throw new IdentityError('worker-credential', { challenge: BASIC_CHALLENGE });
    return caller;
  }

  private digest(credential: Buffer): Buffer {
    return createHmac('sha256', this.key).update(credential).digest();
  }
}

function authorizations(head: RequestHead): string[] {
  return head.rawHeaders.filter((_, index) => index % 2 === 1 && head.rawHeaders[index - 1]?.toLowerCase() === 'authorization');
}

/** Workers hold no grants by mapping: the worker lane itself says what they may call. */
function workerNamed(user: string): Caller {
  return Object.freeze({
    kind: 'worker',
    principal: `worker:${user}`,
    displayName: user,
    groups: Object.freeze([]),
    principals: Object.freeze([]),
    session: 'basic',
    expiresAt: NEVER,
  });
}
