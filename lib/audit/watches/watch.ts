import { Duration } from 'aws-cdk-lib';
import { Stats, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** What one alarm watches, and what it says. */
export interface Watch {
  /** The last part of the alarm's name, and its heading in docs/audit.md. */
  readonly name: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default 1 */
  readonly periods?: number;
  /** @default - missing data is good */
  readonly missing?: TreatMissingData;
  /** @default false */
  readonly below?: boolean;
  /** What has happened. */
  readonly what: string;
  /** What to do first. */
  readonly todo: string;
}

export const ONE_MINUTE = { period: Duration.minutes(1) };
export const FIVE_MINUTES = { period: Duration.minutes(5) };
/** Not how often, but whether: whoever may put metrics can add a count below zero to a sum, but take nothing away from what is most. */
export const EVER = { ...FIVE_MINUTES, statistic: Stats.MAXIMUM };
