import { LOG_METRICS, type LogMetric } from '../../lib/audit/log-metrics';
import { filterPattern } from './filter-pattern';

/** How often each metric of a log counts in these lines; those that never do are left out. */
export function counted(log: LogMetric['log'], lines: readonly string[]): Record<string, number> {
  const metrics: readonly LogMetric[] = Object.values(LOG_METRICS);
  const counts = metrics.filter((metric) => metric.log === log).map(({ name, pattern }) => (
    [name, lines.filter(filterPattern(pattern.logPatternString)).length] as const
  ));
  return Object.fromEntries(counts.filter(([, times]) => times > 0));
}
