import { isAbsent, number } from '../../../../cloudformation/read';
import type { Value } from '../../../../cloudformation/value';
import { compliantIf, unresolved } from '../../verdict';
import { look } from './look';

/** What a number is where it isn't given, and what is said where it is too small. */
export interface AtLeast {
  readonly whenAbsent: number;
  /** @default '' */
  readonly finding?: string;
}

/** Whether a number at a path is large enough. */
export function checkAtLeast(least: number, value: Value | undefined, path: readonly (string | number)[], { whenAbsent, finding = '' }: AtLeast): readonly string[] {
  const given = look(value, ...path);
  const found = isAbsent(given) ? whenAbsent : number(given);
  return found === undefined ? unresolved(path.join('.')) : compliantIf(found >= least, finding);
}
