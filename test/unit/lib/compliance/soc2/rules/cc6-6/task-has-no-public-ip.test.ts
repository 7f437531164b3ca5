import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargatePlatformVersion, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { DefinitionBody, IntegrationPattern, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { EcsFargateLaunchTarget, EcsRunTask } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { TASK_HAS_NO_PUBLIC_IP as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/task-has-no-public-ip';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

type Place = readonly [string, (network: unknown) => object, string];
const PLACES: readonly Place[] = [
  ['AWS::ECS::Service', (network) => ({ NetworkConfiguration: { AwsvpcConfiguration: network } }), 'NetworkConfiguration.AwsvpcConfiguration'],
  ['AWS::ECS::TaskSet', (network) => ({ NetworkConfiguration: { AwsVpcConfiguration: network } }), 'NetworkConfiguration.AwsVpcConfiguration'],
  ['AWS::Events::Rule', (network) => ({ Targets: [{ Id: 'q' }, { Id: 't', EcsParameters: { NetworkConfiguration: { AwsVpcConfiguration: network } } }] }), 'Targets.1.EcsParameters.NetworkConfiguration.AwsVpcConfiguration'],
  ['AWS::Scheduler::Schedule', (network) => ({ Target: { EcsParameters: { NetworkConfiguration: { AwsvpcConfiguration: network } } } }), 'Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration'],
  ['AWS::StepFunctions::StateMachine', (network) => ({ Definition: { States: { Run: { Parameters: { NetworkConfiguration: { AwsvpcConfiguration: network } } } } } }), 'Definition'],
];

describe.each(PLACES)('%s', (type, having, path) => {
  test('an address of the internet is found', () => {
    expect(verdictOn(RULE, type, having({ Subnets: ['a'], AssignPublicIp: 'ENABLED' }))).toEqual([`${path}.AssignPublicIp`]);
    expect(verdictOn(RULE, type, having({ Subnets: ['a'], AssignPublicIp: 'Enabled' }))).toEqual([`${path}.AssignPublicIp`]);
    expect(verdictOn(RULE, type, having({ Subnets: ['a'], AssignPublicIp: 'DISABLED' }))).toEqual([]);
    expect(verdictOn(RULE, type, having({ Subnets: ['a'] }))).toEqual([]);
  });

  test('what deployment decides is a finding of its own; without a network there is nothing to say', () => {
    expect(verdictOn(RULE, type, having({ AssignPublicIp: HANDED_IN }))).toEqual(unresolvedAt(`${path}.AssignPublicIp`));
    expect(verdictOn(RULE, type, {})).toBeUndefined();
  });
});

test('L2', () => {
  const found = judged(RULE, (stack) => {
    const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc') });
    const taskDefinition = new FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('c', { image: ContainerImage.fromRegistry('i') });
    new FargateService(stack, 'Private', { cluster, taskDefinition });
    new FargateService(stack, 'Public', { cluster, taskDefinition, assignPublicIp: true, vpcSubnets: { subnetType: SubnetType.PUBLIC } });
    for (const [id, assignPublicIp] of [['PrivateRun', false], ['PublicRun', true]] as const) {
      const run = new EcsRunTask(stack, `${id}State`, {
        cluster, taskDefinition, assignPublicIp, integrationPattern: IntegrationPattern.RUN_JOB,
        launchTarget: new EcsFargateLaunchTarget({ platformVersion: FargatePlatformVersion.LATEST }),
        ...assignPublicIp ? { subnets: { subnetType: SubnetType.PUBLIC } } : {},
      });
      new StateMachine(stack, id, { definitionBody: DefinitionBody.fromChainable(run) });
    }
  });

  expect(found).toEqual({
    'Stack/Private/Service': [], 'Stack/Public/Service': ['NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp'],
    'Stack/PrivateRun/Resource': [], 'Stack/PublicRun/Resource': ['Definition.AssignPublicIp'],
  });
});
