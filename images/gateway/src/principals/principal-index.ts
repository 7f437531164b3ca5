import { forRolePathsHolding, isRolePath } from './role-path';

/**
 * Values by the principals that documents name: exact ones, and all roles below a path. A caller costs one look-up for each of their
 * principals, and for a role one more for each `/` of its ARN.
 */
export class PrincipalIndex<T> {
  private readonly exact = new Map<string, T>();
  /** Apart: no principal of a caller's, whatever its text, is looked up here but by its path. */
  private readonly paths = new Map<string, T>();
  private longest = 0;

  /** Number of principals. */
  get size(): number {
    return this.exact.size + this.paths.size;
  }

  /** The value of a principal as documents name it; made where there is none yet. */
  at(principal: string, make: () => T): T {
    const index = isRolePath(principal) ? this.paths : this.exact;
    const known = index.get(principal);
    if (known !== undefined) return known;
    const made = make();
    index.set(principal, made);
    if (index === this.paths) this.longest = Math.max(this.longest, principal.length);
    return made;
  }

  /** The values of all principals in the index that a caller who is these principals is. Each once. */
  of(principals: readonly string[]): Set<T> {
    const found = new Set<T>();
    for (const principal of principals) {
      const value = this.exact.get(principal);
      if (value !== undefined) found.add(value);
      forRolePathsHolding(principal, this.longest, (pattern) => {
        const below = this.paths.get(pattern);
        if (below !== undefined) found.add(below);
      });
    }
    return found;
  }
}
