import { GATEWAY_METRICS } from '../../../../lib/contract/gateway-metrics';
import type { LogFields } from '../log';
import type { Distribution } from './distribution';

/** Metrics by their key in the contract; undefined ones are left out. */
export type Figures = { readonly [key in keyof typeof GATEWAY_METRICS]?: number | Distribution | undefined };

/**
 * Fields that make a log line one of CloudWatch's embedded metric format; undefined where there is nothing to tell.
 *
 * No dimensions: the namespace tells services apart already, and each combination is billed as a metric of its own. The whole line stays
 * below 16 KB, of which Docker's `awslogs` driver makes several events where it does not block: none of them would be a metric.
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
