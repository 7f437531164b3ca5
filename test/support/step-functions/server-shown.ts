import type { Clock } from '../../../images/gateway/src/clock';
import type { Execution } from './interpreter';

/** What DescribeExecution has had to show of an execution, and since when. */
export class Shown {
  private readonly seen: { readonly at: number; readonly description: object }[] = [];

  constructor(private readonly clock: Clock) {}

  /** It is so from now on. */
  now(execution: Execution): void {
    this.seen.push({ at: this.clock.now(), description: described(execution) });
  }

  /** What was to be seen at a time; undefined where there was nothing yet. */
  at(time: number): object | undefined {
    return this.seen.findLast(({ at }) => at <= time)?.description;
  }
}

function described(execution: Execution): object {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause, redriveCount, redriveDate } = execution;
  return {
    executionArn, stateMachineArn, name, status, startDate: startDate.getTime() / 1000, input: JSON.stringify(input), redriveCount,
    ...(stopDate === undefined ? {} : { stopDate: stopDate.getTime() / 1000 }),
    ...(status === 'SUCCEEDED' ? { output: JSON.stringify(output) } : {}),
    ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }),
    ...(redriveDate === undefined ? {} : { redriveDate: redriveDate.getTime() / 1000 }),
  };
}
