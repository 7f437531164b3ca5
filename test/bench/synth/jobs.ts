import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { JobParameter, LuigiService, ScheduledValue, type ILuigiService } from '../../../lib';
import type { Build } from './child';

/** What a template of 1 MB holds, as docs/jobs.md says. */
const JOBS_PER_STACK = 18;

/** Jobs of a service that another app has made, each with parameters and a schedule, in stacks of their own. */
export function jobs(count: number): Build {
  return (outdir) => {
    const app = new App({ outdir });
    for (let first = 0; first < count; first += JOBS_PER_STACK) {
      const team = `team-${first / JOBS_PER_STACK}`;
      const service = serviceFrom(new Stack(app, `Jobs-${team}`));
      for (let index = first; index < Math.min(count, first + JOBS_PER_STACK); index += 1) addJob(service, `report-${index}`, team);
    }
    app.synth();
  };
}

function serviceFrom(stack: Stack): ILuigiService {
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['a', 'b'], privateSubnetIds: ['subnet-0000000000000000c', 'subnet-0000000000000000d'],
    privateSubnetRouteTableIds: ['rtb-0000000000000000c', 'rtb-0000000000000000d'],
  });
  const encryptionKey = Key.fromKeyArn(stack, 'Key', stack.formatArn({ service: 'kms', resource: 'key', resourceName: '12345678-1234-1234-1234-123456789012' }));
  return LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', {
    securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Lane', 'sg-0123456789abcdef0'),
    runTable: Table.fromTableAttributes(stack, 'Runs', { tableName: 'luigi-runs', encryptionKey }),
    workerUrl: 'https://workers.luigi.internal:8444',
    jobDefaults: {
      vpc, encryptionKey,
      cluster: Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'luigi', vpc }),
      workerSecurityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Workers', 'sg-0123456789abcdef1'),
      deadLetterQueue: Queue.fromQueueArn(stack, 'Undelivered', stack.formatArn({ service: 'sqs', resource: 'undelivered' })),
    },
  });
}

function addJob(service: ILuigiService, name: string, category: string): void {
  service.addJob(name, {
    image: ContainerImage.fromRegistry(`registry.example.com/reports@sha256:${'0'.repeat(64)}`), module: 'reports.daily', family: 'DailyReport', category,
    description: 'Sales of a day, by region',
    parameters: {
      day: JobParameter.date({ earliest: '2020-01-01' }), region: JobParameter.choice({ values: ['eu', 'us'], defaultValue: 'eu' }), dry_run: JobParameter.flag(),
    },
    schedules: { nightly: {
      schedule: ScheduleExpression.cron({ minute: '30', hour: '6', timeZone: TimeZone.EUROPE_BERLIN }), parameters: { day: ScheduledValue.localDay({ daysBefore: 1 }) },
    } },
  });
}
