import type { Authenticator, Caller, RequestHead } from './caller';
import { IdentityError } from './errors';

/**
 * Who calls, by one of several ways to prove it. A request may use exactly one of them: where two recognise it, it can't be
 * said whose call it is, and none of them is believed.
 */
export class CallerVerifier {
  /**
   * @param ways none at all refuses everybody
   * @param challenge for the WWW-Authenticate header of refusals
   * @default - no challenge
   */
  constructor(private readonly ways: readonly Authenticator[], private readonly challenge?: string) {}

  /**
   * The caller, proved.
   * @throws IdentityError with a stable reason code
   */
  async verify(head: RequestHead): Promise<Caller> {
    const [way, second] = this.ways.filter((each) => each.recognises(head));
    if (way === undefined) throw new IdentityError('no-identity', { challenge: this.challenge });
    if (second !== undefined) throw new IdentityError('identity-ambiguous');
    return way.authenticate(head);
  }
}
