import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';

/** What tokens are signed by. Load balancers verify RS256 only; STS signs by ES384 too where it is asked to. */
export type TokenAlgorithm = 'RS256' | 'ES384';

/** One key pair of an issuer. */
export interface TokenKey {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** What a key-set endpoint answers. */
export interface KeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** The key pairs of one issuer, newest last. Made when they are first asked for: most services never see a token. */
export class TokenKeys {
  private pairs: TokenKey[] = [];

  /** @param algorithms that it signs by */
  constructor(private readonly algorithms: readonly TokenAlgorithm[] = ['RS256']) {}

  /** The pair that signs now. */
  current(algorithm: TokenAlgorithm = 'RS256'): TokenKey {
    const found = this.made().findLast((pair) => pair.algorithm === algorithm);
    if (found === undefined) throw new Error(`this issuer has no key for ${algorithm}, expected one of ${this.algorithms.join(', ')}`);
    return found;
  }

  /** The public keys. */
  get set(): KeySet {
    return {
      keys: this.made().map(({ kid, algorithm, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' })),
    };
  }

  /** Signs with new pairs from now on. The old ones stay in the set. */
  rotate(): void {
    this.pairs = [...this.made(), ...this.algorithms.map((algorithm) => makeTokenKey(algorithm))];
  }

  /** The old pairs are not in the set any more. */
  forgetOld(): void {
    this.pairs = this.algorithms.map((algorithm) => this.current(algorithm));
  }

  private made(): readonly TokenKey[] {
    if (this.pairs.length === 0) this.pairs = this.algorithms.map((algorithm) => makeTokenKey(algorithm));
    return this.pairs;
  }
}

/** A pair that is in no set: what a forger has. @param kid - a new one */
export function makeTokenKey(algorithm: TokenAlgorithm = 'RS256', kid: string = randomUUID()): TokenKey {
  const pair = algorithm === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return { kid, algorithm, ...pair };
}
