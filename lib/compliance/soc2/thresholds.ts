import type { Soc2Thresholds } from '../soc2-thresholds';

interface Bounds { readonly unset: number; readonly most: number; readonly unit: string; readonly why: string }

const BOUNDS: Readonly<Record<keyof Soc2Thresholds, Bounds>> = {
  logRetentionDays: { unset: 365, most: 3653, unit: 'days', why: 'CloudWatch Logs keeps no log longer, but for ever' },
  sessionHours: { unset: 12, most: 168, unit: 'hours', why: 'a load balancer knows no longer session' },
  backupRetentionDays: { unset: 35, most: 36_500, unit: 'days', why: 'AWS Backup keeps no backup longer, but for ever' },
};

/** The figures that are not given are the defaults. @throws Error where one is no whole number within its bounds */
export function thresholdsOf(given: Soc2Thresholds): Required<Soc2Thresholds> {
  const figure = (name: keyof Soc2Thresholds): number => {
    const { unset, most, unit, why } = BOUNDS[name];
    const value = given[name] ?? unset;
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new Error(`thresholds.${name}: got ${value}, expected a whole number of ${unit} from 1 to ${most}: ${why}`);
  };
  return {
    logRetentionDays: figure('logRetentionDays'), sessionHours: figure('sessionHours'), backupRetentionDays: figure('backupRetentionDays'),
  };
}
