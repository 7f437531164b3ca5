import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';

/** One key pair of the load balancer. */
export interface SigningKey {
  /** A UUID, as the real one's are. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** What the key endpoint answers. */
  readonly publicPem: string;
}

/** The load balancer's ES256 key pairs, newest last. */
export class SigningKeys {
  private keys: SigningKey[] = [makeSigningKey()];

  /** The pair that signs now. */
  get current(): SigningKey {
    return this.keys.at(-1) as SigningKey;
  }

  /** The public key of that kid, as PEM. */
  publicPem(kid: string): string | undefined {
    return this.keys.find((key) => key.kid === kid)?.publicPem;
  }

  /** Signs with a new pair from now on. The old ones can still be fetched. */
  rotate(): SigningKey {
    this.keys.push(makeSigningKey());
    return this.current;
  }

  /** The old pairs can't be fetched any more. */
  forgetOld(): void {
    this.keys = [this.current];
  }
}

/** A pair that no endpoint gives out: what a forger has. */
export function makeSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: randomUUID(), privateKey, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}
