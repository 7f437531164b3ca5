import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AlarmTopic } from '../../../lib/audit/alarm-topic';
import { LuigiAlarms, type LuigiAlarmsProps } from '../../../lib/audit/luigi-alarms';
import { LuigiDashboard } from '../../../lib/audit/luigi-dashboard';
import { LuigiLogs, type LuigiLogsProps } from '../../../lib/audit/luigi-logs';
import { LuigiMetrics, type LuigiMetricsProps } from '../../../lib/audit/luigi-metrics';
import { SavedQueries } from '../../../lib/audit/saved-queries';
import { ServiceKeyPolicy } from '../../../lib/audit/service-key-policy';

const BALANCER = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/luigi/50dc6c495c0c9188';
const TARGETS = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/people/73e2d6bc24d8a067';

/** A stack with all that a service audits itself with, around a load balancer that is brought. */
export function auditedStack(props: {
  readonly stack?: StackProps;
  readonly logs?: Partial<LuigiLogsProps>;
  readonly metrics?: Partial<LuigiMetricsProps>;
  readonly undeliveredStarts?: boolean;
  readonly thresholds?: LuigiAlarmsProps['thresholds'];
} = {}) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', props.stack);
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  ServiceKeyPolicy.allow(encryptionKey, stack);
  const serviceName = 'etl';
  const logs = new LuigiLogs(stack, 'Logs', { encryptionKey, ...props.logs });
  const metrics = new LuigiMetrics(stack, 'Metrics', {
    serviceName,
    logs,
    loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Balancer', {
      loadBalancerArn: BALANCER, securityGroupId: 'sg-0123456789abcdef0', vpc: Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] }),
    }),
    targetGroup: elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Targets', { targetGroupArn: TARGETS }),
    clusterName: 'cluster',
    ecsServiceName: 'service',
    ...props.metrics,
    undeliveredStarts: props.undeliveredStarts === true ? Queue.fromQueueArn(stack, 'Starts', 'arn:aws:sqs:eu-central-1:111122223333:starts') : undefined,
  });
  const { topic } = new AlarmTopic(stack, 'Topic', { serviceName, encryptionKey });
  const alarms = new LuigiAlarms(stack, 'Alarms', { serviceName, metrics, topic, thresholds: props.thresholds });
  new SavedQueries(stack, 'Queries', { serviceName, logs });
  const dashboard = new LuigiDashboard(stack, 'Dashboard', { serviceName, metrics, logs, alarms: alarms.alarms });
  return { app, stack, encryptionKey, logs, metrics, topic, alarms, dashboard, template: () => Template.fromStack(stack) };
}

/** All that may be set. */
export const EVERYTHING = { metrics: { webAclMetricName: 'luigi-etl', breakGlassMapping: 'break-glass', machines: true }, undeliveredStarts: true } as const;
