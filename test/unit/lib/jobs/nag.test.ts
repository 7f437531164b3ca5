import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Soc2Checks } from '../../../../lib/compliance/soc2-checks';
import { ScheduledValue } from '../../../../lib/jobs/schedules/scheduled-value';
import { LuigiService } from '../../../../lib/luigi-service';
import { someJob } from '../../../support/lib/luigi-job';
import { aLuigiStack, someImages, someVpc } from '../../../support/lib/luigi-stack';

describe('a job has no finding of any pack', () => {
  test('on a service of the same stack', () => {
    const { app, service } = aLuigiStack();
    service.addJob('daily-report', someJob({
      description: 'Makes the report of a day', spot: true, retries: { maxAttempts: 2 }, schedules: NIGHTLY, failureTopic: service.alarmTopic,
    }));

    expect(findings(app)).toEqual([]);
  });

  test('on a service of another stack, with a key of its own', () => {
    const app = new App();
    const stack = new Stack(app, 'Jobs', { env: { region: 'eu-central-1', account: '111122223333' } });
    const vpc = someVpc(stack);
    const service = LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', {
      securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Lane', 'sg-0123456789abcdef0'),
      runTable: Table.fromTableAttributes(stack, 'Runs', { tableName: 'luigi-runs', encryptionKey: Key.fromKeyArn(stack, 'Key', KEY) }),
      workerUrl: 'https://workers.luigi.internal:8444',
      jobDefaults: { images: someImages(), vpc, cluster: Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shared', vpc }) },
    });
    service.addJob('daily-report', someJob({ schedules: NIGHTLY }));

    expect(findings(app)).toEqual([]);
  });
});

const NIGHTLY = { nightly: {
  schedule: ScheduleExpression.cron({ hour: '6', timeZone: TimeZone.EUROPE_BERLIN }), parameters: { day: ScheduledValue.localDay({ daysBefore: 1 }) },
} };
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012';

/** `<rule> <path>` of all findings, warnings too. */
function findings(app: App): string[] {
  return PACKS.flatMap((pack) => pack.validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)));
}

const PACKS = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks(), new Soc2Checks()];
