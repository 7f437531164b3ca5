import type { RunTask } from '../../../jobs/tasks/run-tasks';

/** An id of Luigi's is the family, up to three parameters' values, and a hash. */
const HASH = /_[0-9a-f]{10}$/;

/**
 * What tells tasks of one family apart, by id: the values in their ids, less what all of them begin with, such as the day.
 * Empty where nothing does.
 */
export function taskLabels(tasks: readonly Pick<RunTask, 'id' | 'family'>[]): ReadonlyMap<string, string> {
  const values = new Map(tasks.flatMap(({ id, family }) =>
    (id.startsWith(`${family}_`) && HASH.test(id) ? [[id, id.slice(family.length + 1).replace(HASH, '').split('_')] as const] : [])));
  const [first = [], ...others] = values.values();
  let common = 0;
  while (others.length > 0 && common < first.length && others.every((other) => other[common] === first[common])) common += 1;
  return new Map([...values].map(([id, words]) => [id, words.slice(common).join('_')]));
}
