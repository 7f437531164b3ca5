import { findJwkInJwks, isJwks, type Jwks, type JwksCache, type JwkWithKid } from 'aws-jwt-verify/jwk';
import { IdentityError } from '../errors';
import { KEY_SET_STALE_AFTER_MS, KeySet, type KeySetProps } from './key-set';

/** How a JwksSource behaves. */
export type JwksSourceProps = KeySetProps;

/** The key set of the issuer of access tokens, as aws-jwt-verify asks for it. */
export class JwksSource implements JwksCache {
  private readonly keySet: KeySet<Jwks>;

  constructor(props: JwksSourceProps = {}) {
    this.keySet = new KeySet<Jwks>({
      ...props,
      read: jwksIn,
      unavailable: (cause) => new IdentityError('access-token-keys-unavailable', { cause, retryAfterSeconds: 1 }),
    });
  }

  /** @throws IdentityError `access-token-key-unknown`, `access-token-keys-unavailable` */
  async getJwk(jwksUri: string, { header }: { readonly header: { readonly kid?: string } }): Promise<JwkWithKid> {
    const kid = header.kid;
    if (kid === undefined) throw new IdentityError('access-token-key-unknown');
    const known = this.find(kid);
    // Behind what goes on: a key that was taken back is let go.
    if (this.keySet.ageMs > KEY_SET_STALE_AFTER_MS) this.getJwks(jwksUri).catch(() => undefined);
    if (known !== undefined) return known;
    await this.getJwks(jwksUri);
    const fresh = this.find(kid);
    if (fresh === undefined) throw new IdentityError('access-token-key-unknown');
    return fresh;
  }

  /** Never asked for: tokens are verified asynchronously. */
  getCachedJwk(): JwkWithKid {
    throw new IdentityError('access-token-keys-unavailable');
  }

  addJwks(_jwksUri: string, jwks: Jwks): void {
    this.keySet.keep(jwks);
  }

  /** The key set, fetched anew unless that was just done. */
  getJwks(jwksUri: string): Promise<Jwks> {
    return this.keySet.refreshed(jwksUri);
  }

  private find(kid: string): JwkWithKid | undefined {
    const { current } = this.keySet;
    return current === undefined ? undefined : findJwkInJwks(current, kid);
  }
}

function jwksIn(body: string): Jwks {
  const keySet: unknown = JSON.parse(body);
  if (!isJwks(keySet as Parameters<typeof isJwks>[0])) throw new Error('issuer answered something else than a key set');
  return keySet as Jwks;
}
