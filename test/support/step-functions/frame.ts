import type { Clock } from '../../../images/gateway/src/clock';
import type { State, StateGroup } from './definition';
import { checkSize, evaluated, type Scope } from './expressions';
import type { History } from './history';
import { handlingOf, retryOf, type Catcher, type Retrier } from './retries';
import { TaskError, type TaskHandlers } from './task-handlers';

/** What all states of an execution share. */
export interface Surroundings {
  readonly handlers: TaskHandlers;
  readonly history: History;
  readonly clock: Clock;
  /** Waits and pauses between tries last this many times as long as they should. */
  readonly waitFactor: number;
  readonly executionArn: string;
  /** Aborted where the execution is to end. */
  signal: AbortSignal;
  /** The context object without what belongs to one state. */
  context(): Record<string, unknown>;
}

interface Step {
  readonly next?: string;
  readonly output: unknown;
  readonly assign: Readonly<Record<string, unknown>>;
}

interface Entered {
  readonly name: string;
  readonly state: State;
  readonly scope: Scope;
  readonly eventId: number;
}

/**
 * States of one group on their way from StartAt to the end: those of an execution, or of one item of a Map. Where one fails it stands
 * there, and may go on from it: that is how an execution is redriven.
 */
export class Frame {
  /** Where it has ended. */
  ended: { readonly output: unknown } | undefined;
  private position: string;
  private variables: Record<string, unknown>;
  /** Of the Map that it stands at. */
  private items: Frame[] | undefined;

  constructor(
    private readonly group: StateGroup, private input: unknown, variables: Readonly<Record<string, unknown>>,
    private readonly shared: Surroundings, private readonly mapItem?: object,
  ) {
    this.position = group.StartAt;
    this.variables = { ...variables };
  }

  /** The type of the state that it stands at. */
  get standsAt(): string {
    return (this.group.States[this.position] as State).Type;
  }

  /** @throws TaskError by which a state failed, or whatever the signal was aborted with */
  async run(): Promise<unknown> {
    for (;;) {
      this.shared.signal.throwIfAborted();
      const { next, output, assign } = await this.step();
      checkSize(output, 'the output');
      this.items = undefined;
      this.variables = { ...this.variables, ...assign };
      this.input = output;
      if (next === undefined) {
        this.ended = { output };
        return output;
      }
      this.position = next;
    }
  }

  private async step(): Promise<Step> {
    const { history } = this.shared;
    const name = this.position;
    const state = this.group.States[name] as State;
    const eventId = history.add(`${state.Type}StateEntered`, { stateEnteredEventDetails: { name, input: JSON.stringify(this.input) } });
    const enteredTime = new Date(this.shared.clock.now()).toISOString();
    let tries = 0;
    const spent = new Map<Retrier, number>();
    for (;;) {
      const context = {
        ...this.shared.context(),
        State: { Name: name, EnteredTime: enteredTime, RetryCount: tries },
        ...(this.mapItem === undefined ? {} : { Map: { Item: this.mapItem } }),
      };
      const entered: Entered = { name, state, scope: { input: this.input, context, variables: this.variables }, eventId };
      try {
        const done = await this.execute(entered);
        if (state.Type !== 'Fail') history.add(`${state.Type}StateExited`, { stateExitedEventDetails: { name, output: JSON.stringify(done.output) } });
        return done;
      } catch (error) {
        this.shared.signal.throwIfAborted();
        if (!(error instanceof TaskError)) throw error;
        const failure = this.told(error, entered);
        const pause = retryOf(state['Retry'] as Retrier[] | undefined, failure.error, spent);
        if (pause !== undefined) {
          tries += 1;
          this.items = undefined;
          await this.pause(pause);
          continue;
        }
        const caught = await this.caught(failure, entered);
        if (caught === undefined) throw failure;
        history.add(`${state.Type}StateExited`, { stateExitedEventDetails: { name, output: JSON.stringify(caught.output) } });
        return caught;
      }
    }
  }

  private told(error: TaskError, { name, eventId }: Entered): TaskError {
    if (error.error !== 'States.QueryEvaluationError' || error.text.startsWith('An error occurred while')) return error;
    const cause = `An error occurred while executing the state '${name}' (entered at the event id #${eventId}). ${error.text}`;
    this.shared.history.add('EvaluationFailed', { evaluationFailedEventDetails: { error: error.error, cause, state: name } });
    return new TaskError(error.error, cause);
  }

  private async caught(failure: TaskError, { state, scope }: Entered): Promise<Step | undefined> {
    const catcher = handlingOf(state['Catch'] as Catcher[] | undefined, failure.error);
    if (catcher === undefined) return undefined;
    const errorOutput = { Error: failure.error, Cause: failure.text };
    return this.finished(catcher, { ...scope, errorOutput }, errorOutput, catcher.Next);
  }

  private execute(entered: Entered): Promise<Step> {
    const { state } = entered;
    switch (state.Type) {
      case 'Pass': return this.finished(state, entered.scope, entered.scope.input);
      case 'Succeed': return this.finished(state, entered.scope, entered.scope.input);
      case 'Fail': return this.fail(entered);
      case 'Choice': return this.choose(entered);
      case 'Wait': return this.wait(entered);
      case 'Task': return this.call(entered);
      case 'Map': return this.map(entered);
      default: throw new Error(`got the type ${state.Type}, expected one that is known`);
    }
  }

  private async finished(fields: Readonly<Record<string, unknown>>, scope: Scope, output: unknown, next = fields['Next']): Promise<Step> {
    const [told, assign] = await Promise.all([
      fields['Output'] === undefined ? output : evaluated(fields['Output'], 'Output', scope),
      evaluated(fields['Assign'] ?? {}, 'Assign', scope),
    ]);
    return { next: next as string | undefined, output: told, assign: assign as Record<string, unknown> };
  }

