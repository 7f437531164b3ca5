/**
 * What a rule says of a resource: that it does not apply, or what it found. Nothing found is compliance.
 *
 * A finding is a detail that tells it from others of the same rule and resource, such as a container's name or a property's path; the
 * empty one is about the resource as a whole.
 */
export type Verdict = typeof NOT_APPLICABLE | readonly string[];

/** The rule is not about this resource. */
export const NOT_APPLICABLE = 'not-applicable';

/** The resource is as the rule asks. */
export const COMPLIANT: readonly string[] = [];

/** The resource as a whole isn't. */
export const NON_COMPLIANT: readonly string[] = [''];

const UNRESOLVED = 'unresolved:';

/** What the rule asks for can't be told from the templates. @param what path of the property, or what is looked for */
export function unresolved(what: string): readonly string[] {
  return [`${UNRESOLVED}${what}`];
}

/** Whether a finding says that something could not be told. */
export function isUnresolved(finding: string): boolean {
  return finding.startsWith(UNRESOLVED);
}

/** Compliance, or the finding that is given. */
export function compliantIf(holds: boolean, finding = ''): readonly string[] {
  return holds ? COMPLIANT : [finding];
}

/** One verdict of several, each about a part or a case of the same resource: every finding counts, once. */
export function joined(verdicts: readonly Verdict[]): Verdict {
  const applicable = verdicts.filter((verdict) => verdict !== NOT_APPLICABLE);
  return applicable.length === 0 ? NOT_APPLICABLE : [...new Set(applicable.flat())];
}
