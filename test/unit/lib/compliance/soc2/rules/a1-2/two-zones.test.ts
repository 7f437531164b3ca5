import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, Ec2Service, Ec2TaskDefinition, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TWO_ZONES } from '../../../../../../../lib/compliance/soc2/rules/a1-2/two-zones';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test.each([[2, []], [1, ['']]])('a service of CDK in %j zones gets %j', (maxAzs, verdict) => {
  expect(judged(TWO_ZONES, (stack) => {
    const vpc = new Vpc(new Stack(stack.node.scope, 'Network'), 'Vpc', { maxAzs });
    const taskDefinition = new FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('nginx') });
    new FargateService(stack, 'Service', { cluster: new Cluster(stack, 'Cluster', { vpc }), taskDefinition });
  })).toEqual({ 'Stack/Service/Service': verdict });
});

function inSubnets(subnets: unknown) {
  const subnet = (zone: unknown) => ({ Type: 'AWS::EC2::Subnet', Properties: { VpcId: 'vpc', AvailabilityZone: zone } });
  return judgedTemplate(TWO_ZONES, {
    Parameters: { List: { Type: 'List<AWS::EC2::Subnet::Id>' }, A: { Type: 'AWS::EC2::Subnet::Id' }, B: { Type: 'AWS::EC2::Subnet::Id' } },
    Resources: {
      One: subnet('eu-west-1a'), Same: subnet('eu-west-1a'), Other: subnet('eu-west-1b'), Any: subnet(undefined),
      Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'task', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnets } } } },
    },
  }).Service;
}

test.each([
  [['subnet-1', 'subnet-2'], []],
  [['subnet-1', 'subnet-1'], ['']],
  [[{ Ref: 'A' }, { Ref: 'B' }], []],
  [[{ Ref: 'One' }, { Ref: 'Other' }], []],
  [[{ Ref: 'One' }, { Ref: 'Any' }], []],
  [[{ Ref: 'One' }, { Ref: 'Same' }], ['']],
  [{ Ref: 'List' }, ['unresolved:Subnets']],
])('subnets %j get %j', (subnets, verdict) => { expect(inSubnets(subnets)).toEqual(verdict); });

test('load balancers and Auto Scaling groups are judged alike', () => {
  expect(judgedTemplate(TWO_ZONES, {
    Resources: {
      One: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network', SubnetMappings: [{ SubnetId: 'a', AllocationId: 'x' }] } },
      Two: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network', SubnetMappings: [{ SubnetId: 'a' }, { SubnetId: 'b' }] } },
      Group: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '1', MaxSize: '1', VPCZoneIdentifier: ['a'] } },
      Everywhere: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '1', MaxSize: '1', AvailabilityZones: { 'Fn::GetAZs': '' } } },
    },
  })).toEqual({ One: [''], Two: [], Group: [''], Everywhere: [] });
});

test('an application load balancer can only be handed in several zones', () => {
  const handedIn = (Type?: string) => judgedTemplate(TWO_ZONES, {
    Parameters: { List: { Type: 'List<AWS::EC2::Subnet::Id>' } },
    Resources: { Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type, Subnets: { Ref: 'List' } } } },
  }).Balancer;

  expect(handedIn()).toEqual([]);
  expect(handedIn('application')).toEqual([]);
  expect(handedIn('network')).toEqual(['unresolved:Subnets']);
});

test('what has no subnets of its own is not looked at', () => {
  expect(judged(TWO_ZONES, (stack) => {
    new CfnLoadBalancer(stack, 'Somewhere');
    const taskDefinition = new Ec2TaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('nginx'), memoryLimitMiB: 128 });
    const cluster = Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'c', vpc: new Vpc(stack, 'Vpc') });
    new Ec2Service(stack, 'Bridge', { cluster, taskDefinition });
  })).toEqual({});
});
