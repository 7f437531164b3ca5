import type { TokenIssuer } from '../../../../../lib/contract/token-issuer';
import { systemClock, type Clock } from '../../clock';
import { member } from '../../json/json-object';
import type { Logger } from '../../log';
import type { Authenticator, Caller, RequestHead } from '../caller';
import { KeptProofs, proofKey } from '../kept-proofs';
import { parseJws } from '../tokens/jws';
import type { Fetch } from '../tokens/key-endpoint';
import { bearerIn, hasBearer } from './bearer-header';
import type { IssuerKeys } from './issuer-keys';
import { IssuerTokens, type ProvedToken } from './issuer-tokens';
import { refused } from './refused';

/** Whose tokens are believed. */
export interface BearerAuthenticatorProps {
  /** GATEWAY_TOKEN_ISSUERS */
  readonly issuers: readonly TokenIssuer[];
  /**
   * Is told when an issuer's keys can't be had, and when they can again.
   * @default - nobody is
   */
  readonly log?: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** @default - the global fetch */
  readonly fetch?: Fetch;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now' | 'monotonic'>;
  /**
   * How long a fetch of keys may take.
   * @default 2000
   */
  readonly timeoutMs?: number;
}

interface Proof {
  readonly token: ProvedToken;
  readonly issuer: IssuerTokens;
}

/**
 * Machines that sign in by bearer tokens of trusted issuers. A token's `iss` says by whose keys and rules it is judged.
 *
 * What was proved is kept until the token expires, or its issuer has its key no longer.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750
 */
export class BearerAuthenticator implements Authenticator {
  /** The keys of each issuer, by its name. */
  readonly keys: ReadonlyMap<string, IssuerKeys>;
  private readonly issuers: ReadonlyMap<unknown, IssuerTokens>;
  private readonly proofs: KeptProofs<Proof>;

  constructor({ issuers, log, ...rest }: BearerAuthenticatorProps) {
    this.proofs = new KeptProofs(rest.clock ?? systemClock, ({ issuer, token }) => issuer.stillHas(token));
    const judges = issuers.map((issuer) => new IssuerTokens({ ...rest, issuer, watch: watcher(issuer.name, log) }));
    this.issuers = new Map(issuers.map(({ issuer }, index) => [issuer, judges[index]!]));
    this.keys = new Map(issuers.map(({ name }, index) => [name, judges[index]!.keys]));
  }

  recognises(head: RequestHead): boolean {
    return hasBearer(head);
  }

  async authenticate(head: RequestHead): Promise<Caller> {
    const bearer = bearerIn(head);
    if (bearer === 'doubled') throw refused('authorization-doubled');
    if (bearer === undefined) throw refused('token-malformed');
    const id = proofKey(bearer.token);
    return this.proofs.get(id)?.token.caller ?? this.prove(id, bearer.token);
  }

  private async prove(id: string, text: string): Promise<Caller> {
    const jws = parseJws(text);
    if (jws === undefined) throw refused('token-malformed');
    const issuer = this.issuers.get(member(jws.payload, 'iss'));
    if (issuer === undefined) throw refused('token-issuer');
    const token = await issuer.verify(jws);
    this.proofs.keep(id, { token, issuer }, token.caller.expiresAt);
    return token.caller;
  }
}

/** Tells of the first fault and of its end, not of each try between. */
function watcher(issuer: string, log: BearerAuthenticatorProps['log']): (fault: unknown) => void {
  let told: 'nothing' | 'fault' | 'keys' = 'nothing';
  return (fault) => {
    if (fault === undefined) {
      if (told === 'fault') log?.info('the keys of a token issuer are there again', { issuer });
      told = 'keys';
      return;
    }
    if (told === 'nothing') log?.error('the keys of a token issuer can not be had: nobody with a token of it is let in', { issuer, error: fault });
    if (told === 'keys') log?.warn('the keys of a token issuer can not be had: keys that are known go on, others wait', { issuer, error: fault });
    told = 'fault';
  };
}
