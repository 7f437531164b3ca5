import { Problem } from '../../problem';
import { addressOf, hasEnded, type Run } from './run';

/** The problem of a run that there is not. */
export function noSuchRun(): Problem {
  return new Problem(404, 'no-such-run', 'the job has no such run, or it was long ago');
}

/** @throws Problem 409 `run-ended` */
export function assertStoppable(run: Pick<Run, 'state'>): void {
  if (hasEnded(run)) throw new Problem(409, 'run-ended', 'the run has ended already: there is nothing to stop');
}

/** @throws Problem 409 `run-ended`, `run-goes-on`, `not-redrivable` */
export function assertRedrivable(run: Pick<Run, 'state'>): void {
  if (!hasEnded(run)) throw goesOn();
  if (run.state === 'succeeded') throw new Problem(409, 'run-ended', 'the run has succeeded: there is nothing left of it to do; start the job anew');
  if (run.state === 'refused') throw notRedrivable(WAS_REFUSED);
}

/** Why a run that was refused does not go on. */
export const WAS_REFUSED = 'it was refused before its task began';

/** The problem of a redrive of what goes on. */
export function goesOn(): Problem {
  return new Problem(409, 'run-goes-on', 'the run goes on: stop it first, or wait for its end');
}

/** The problem of a run that nothing makes go on. */
export function notRedrivable(why: string): Problem {
  return new Problem(409, 'not-redrivable', `the run can not go on, since ${why}: start the job anew`);
}

/** The problem of a redrive beside a twin. */
export function besideTwin(twin: Pick<Run, 'job' | 'id'>): Problem {
  return new Problem(409, 'twin-runs', 'the job runs with the same parameters already: wait for the end of that run', { run: addressOf(twin) });
}

/** The problem of a start or a redrive while the job has as many runs as it may have at once. */
export function tooManyRuns(retryAfterSeconds: number): Problem {
  return new Problem(429, 'too-many-runs', `this job has as many runs as it may have at once, so nothing was started: wait until one of them ends, or try again in ${retryAfterSeconds} s`, {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}
