/** A role's principal, as identity gives it: one role, no pattern. What is anything else is below no path. */
const ONE_ROLE = /^role:arn:[a-z0-9-]+:iam::[0-9]{12}:role\/[A-Za-z0-9_+=,.@/-]*[A-Za-z0-9_+=,.@-]$/;

/** Whether a principal of a document stands for all roles below a path: `role:arn:aws:iam::111122223333:role/ci/*`. */
export function isRolePath(principal: string): boolean {
  return principal.startsWith('role:') && principal.endsWith('/*');
}

/**
 * The patterns of role paths that hold a caller's principal, from the widest to the narrowest: for `…:role/ci/deploy/etl` these are
 * `…:role/*`, `…:role/ci/*` and `…:role/ci/deploy/*`. Their number depends on the ARN, never on how many patterns there are.
 * Partition and account are part of each. Paths are compared letter by letter: `//`, `.` and `..` in them stand for themselves.
 *
 * @param longest length of the longest pattern that can give an answer: bounds the work for a hostile name
 */
export function forRolePathsHolding(principal: string, longest: number, visit: (pattern: string) => void): void {
  if (longest === 0 || !ONE_ROLE.test(principal)) return;
  for (let slash = principal.indexOf('/'); slash >= 0 && slash + 2 <= longest; slash = principal.indexOf('/', slash + 1)) {
    visit(`${principal.slice(0, slash)}/*`);
  }
}
