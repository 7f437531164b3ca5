import type { Logger } from '../../log';
import { Problem } from '../../problem';
import type { Run } from '../run';
import type { LogLine, Page, Runner, StartOutcome, StartRequest } from '../runner';

/** What a StepFunctionsRunner works with. */
export interface StepFunctionsRunnerProps {
  /** ARN of the service's state machines up to the job's name. */
  readonly stateMachinePrefix: string;
  /** Name of the service's table of runs. */
  readonly runTable: string;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Runs jobs as executions of Step Functions. */
export class StepFunctionsRunner implements Runner {
  constructor(protected readonly props: StepFunctionsRunnerProps) {}

  start(_request: StartRequest): Promise<StartOutcome> { return this.unavailable(); }
  run(_job: string, _id: string): Promise<Run> { return this.unavailable(); }
  runs(): Promise<Page<Run>> { return this.unavailable(); }
  recent(): Promise<Page<Run>> { return this.unavailable(); }
  logs(): Promise<Page<LogLine>> { return this.unavailable(); }
  stop(): Promise<Run> { return this.unavailable(); }
  redrive(): Promise<Run> { return this.unavailable(); }
  async close(): Promise<void> {}

  private async unavailable(): Promise<never> {
    throw new Problem(503, 'runner-unavailable', 'jobs can not be run on Step Functions yet', { headers: { 'retry-after': '60' } });
  }
}
