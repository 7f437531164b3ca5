import type { Stack } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService, NetworkLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { ApplicationLoadBalancer, ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TASK_TAKES_TRAFFIC_FROM_BALANCER_ONLY as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/task-takes-traffic-from-balancer-only';
import { judged } from '../../../../../../support/lib/soc2';
import { raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const NETWORK = 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups';

/** A service on port 8080 behind a load balancer, made by CDK; then whatever is done with its group. */
const behind = (alter: (service: FargateService, vpc: Vpc, stack: Stack) => void) => judged(RULE, (stack) => {
  const vpc = new Vpc(stack, 'Vpc');
  const taskDefinition = new FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('c', { image: ContainerImage.fromRegistry('i'), portMappings: [{ containerPort: 8080 }] });
  const service = new FargateService(stack, 'Service', { cluster: new Cluster(stack, 'Cluster', { vpc }), taskDefinition });
  new ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', { port: 80 }).addTargets('T', { port: 8080, protocol: ApplicationProtocol.HTTP, targets: [service] });
  alter(service, vpc, stack);
})['Stack/Service/Service'];

test('the balancer\'s group alone complies; so do others on other ports, and the service\'s own', () => {
  expect(behind(() => undefined)).toEqual([]);
  expect(behind(({ connections }, vpc, stack) => { connections.allowFrom(new SecurityGroup(stack, 'Metrics', { vpc }), Port.tcp(9090)); })).toEqual([]);
  expect(behind(({ connections }) => { connections.allowInternally(Port.allTcp()); })).toEqual([]);
  expect(behind(({ connections }, vpc) => { connections.allowFrom(Peer.ipv4(vpc.vpcCidrBlock), Port.tcp(9090)); })).toEqual([]);
});

test('a range of addresses or another group on that port is found', () => {
  expect(behind(({ connections }, vpc) => { connections.allowFrom(Peer.ipv4(vpc.vpcCidrBlock), Port.tcp(8080)); })).toEqual(['']);
  expect(behind(({ connections }) => { connections.allowFromAnyIpv4(Port.allTraffic()); })).toEqual(['']);
  expect(behind(({ connections }) => { connections.allowFrom(Peer.prefixList('pl-123'), Port.tcpRange(8000, 9000)); })).toEqual(['']);
  expect(behind(({ connections }, vpc, stack) => { connections.allowFrom(new SecurityGroup(stack, 'Other', { vpc }), Port.tcp(8080)); })).toEqual(['']);
});

test('the patterns of CDK: behind an application load balancer it complies, behind a network load balancer it is not looked at', () => {
  expect(judged(RULE, (stack) => {
    const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc') });
    const taskImageOptions = { image: ContainerImage.fromRegistry('i') };
    new ApplicationLoadBalancedFargateService(stack, 'Http', { cluster, taskImageOptions });
    const { service } = new NetworkLoadBalancedFargateService(stack, 'Tcp', { cluster, taskImageOptions });
    service.connections.allowFromAnyIpv4(Port.tcp(80));
  })).toEqual({ 'Stack/Http/Service/Service': [] });
});

const service = (SecurityGroups: unknown, targetGroup: unknown = { Ref: 'Targets' }, protocol = 'HTTP') => verdictOn(RULE, 'AWS::ECS::Service', {
  LoadBalancers: [{ ContainerName: 'c', ContainerPort: '8080', TargetGroupArn: targetGroup }], NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups } },
}, (stack) => {
  raw(stack, 'Targets', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Protocol: protocol });
  raw(stack, 'Open', 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: { IpProtocol: 'tcp', FromPort: '8080', ToPort: '8080', CidrIp: '10.0.0.0/16' } });
  raw(stack, 'Named', 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: { IpProtocol: 'tcp', FromPort: '8080', ToPort: '8080', SourceSecurityGroupId: 'sg-balancer' } });
});

test('behind a load balancer that is brought any named group may be its; a range of addresses is none', () => {
  expect(service([{ Ref: 'Named' }])).toEqual([]);
  expect(service([{ Ref: 'Open' }])).toEqual(['']);
  expect(service([{ Ref: 'Open' }], { Ref: 'Targets' }, 'TCP')).toBeUndefined();
  expect(service([{ Ref: 'Open' }], 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/x/1')).toEqual(unresolvedAt('LoadBalancers'));
});

test('groups that are brought can\'t be seen', () => {
  expect(service(['sg-123'])).toEqual(unresolvedAt(NETWORK));
  expect(service([{ Ref: 'Named' }, 'sg-123'])).toEqual(unresolvedAt(NETWORK));
  expect(service(undefined)).toEqual(unresolvedAt(NETWORK));
});

test('a service without a load balancer is not looked at', () => {
  expect(verdictOn(RULE, 'AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-123'] } } })).toBeUndefined();
  expect(verdictOn(RULE, 'AWS::ECS::Service', { LoadBalancers: [{ TargetGroupArn: 'x' }] })).toBeUndefined();
});
