import { App, Stack, TimeZone } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LuigiJob } from '../../../../lib/jobs/luigi-job';
import { ScheduledValue } from '../../../../lib/jobs/schedules/scheduled-value';
import { LuigiService } from '../../../../lib/luigi-service';
import { someJob } from '../../../support/lib/luigi-job';
import { someServiceProps } from '../../../support/lib/luigi-stack';

const MORNINGS = { mornings: {
  schedule: ScheduleExpression.cron({ minute: '30', hour: '6', timeZone: TimeZone.EUROPE_BERLIN }), parameters: { day: ScheduledValue.localDay({ daysBefore: 1 }) },
} };

interface Rendered { readonly Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>; readonly Outputs?: object }

/** A service with jobs in stacks of their own, as docs/jobs.md has it. */
function spread(stacks: number, jobsEach: number): { readonly service: Rendered; readonly jobs: readonly Rendered[] } {
  const app = new App();
  const platform = new Stack(app, 'Platform');
  const service = new LuigiService(platform, 'Luigi', someServiceProps(platform));
  const made = Array.from({ length: stacks }, (_, index) => {
    const stack = new Stack(app, `Jobs${index}`);
    for (let each = 0; each < jobsEach; each += 1) new LuigiJob(stack, `Job${each}`, { ...someJob(), service, jobName: `job-${index}-${each}` });
    return stack;
  });
  return { service: Template.fromStack(platform).toJSON() as Rendered, jobs: made.map((stack) => Template.fromStack(stack).toJSON() as Rendered) };
}

describe('many jobs in stacks of their own', () => {
  const [none, some, more] = [spread(0, 0), spread(1, 1), spread(3, 2)];

  test('change nothing in the service\'s stack, but for what it tells the first stack of jobs', () => {
    expect(some.service.Resources).toEqual(none.service.Resources);
    expect(more.service).toEqual(some.service);
  });

  test('need no rule of their own in the task\'s security group, which takes 60', () => {
    const rules = more.jobs.flatMap(({ Resources }) => Object.values(Resources)).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress');

    expect(more.jobs.flatMap(({ Resources }) => Object.values(Resources)).filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')).toHaveLength(6);
    expect(rules).toEqual([]);
  });

  test('fit: 18 with schedules in a stack, whose template may have 1 MB', () => {
    const app = new App();
    const [platform, stack] = [new Stack(app, 'Platform'), new Stack(app, 'Jobs')];
    const service = new LuigiService(platform, 'Luigi', someServiceProps(platform));
    for (let each = 0; each < 18; each += 1) new LuigiJob(stack, `Job${each}`, { ...someJob({ schedules: MORNINGS }), service, jobName: `job-${each}` });

    expect(Buffer.byteLength(JSON.stringify(Template.fromStack(stack).toJSON(), null, 1))).toBeLessThan(1_000_000);
  });
});

test('a job in another network is let in by a rule of its own: a security group belongs to one network', () => {
  const stack = new Stack(new App(), 'Platform');
  const service = new LuigiService(stack, 'Luigi', someServiceProps(stack));
  const vpc = Vpc.fromVpcAttributes(stack, 'Peered', {
    vpcId: 'vpc-0123456789abcdef1', availabilityZones: ['a'], privateSubnetIds: ['subnet-0000000000000000f'], privateSubnetRouteTableIds: ['rtb-0000000000000000f'],
  });

  service.addJob('near', someJob());
  service.addJob('far', someJob({ vpc, cluster: Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'peered', vpc }) }));

  const rules = Object.entries(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress', { Properties: { FromPort: 8444 } }));
  expect(rules.map(([, { Properties }]) => (Properties as { Description: string }).Description)).toEqual(['Luigi workers', 'workers of the Luigi job far']);
});
