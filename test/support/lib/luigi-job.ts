import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { LuigiJobOptions } from '../../../lib/jobs/luigi-job-props';
import { JobParameter } from '../../../lib/jobs/parameters/job-parameter';
import { LuigiService } from '../../../lib/luigi-service';
import type { LuigiServiceAttributes } from '../../../lib/luigi-service-attributes';
import type { ILuigiService } from '../../../lib/luigi-service-base';
import { someImages, someVpc } from './luigi-stack';

/** A job that is valid; say only what matters to the test. */
export function someJob(over: Partial<LuigiJobOptions> = {}): LuigiJobOptions {
  return {
    image: ContainerImage.fromRegistry(`registry.example.com/reports@sha256:${'0123456789abcdef'.repeat(4)}`),
    module: 'reports.daily',
    family: 'DailyReport',
    category: 'reports',
    parameters: { day: JobParameter.date(), region: JobParameter.choice({ values: ['eu', 'us'], defaultValue: 'eu' }), dry_run: JobParameter.flag() },
    ...over,
  };
}

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012';

/** A stack with nothing in it but what is named: a service that another stack has made, with all that jobs ask of one. */
export function aJobStack(over: (stack: Stack) => LuigiServiceAttributes = () => ({}), props: StackProps = { env: { account: '111122223333', region: 'eu-central-1' } }): {
  readonly stack: Stack; readonly service: ILuigiService;
} {
  const stack = new Stack(new App(), 'Jobs', props);
  const vpc = someVpc(stack);
  const encryptionKey = Key.fromKeyArn(stack, 'Key', KEY);
  const service = LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', {
    securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Lane', 'sg-0123456789abcdef0'),
    runTable: Table.fromTableAttributes(stack, 'Runs', { tableName: 'luigi-runs', encryptionKey }),
    workerUrl: 'https://workers.luigi.internal:8444',
    jobDefaults: { cluster: Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shared', vpc }), encryptionKey, images: someImages() },
    ...over(stack),
  });
  return { stack, service };
}
