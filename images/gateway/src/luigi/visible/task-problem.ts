import { Problem } from '../../problem';

/** 404 `no-such-task`: the same, whether luigid does not know the task or the caller may not know of it. */
export function noSuchTask(): Problem {
  return new Problem(404, 'no-such-task', 'there is no such task, or you may not see it; check the id, or ask whoever keeps the mappings for a view grant on its family');
}
