import { Problem } from '../../problem';

/** The problem for a path that leads nowhere. */
export function noSuchPage(): Problem {
  return new Problem(404, 'not-found', 'there is nothing at this path; the start page is at /');
}
