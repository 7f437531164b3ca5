import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ScheduledValue } from './scheduled-value';

/** When a job starts by itself, and with what. */
export interface LuigiJobSchedule {
  /**
   * When: `ScheduleExpression.cron` with a time zone, `ScheduleExpression.rate`, or `ScheduleExpression.at` for once.
   *
   * What a cron schedule says is the clock of its time zone: an hour that is left out in spring is not run, one that comes twice in autumn is
   * run once.
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  readonly schedule: ScheduleExpression;
  /**
   * The job's parameters, by their names: all that it requires. A day by `ScheduledValue.localDay`, all else by `ScheduledValue.fixed`.
   * @default - none; what has a default value has that
   */
  readonly parameters?: { [name: string]: ScheduledValue };
  /**
   * Why it runs: at most 500 characters, kept with each run. A job with `reasonRequired` needs one.
   * @default - no reason
   */
  readonly reason?: string;
  /**
   * Whether it starts anything.
   * @default true
   */
  readonly enabled?: boolean;
}
