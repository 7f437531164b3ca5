import type { RunOfJob } from '../../../../../lib/contract/run-worker';
import type { Caller } from '../../identity/caller';

/** Holds workers to the runs that they say they are. */
export interface WorkerRuns {
  /**
   * The run that a worker of this id, called by this caller, is of. A caller by IAM role must be a run that goes on of a job of that
   * role; one with a worker credential is believed, and of a run only where its id names one that goes on.
   *
   * @param worker Luigi's id of the worker, as the caller gave it; undefined where the call names none
   * @throws Problem 403 `worker-not-of-run`, 503 `runner-unavailable`
   */
  runOf(caller: Caller, worker: string | undefined): Promise<RunOfJob | undefined>;
}
