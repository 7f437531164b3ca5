/** An error of a state, by its name in the Amazon States Language. A handler throws it where the service would answer with one. */
export class TaskError extends Error {
  /** @param error such as `DynamoDB.ConditionalCheckFailedException` or `States.TaskFailed` */
  constructor(readonly error: string, cause = '') {
    super(cause === '' ? error : cause);
  }

  /** What it says of itself. */
  get text(): string {
    return this.message;
  }
}

/** What a handler may do beside answering. */
export interface TaskContext {
  /** A `.sync` task has begun: what the service answered to the call. */
  submitted(output: unknown): void;
  /** Aborted where the execution is stopped or the state's time is over. */
  readonly signal: AbortSignal;
  /** The execution's ARN. */
  readonly executionArn: string;
}

/** A service's answer to a call. */
export type TaskHandler = (args: Record<string, unknown>, context: TaskContext) => Promise<unknown>;

/** By what stands behind `arn:<partition>:states:::`, such as `ecs:runTask.sync`. */
export type TaskHandlers = Readonly<Record<string, TaskHandler>>;
