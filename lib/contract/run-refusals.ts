/** Errors of executions that their job's state machine has refused before it ran anything. */
export const RUN_REFUSALS = {
  /** The job does not take the input. */
  input: 'Job.InputRefused',
  /** A run with the same parameters goes on. */
  twin: 'Job.TwinRuns',
  /** As many runs of the job go on as may. */
  tooMany: 'Job.TooManyRuns',
} as const;
