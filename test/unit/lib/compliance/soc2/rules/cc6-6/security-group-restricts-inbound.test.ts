import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroupIngress, InstanceType, Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { DatabaseInstance, DatabaseInstanceEngine, MysqlEngineVersion } from 'aws-cdk-lib/aws-rds';
import { SECURITY_GROUP_RESTRICTS_INBOUND as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/security-group-restricts-inbound';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const GROUP = 'AWS::EC2::SecurityGroup';
const WEB = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' };
const SSH = { ...WEB, FromPort: 22, ToPort: 22 };
const group = (rule: unknown, besides: (stack: Stack) => void = () => undefined) => verdictOn(RULE, GROUP, { SecurityGroupIngress: rule }, besides);
const balanced = (rule: unknown) => group(rule, (stack) => { raw(stack, 'Balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { SecurityGroups: [{ 'Fn::GetAtt': 'Judged.GroupId' }] }); });

test.each([
  ['a range', { ...SSH, CidrIp: '10.0.0.0/8' }],
  ['one address', { ...SSH, CidrIp: { 'Fn::Sub': '${HandedIn}/32' } }],
  ['the network\'s own range', { ...SSH, CidrIp: { 'Fn::GetAtt': ['Judged', 'CidrBlock'] } }],
  ['a group', { IpProtocol: '-1', SourceSecurityGroupId: HANDED_IN }],
  ['a prefix list', { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, SourcePrefixListId: 'pl-123' }],
])('%s may enter', (_what, rule) => {
  expect(group([rule])).toEqual([]);
  expect(group(rule)).toEqual([]);
});

test.each([
  ['IPv4', SSH], ['IPv6', { ...SSH, CidrIp: undefined, CidrIpv6: '::/0' }], ['ports as text', { ...SSH, FromPort: '22', ToPort: '22' }], ['any protocol', { IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
  ['half the world', { ...SSH, CidrIp: '0.0.0.0/1' }], ['another spelling of all', { ...SSH, CidrIp: '1.2.3.4/0' }], ['the web, where no load balancer is', WEB],
])('everyone is found: %s', (_what, rule) => {
  expect(group([{ ...SSH, CidrIp: '10.0.0.0/8' }, rule])).toEqual(['SecurityGroupIngress.1']);
});

test('a load balancer of the app is open to the web, on its ports only', () => {
  expect(balanced([WEB, { ...WEB, FromPort: '80', ToPort: '80' }])).toEqual([]);
  expect(balanced([{ ...WEB, CidrIp: HANDED_IN }])).toEqual([]);
  expect(balanced([{ ...WEB, FromPort: 80 }])).toEqual(['SecurityGroupIngress.0']);
  expect(balanced([{ ...WEB, FromPort: 8080, ToPort: 8080 }])).toEqual(['SecurityGroupIngress.0']);
});

test('what deployment decides is a finding of its own', () => {
  expect(group([{ ...SSH, CidrIp: HANDED_IN }])).toEqual(unresolvedAt('SecurityGroupIngress.0.Cidr'));
  expect(group([HANDED_IN])).toEqual(unresolvedAt('SecurityGroupIngress.0'));
  expect(balanced([{ ...WEB, FromPort: HANDED_IN, ToPort: HANDED_IN }])).toEqual(unresolvedAt('SecurityGroupIngress.0'));
});

test('a rule of its own is judged by the group that it is for; one that is brought can\'t be seen', () => {
  const rule = (properties: object) => verdictOn(RULE, 'AWS::EC2::SecurityGroupIngress', properties, (stack) => {
    raw(stack, 'Group', GROUP, {});
    raw(stack, 'Balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { SecurityGroups: [{ Ref: 'Group' }] });
  });
  expect(rule({ ...WEB, GroupId: { Ref: 'Group' } })).toEqual([]);
  expect(rule({ ...SSH, GroupId: { Ref: 'Group' } })).toEqual(['']);
  expect(rule({ ...SSH, GroupId: 'sg-123' })).toEqual(['']);
  expect(rule({ ...WEB, GroupId: 'sg-123' })).toEqual(unresolvedAt('GroupId'));
});

test('a group without rules lets nobody in', () => {
  expect(verdictOn(RULE, GROUP, {})).toBeUndefined();
});

test('a service behind a load balancer and a database, as CDK makes them, comply', () => {
  const verdicts = judged(RULE, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const { service } = new ApplicationLoadBalancedFargateService(stack, 'Service', { cluster: new Cluster(stack, 'Cluster', { vpc }), taskImageOptions: { image: ContainerImage.fromRegistry('i') } });
    const database = new DatabaseInstance(stack, 'Database', { vpc, engine: DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.VER_8_0 }), instanceType: new InstanceType('t3.micro') });
    database.connections.allowDefaultPortFrom(service);
  });

  expect(Object.values(verdicts).flat()).toEqual([]);
  expect(Object.keys(verdicts).length).toBeGreaterThan(2);
});

test('the load balancer may stand in another stack', () => {
  expect(judged(RULE, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const securityGroup = new SecurityGroup(stack, 'Group', { vpc });
    securityGroup.addIngressRule(Peer.anyIpv4(), Port.tcp(443));
    const open = new SecurityGroup(stack, 'Open', { vpc });
    new CfnSecurityGroupIngress(stack, 'Rule', { groupId: open.securityGroupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv6: '::/0' });
    new ApplicationLoadBalancer(new Stack(stack.node.scope, 'Other'), 'Balancer', { vpc, securityGroup });
  })).toEqual({ 'Stack/Group/Resource': [], 'Stack/Rule': [''] });
});
