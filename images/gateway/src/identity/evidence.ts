import { bounded } from '../records/free-text';

/** What a proof of identity said, for whom it is about: which claims arrived, which count, which are missing. Never a token. */
export interface Evidence {
  /** Where the claims came from. */
  readonly source: 'load-balancer' | 'bearer';
  /** By name, sorted. */
  readonly claims: readonly SeenClaim[];
  /** What was looked for and not there: claims that name the person or their groups, or a header. */
  readonly missing: readonly string[];
}

/** A claim that arrived. */
export interface SeenClaim {
  readonly name: string;
  /** Whether it was looked at, and counts. */
  readonly used: boolean;
  /** What the identity was made of. @default - it is no part of the identity, and its value is not told */
  readonly value?: string | readonly string[];
  /** Header that it came in. @default - that of the source */
  readonly header?: string;
}

/** Claims that are told of at most, and characters of a name. */
const MAX_CLAIMS = 100;
const MAX_NAME = 128;

/**
 * The claims of a token that was proved, by name.
 * @param used names of those that count
 * @param values of those that the identity was made of
 */
export function seenClaims(
  claims: Readonly<Record<string, unknown>>, used: readonly string[], values: Readonly<Record<string, string | readonly string[]>> = {},
): readonly SeenClaim[] {
  return Object.keys(claims).sort().slice(0, MAX_CLAIMS).map((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return { name: bounded(name, MAX_NAME), used: used.includes(name), ...(value === undefined ? {} : { value }) };
  });
}
