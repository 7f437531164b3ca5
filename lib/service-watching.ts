import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { MappingChangeNotice } from './access/mapping-change-notice';
import { AlarmTopic } from './audit/alarm-topic';
import { LuigiAlarms } from './audit/luigi-alarms';
import { LuigiDashboard } from './audit/luigi-dashboard';
import { LuigiMetrics, type LuigiMetricsProps } from './audit/luigi-metrics';
import { SavedQueries } from './audit/saved-queries';
import { RunFailureNotice } from './jobs/run-failure-notice';
import type { LuigiServiceProps } from './luigi-service-props';

/** What of a service is watched, and how. */
export interface WatchingProps extends Pick<LuigiServiceProps, 'alarmTopic' | 'alarmThresholds' | 'mappingWrites'> {
  /** Encrypts the topic of alarms. */
  readonly encryptionKey: IKey;
  /** What runs: alarms come after it, else they ring while the service is being made. */
  readonly running: Construct;
  readonly watched: LuigiMetricsProps;
}

/** What a service is watched by. */
export interface Watching {
  readonly metrics: LuigiMetrics;
  readonly alarmTopic: ITopic;
  readonly alarms: LuigiAlarms;
  readonly dashboard: Dashboard;
}

/** Makes metrics, alarms and whom they tell, queries, dashboard and notices of a service, in the service itself. */
export function watchOver(service: Construct, { watched, encryptionKey, running, ...props }: WatchingProps): Watching {
  const { serviceName, logs } = watched;
  const metrics = new LuigiMetrics(service, 'Metrics', watched);
  const topic = props.alarmTopic ?? new AlarmTopic(service, 'AlarmTopic', { serviceName, encryptionKey }).topic;
  const alarms = new LuigiAlarms(service, 'Alarms', { serviceName, metrics, topic, thresholds: props.alarmThresholds });
  alarms.node.addDependency(running);
  new SavedQueries(service, 'Queries', { serviceName, logs });
  const { dashboard } = new LuigiDashboard(service, 'Dashboard', { serviceName, metrics, logs, alarms: alarms.alarms });
  new MappingChangeNotice(service, 'MappingChangeNotice', { serviceName, topic, writes: props.mappingWrites });
  new RunFailureNotice(service, 'RunFailureNotice', { serviceName, topic });
  return { metrics, alarmTopic: topic, alarms, dashboard };
}
