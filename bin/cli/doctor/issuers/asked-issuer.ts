import { isKeyAddress } from '../../../../images/gateway/src/identity/tokens/key-endpoint';
import { MAX_TOKEN_ISSUERS } from '../../../../lib/contract/token-issuer';

/** What is to be looked at: an issuer, whose keys are found by it, or the address of a key set itself. */
export interface AskedIssuer {
  readonly kind: 'issuer' | 'keys';
  /** As it was given. */
  readonly address: string;
}

/**
 * Reads the options `--issuer` and `--keys`.
 * @throws Error where one is no address that a gateway would ask; it is not said again: it may hold a secret
 */
export function askedIssuers(issuers: readonly string[] = [], keys: readonly string[] = []): readonly AskedIssuer[] {
  return [...checked('issuer', issuers), ...checked('keys', keys)];
}

function checked(kind: AskedIssuer['kind'], addresses: readonly string[]): AskedIssuer[] {
  if (addresses.length > MAX_TOKEN_ISSUERS) throw new Error(`--${kind}: got ${addresses.length}, expected ${MAX_TOKEN_ISSUERS} at most: a service has no more`);
  return addresses.map((address) => {
    if (!/^[\x21-\x7e]{1,512}$/.test(address) || !isKeyAddress(address)) {
      throw new Error(`--${kind}: got what can't be one, expected an https address without query, name and password (plain http to this machine only)`);
    }
    return { kind, address };
  });
}
