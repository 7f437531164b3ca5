import type { Stack } from 'aws-cdk-lib';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Cluster, CpuArchitecture, Secret } from 'aws-cdk-lib/aws-ecs';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Secret as ManagedSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { LuigiImages } from '../../../../../lib/images/luigi-images';
import { aJobStack, someJob } from '../../../../support/lib/luigi-job';
import { aLuigiStack, someVpc } from '../../../../support/lib/luigi-stack';

interface Container {
  readonly Name: string;
  readonly [property: string]: unknown;
}

function containers(stack: Stack): Readonly<Record<string, Container>> {
  const tasks = Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition', { Properties: { Family: 'luigi-luigi_daily' } });
  const [task] = Object.values(tasks) as Array<{ Properties: { ContainerDefinitions: Container[] } }>;
  return Object.fromEntries((task?.Properties.ContainerDefinitions ?? []).map((each) => [each.Name, each]));
}

test('stands beside the job without rights, is told of the service, and writes one folder', () => {
  const { stack, service } = aJobStack();
  service.addJob('daily', someJob());
  const agent = containers(stack)['lane-agent'];

  expect(agent).toMatchObject({
    Essential: false, User: '1000:1000', Privileged: false, ReadonlyRootFilesystem: true, Memory: 192, StartTimeout: 120,
    LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
    EntryPoint: ['node', '--max-old-space-size=96', '/opt/gateway/lane-agent.js'],
    MountPoints: [{ ContainerPath: '/run/luigi-agent', ReadOnly: false, SourceVolume: 'luigi-agent' }],
    RestartPolicy: { Enabled: true, IgnoredExitCodes: [2] },
    HealthCheck: { Command: ['CMD', 'node', '-e', expect.stringContaining('127.0.0.1:8082/healthz') as string], Interval: 10 },
    LogConfiguration: { Options: { 'awslogs-stream-prefix': 'lane-agent' } },
  });
  expect(agent?.['Environment']).toEqual([
    { Name: 'LUIGI_LANE_URL', Value: 'https://workers.luigi.internal:8444' },
    { Name: 'LUIGI_LANE_PARAMETER', Value: '/luigi/luigi/lane' },
    { Name: 'LUIGI_WORKER_AUDIENCE', Value: '111122223333/eu-central-1/luigi' },
    { Name: 'LUIGI_STS_URL', Value: { 'Fn::Join': ['', ['https://sts.eu-central-1.', { Ref: 'AWS::URLSuffix' }]] } },
    { Name: 'LUIGI_JOB', Value: 'daily' },
    { Name: 'LUIGI_AGENT_FOLDER', Value: '/run/luigi-agent' },
  ]);
});

test('is ready before the job starts, whose Luigi reads what it writes, and can\'t write there', () => {
  const { stack, service } = aJobStack();
  service.addJob('daily', someJob({ environment: { A: 'b' } }));

  expect(containers(stack)['job']).toMatchObject({
    DependsOn: [{ Condition: 'HEALTHY', ContainerName: 'lane-agent' }],
    MountPoints: expect.arrayContaining([{ ContainerPath: '/run/luigi-agent', ReadOnly: true, SourceVolume: 'luigi-agent' }]) as unknown[],
    Environment: [{ Name: 'A', Value: 'b' }, { Name: 'LUIGI_CONFIG_PATH', Value: '/run/luigi-agent/luigi.cfg' }],
  });
});

test('is told the same as the service of the same stack, also where account and region are known at deployment only', () => {
  const { stack, service } = aLuigiStack();
  service.addJob('daily', someJob());
  const template = Template.fromStack(stack);
  const values = (name: string): Readonly<Record<string, unknown>> => {
    const all = Object.values(template.findResources('AWS::ECS::TaskDefinition')) as Array<{ Properties: { ContainerDefinitions: Container[] } }>;
    const environment = all.flatMap(({ Properties }) => Properties.ContainerDefinitions).find(({ Name }) => Name === name)?.['Environment'];
    return Object.fromEntries((environment as Array<{ Name: string; Value: unknown }>).map(({ Name, Value }) => [Name, Value]));
  };
  const [agent, gateway] = [values('lane-agent'), values('gateway')];

  expect(agent['LUIGI_WORKER_AUDIENCE']).toEqual(gateway['GATEWAY_WORKER_AUDIENCE']);
  expect(agent['LUIGI_STS_URL']).toEqual(gateway['GATEWAY_STS_URL']);
  expect(agent['LUIGI_LANE_PARAMETER']).toEqual(gateway['GATEWAY_LANE_PARAMETER']);
});

const READ_LANE = {
  Sid: 'ReadLane', Effect: 'Allow', Action: 'ssm:GetParameter',
  Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-central-1:111122223333:parameter/luigi/luigi/lane']] },
};

test('may read one parameter by the job\'s role, and no more', () => {
  const { stack, service } = aJobStack();
  service.addJob('daily', someJob());

  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
    Description: 'Tasks of the job daily of the Luigi service luigi', Policies: [{ PolicyName: 'Lane', PolicyDocument: { Version: '2012-10-17', Statement: [READ_LANE] } }],
  });
});

test('may read it by a role that is brought', () => {
  const { stack, service } = aJobStack();
  service.addJob('daily', someJob({ taskRole: Role.fromRoleArn(stack, 'Ours', 'arn:aws:iam::111122223333:role/ours') }));

  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['ours'], PolicyDocument: { Statement: Match.arrayWith([READ_LANE]) } });
});

test('is of the gateway\'s image and no other, built for the job\'s processors', () => {
  const { stack, service } = aJobStack((scope) => ({ jobDefaults: {
    cluster: Cluster.fromClusterAttributes(scope, 'Built', { clusterName: 'built', vpc: someVpc(scope, 'BuiltVpc') }), images: LuigiImages.fromAssets(),
  } }));
  service.addJob('daily', someJob({ architecture: CpuArchitecture.ARM64 }));
  service.addJob('weekly', someJob({ architecture: CpuArchitecture.ARM64 }));

  expect(imageAssets(stack).map(({ source }) => [source.dockerFile, source.platform])).toEqual([['gateway/Dockerfile', 'linux/arm64']]);
});

test.each<[string, (stack: Stack) => object]>([
  ['a variable', () => ({ environment: { LUIGI_CONFIG_PATH: '/etc/mine.cfg' } })],
  ['a secret', (stack) => ({ secrets: { LUIGI_CONFIG_PATH: Secret.fromSecretsManager(ManagedSecret.fromSecretNameV2(stack, 'Secret', 'config')) } })],
])('the place of Luigi\'s configuration as %s of the job is refused', (_, over) => {
  const { stack, service } = aJobStack();
  expect(() => service.addJob('daily', someJob(over(stack)))).toThrow(new Error(
    'job daily: got the variable LUIGI_CONFIG_PATH, expected to leave it to the lane agent: Luigi reads its configuration there; put your own into the image, as /etc/luigi/luigi.cfg or luigi.cfg in its working directory, which Luigi reads before'));
});

interface ImageAsset {
  readonly source: { readonly dockerFile: string; readonly platform: string };
}

function imageAssets(stack: Stack): readonly ImageAsset[] {
  const artifact = (App.of(stack) as App).synth().tryGetArtifact(`${stack.artifactId}.assets`);
  const { contents } = artifact as unknown as { readonly contents: { readonly dockerImages?: Readonly<Record<string, ImageAsset>> } };
  return Object.values(contents.dockerImages ?? {});
}
