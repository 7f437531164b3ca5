import { at, text } from '../../../../cloudformation/read';
import { Reference, Text, Unknown, type Value } from '../../../../cloudformation/value';
import { COMPLIANT, unresolved } from '../../verdict';

/** Whether deployment decides what it is. */
export function isOpen(value: Value | undefined): value is Unknown | Reference | Text {
  return value instanceof Unknown || value instanceof Reference || value instanceof Text;
}

/** What lies at a path of names and indexes; where a part on the way is not known, that part: it may hold anything. */
export function look(value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined {
  let found = value;
  for (const step of path) {
    if (isOpen(found)) return found;
    found = at(found, step);
  }
  return found;
}

/** A flag as templates write it: also as text, in any case. */
export function readFlag(value: Value | undefined): boolean | undefined {
  const written = text(value)?.trim().toLowerCase();
  return written === 'true' ? true : written === 'false' ? false : undefined;
}

/** What a flag must be, and what the service takes it to be where it isn't given. */
export interface FlagExpectation {
  /** @default true */
  readonly wanted?: boolean;
  readonly whenAbsent: boolean;
  /** @default '' */
  readonly finding?: string;
}

/** Whether a flag at a path is as it must be. */
export function checkFlag(value: Value | undefined, path: readonly (string | number)[], { wanted = true, whenAbsent, finding = '' }: FlagExpectation): readonly string[] {
  const given = look(value, ...path);
  const set = given === undefined || given === null ? whenAbsent : readFlag(given);
  if (set === undefined) return unresolved(path.join('.'));
  return set === wanted ? COMPLIANT : [finding];
}
