import { TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { LuigiJobOptions } from '../../../../lib/jobs/luigi-job-props';
import { ScheduledValue } from '../../../../lib/jobs/schedules/scheduled-value';
import { aJobStack, someJob } from '../../../support/lib/luigi-job';
import { aLuigiStack, someImages, someVpc } from '../../../support/lib/luigi-stack';

type Resources = Readonly<Record<string, { readonly Type: string }>>;

/** More would fill a stack, which takes 500, with some forty jobs. */
const MOST = 12;
const NIGHTLY = { nightly: {
  schedule: ScheduleExpression.cron({ minute: '30', hour: '6', timeZone: TimeZone.EUROPE_BERLIN }), parameters: { day: ScheduledValue.localDay({ daysBefore: 1 }) },
} };

function resources(template: Template): Resources {
  return (template.toJSON() as { Resources: Resources }).Resources;
}

/** A service, and it with one job more. */
function withAndWithout(over: Partial<LuigiJobOptions>): readonly [Resources, Resources] {
  const made = (add: boolean): Resources => {
    const { stack, service } = aLuigiStack();
    const failureTopic = Topic.fromTopicArn(stack, 'Failures', `arn:aws:sns:${stack.region}:${stack.account}:failures`);
    if (add) service.addJob('daily', someJob({ failureTopic, ...over }));
    return resources(Template.fromStack(stack));
  };
  return [made(false), made(true)];
}

describe.each<[string, Partial<LuigiJobOptions>]>([
  ['as it comes', {}],
  ['with a schedule', { schedules: NIGHTLY }],
])('a job %s', (_, over) => {
  const [without, withJob] = withAndWithout(over);
  const added = Object.entries(withJob).filter(([id]) => !Object.hasOwn(without, id));

  test(`takes ${MOST} resources at most`, () => {
    expect(added.length).toBeLessThanOrEqual(MOST);
    expect(added.map(([id]) => id).filter((id) => !id.startsWith('LuigiJobdaily'))).toEqual([]);
  });

  test('changes nothing of the service that it is added to', () => {
    expect(Object.fromEntries(Object.entries(withJob).filter(([id]) => Object.hasOwn(without, id)))).toEqual(without);
  });
});

test('on a service that tells neither key nor queue, a job has its own: three resources more', () => {
  const count = (told: boolean): number => {
    const { stack, service } = aJobStack((there) => ({ jobDefaults: {
      cluster: Cluster.fromClusterAttributes(there, 'Mine', { clusterName: 'mine', vpc: someVpc(there, 'Other') }), images: someImages(),
      ...told ? {
        encryptionKey: Key.fromKeyArn(there, 'Told', there.formatArn({ service: 'kms', resource: 'key', resourceName: '12345678-1234-1234-1234-123456789012' })),
        deadLetterQueue: Queue.fromQueueArn(there, 'Queue', there.formatArn({ service: 'sqs', resource: 'undelivered' })),
      } : {},
    } }));
    service.addJob('daily', someJob({ schedules: NIGHTLY }));
    return Object.keys(resources(Template.fromStack(stack))).length;
  };
  expect(count(false)).toBe(count(true) + 3);
});

test('a key that a job makes lets CloudWatch Logs encrypt its log, and log delivery read what its encrypted executions log', () => {
  const { stack, service } = aJobStack((there) => ({ jobDefaults: {
    cluster: Cluster.fromClusterAttributes(there, 'Mine', { clusterName: 'mine', vpc: someVpc(there, 'Other') }), images: someImages(),
  } }));
  service.addJob('daily', someJob());
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'LuigiLogs' }), Match.objectLike({ Sid: 'LuigiLogDelivery' })]) },
  });
});
