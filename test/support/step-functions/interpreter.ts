import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '../../../images/gateway/src/clock';
import { checkDefinition, type Definition, type State, type StateGroup } from './definition';
import { Execution } from './execution';
import { checkExpressions } from './expressions';
import type { TaskHandlers } from './task-handlers';

export { TaskError, type TaskHandler, type TaskHandlers, type TaskContext } from './task-handlers';
export { Execution, NotRedrivable, type ExecutionStatus } from './execution';
export type { HistoryEvent } from './history';

/** Executions that a test leaves behind keep nobody waiting for their time-outs. */
const PATIENT_CLOCK: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.min(milliseconds, 2 ** 31 - 1)).unref();
    return () => clearTimeout(timer);
  },
};

/** How a state machine is run. */
export interface InterpreterOptions {
  readonly stateMachineArn?: string;
  /** @default the machine's own */
  readonly clock?: Clock;
  /**
   * Wait states and pauses between tries last this many times as long as they should; timeouts don't change.
   * @default 1
   */
  readonly waitFactor?: number;
}

/** What an execution is called. */
export interface StartOptions {
  /** @default one that is generated */
  readonly name?: string;
  /** @default made of the state machine's ARN and the name */
  readonly executionArn?: string;
}

/**
 * Runs a state machine in the Amazon States Language with JSONata as its documentation says, as far as the jobs' state machines need it:
 * Pass, Task, Choice, Wait, Map (inline), Succeed, Fail; Retry, Catch, Assign, Output; timeouts, stop and redrive. What it doesn't know
 * it refuses.
 * @see https://states-language.net/spec.html
 */
export class StateMachineInterpreter {
  readonly stateMachineArn: string;
  private readonly definition: Definition;

  /** @throws Error where the definition is not one, or asks for what is not known here */
  constructor(definition: object, private readonly tasks: TaskHandlers, private readonly options: InterpreterOptions = {}) {
    this.definition = checkDefinition(definition, Object.keys(tasks));
    this.stateMachineArn = options.stateMachineArn ?? 'arn:aws:states:eu-central-1:111122223333:stateMachine:machine';
    checkGroup(this.definition);
  }

  /** Starts an execution: each with the same name too, which is for whoever calls to hold back. */
  start(input: unknown, { name = randomUUID(), executionArn }: StartOptions = {}): Execution {
    return new Execution({
      definition: this.definition,
      tasks: this.tasks,
      input: structuredClone(input),
      name,
      stateMachineArn: this.stateMachineArn,
      executionArn: executionArn ?? `${this.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
      clock: this.options.clock ?? PATIENT_CLOCK,
      waitFactor: this.options.waitFactor ?? 1,
    });
  }
}

function checkGroup(group: StateGroup): void {
  for (const [name, state] of Object.entries(group.States)) checkState(name, state);
}

function checkState(name: string, state: State): void {
  const hasResult = state.Type === 'Task' || state.Type === 'Map';
  for (const [field, value] of Object.entries(state)) {
    const where = `${name}/${field}`;
    if (field === 'ItemProcessor') checkGroup(value as StateGroup);
    else if (field === 'Catch') checkExpressions(value, where, { result: false, errorOutput: true });
    else checkExpressions(value, where, { result: hasResult && (field === 'Output' || field === 'Assign'), errorOutput: false });
  }
}