  private async fail({ state, scope }: Entered): Promise<never> {
    const text = async (field: string): Promise<string> => {
      const value = await evaluated(state[field] ?? '', field, scope);
      if (typeof value !== 'string') throw new TaskError('States.QueryEvaluationError', `The field '${field}' returned an unexpected result type. Expected 'string'`);
      return value;
    };
    throw new TaskError(await text('Error'), await text('Cause'));
  }

  private async choose({ state, scope }: Entered): Promise<Step> {
    for (const [index, choice] of (state['Choices'] as Record<string, unknown>[]).entries()) {
      const holds = await evaluated(choice['Condition'], `Choices[${index}]/Condition`, scope);
      if (typeof holds !== 'boolean') throw new TaskError('States.QueryEvaluationError', `The field 'Choices[${index}]/Condition' returned an unexpected result type. Expected 'boolean'`);
      if (holds) return this.finished(choice, scope, scope.input);
    }
    if (state['Default'] === undefined) throw new TaskError('States.Runtime', 'no choice matched, and there is no Default');
    return this.finished(state, scope, scope.input, state['Default']);
  }

  private async wait({ state, scope }: Entered): Promise<Step> {
    const seconds = state['Seconds'] === undefined ? undefined : await evaluated(state['Seconds'], 'Seconds', scope);
    const until = state['Timestamp'] === undefined ? undefined : await evaluated(state['Timestamp'], 'Timestamp', scope);
    const milliseconds = seconds === undefined ? Date.parse(String(until)) - this.shared.clock.now() : Number(seconds) * 1000;
    if (!Number.isFinite(milliseconds)) throw new TaskError('States.QueryEvaluationError', 'The time to wait is not one');
    await this.pause(Math.max(0, milliseconds) / 1000);
    return this.finished(state, scope, scope.input);
  }

  private async call({ state, scope }: Entered): Promise<Step> {
    const { history, handlers, clock, signal, executionArn } = this.shared;
    const integration = String(state['Resource']).split(':::')[1] as string;
    const args = await evaluated(state['Arguments'] ?? scope.input, 'Arguments', scope);
    checkSize(args, 'the arguments');
    const seconds = state['TimeoutSeconds'] === undefined ? undefined : await evaluated(state['TimeoutSeconds'], 'TimeoutSeconds', scope);
    const kind = { resourceType: integration.split(':').slice(0, -1).join(':'), resource: integration.split(':').at(-1) };
    history.add('TaskScheduled', { taskScheduledEventDetails: { ...kind, region: 'eu-central-1', parameters: JSON.stringify(args), timeoutInSeconds: seconds } });
    history.add('TaskStarted', { taskStartedEventDetails: kind });
    const late = new AbortController();
    const cancel = seconds === undefined ? () => undefined : clock.after(Number(seconds) * 1000, () => late.abort(new TaskError('States.Timeout')));
    const end = AbortSignal.any([signal, late.signal]);
    try {
      const handler = handlers[integration] as TaskHandlers[string];
      const submitted = (output: unknown): void => { history.add('TaskSubmitted', { taskSubmittedEventDetails: { ...kind, output: JSON.stringify(output) } }); };
      const answer = await unlessAborted(handler(args as Record<string, unknown>, { submitted, signal: end, executionArn }), end);
      const result = JSON.parse(JSON.stringify(answer ?? {})) as unknown;
      history.add('TaskSucceeded', { taskSucceededEventDetails: { ...kind, output: JSON.stringify(result) } });
      checkSize(result, 'the result');
      return await this.finished(state, { ...scope, result }, result);
    } catch (error) {
      if (!(error instanceof TaskError) || signal.aborted || error.error === 'States.QueryEvaluationError') throw error;
      const told = { ...kind, error: error.error, cause: error.text };
      if (late.signal.aborted) history.add('TaskTimedOut', { taskTimedOutEventDetails: told });
      else history.add('TaskFailed', { taskFailedEventDetails: told });
      throw error;
    } finally {
      cancel();
    }
  }

  private async map({ state, scope }: Entered): Promise<Step> {
    const { history } = this.shared;
    if (this.items === undefined) {
      const given = state['Items'] === undefined ? scope.input : await evaluated(state['Items'], 'Items', scope);
      if (!Array.isArray(given)) throw new TaskError('States.QueryEvaluationError', "The field 'Items' returned an unexpected result type. Expected 'array'");
      const selector = state['ItemSelector'];
      this.items = await Promise.all(given.map(async (Value: unknown, Index) => {
        const context = { ...(scope.context as object), Map: { Item: { Index, Value } } };
        const input = selector === undefined ? Value : await evaluated(selector, 'ItemSelector', { ...scope, context });
        return new Frame(state['ItemProcessor'] as unknown as StateGroup, input, this.variables, this.shared, { Index, Value });
      }));
    }
    const { items } = this;
    history.add('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
    const most = Number(state['MaxConcurrency'] ?? 0);
    const waiting = items.filter(({ ended }) => ended === undefined);
    const worker = async (): Promise<void> => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await item.run();
    };
    await Promise.all(Array.from({ length: most === 0 ? items.length : most }, worker));
    history.add('MapStateSucceeded');
    const result = items.map(({ ended }) => ended?.output);
    return this.finished(state, { ...scope, result }, result);
  }

  private pause(seconds: number): Promise<void> {
    const { clock, waitFactor, signal } = this.shared;
    return unlessAborted(new Promise((resolve) => { clock.after(seconds * 1000 * waitFactor, resolve); }), signal);
  }
}

/** What the signal was aborted with, where it is before the promise settles. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    promise.catch(() => undefined);
    signal.removeEventListener('abort', stop);
  }
}
