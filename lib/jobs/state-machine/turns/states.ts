import { evaluated } from '../jsonata';

/** States of a state machine by their names. */
export type States = Readonly<Record<string, object>>;

/** Names of the states of a job, which lead to one another. */
export const STATE = {
  checkInput: 'Check input',
  inputFits: 'Input fits',
  takeTurn: 'Take turn',
  readTurns: 'Read turns',
  settle: 'Let news settle',
  lookAtHolders: 'Look at holders',
  describeHolder: 'Describe holder',
  holderEnded: 'Holder ended',
  freeTurn: 'Free turn',
  keepTurn: 'Keep turn',
  turnFreed: 'Turn freed',
  noteRefusal: 'Note refusal',
  noteRun: 'Note run',
  run: 'Run',
  turnStillHeld: 'Turn still held',
  noteSuccess: 'Note success',
  noteFailure: 'Note failure',
  giveTurnBack: 'Give turn back',
  ranWell: 'Ran well',
  done: 'Done',
  tell: 'Tell of failure',
  howItEnded: 'How it ended',
  refused: 'Refused',
} as const;

/** JSONata: how often the execution was redriven. */
export const REDRIVES = '($exists($states.context.Execution.RedriveCount) ? $states.context.Execution.RedriveCount : 0)';

/** The variables at the beginning of an attempt to run: of the execution, or of a redrive. */
export const NEW_ATTEMPT = { attempt: evaluated(REDRIVES), looks: 0, failure: {}, result: {} } as const;

/** JSONata: whether the execution was redriven since the attempt began: whatever held the turn then may hold it no more. */
export const REDRIVEN = `${REDRIVES} > $attempt`;

/** Begins a new attempt where the execution was redriven. */
export const REDRIVEN_RULE = { Assign: NEW_ATTEMPT, Next: STATE.takeTurn } as const;
