import { GATEWAY_METRICS } from '../../../../lib/contract/gateway-metrics';
import type { LogFields } from '../log';
import type { Distribution } from './distribution';

/** Metrics by their key in the contract; undefined ones are left out. */
export type Figures = { readonly [key in keyof typeof GATEWAY_METRICS]?: number | Distribution | undefined };

/**
 * Fields that make a log line one of CloudWatch's embedded metric format; undefined where there is nothing to tell.
 *
 * No dimensions: the namespace tells services apart already, and each combination is billed as a metric of its own. The whole line stays
 * below 16 KB, the least at which a copier of containers' output is known to cut: parts of a line are no metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfFields(namespace: string, timestamp: number, figures: Figures): LogFields | undefined {
  const told = (Object.keys(GATEWAY_METRICS) as Array<keyof typeof GATEWAY_METRICS>)
    .map((key) => ({ metric: GATEWAY_METRICS[key], value: figures[key] }))
    .filter(({ value }) => value !== undefined);
  if (told.length === 0) return undefined;
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [{
        Namespace: namespace,
        Dimensions: [[]],
        Metrics: told.map(({ metric }) => ({ Name: metric.name, Unit: metric.unit })),
      }],
    },
    ...Object.fromEntries(told.map(({ metric, value }) => [metric.name, value])),
  };
}

/**
 * Single numbers, and many values at once. They are told in lines of their own: the specification knows numbers and lists of numbers only,
 * and where it is kept to the letter, all that stands in a line with something else is lost.
 */
export function numbersApart(figures: Figures): readonly [Figures, Figures] {
  const those = (fits: (value: unknown) => boolean): Figures => Object.fromEntries(Object.entries(figures).filter(([, value]) => fits(value)));
  return [those((value) => typeof value === 'number'), those((value) => typeof value === 'object')];
}
