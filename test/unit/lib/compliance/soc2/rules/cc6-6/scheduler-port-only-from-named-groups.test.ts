import { Peer, Port, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { SCHEDULER_PORT_ONLY_FROM_NAMED_GROUPS as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/scheduler-port-only-from-named-groups';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const LUIGI = { IpProtocol: 'tcp', FromPort: 8082, ToPort: 8082 };
const group = (rule: object, mapped?: number) => verdictOn(RULE, 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: [rule] }, (stack) => {
  if (mapped === undefined) return;
  raw(stack, 'Service', 'AWS::ECS::Service', { TaskDefinition: { Ref: 'Task' }, NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ Ref: 'Judged' }] } } });
  raw(stack, 'Task', 'AWS::ECS::TaskDefinition', { NetworkMode: 'awsvpc', ContainerDefinitions: [{ Name: 'c', PortMappings: [{ ContainerPort: mapped }] }] });
});
const AT = ['SecurityGroupIngress.0'];

test('named groups may reach it', () => {
  expect(group({ ...LUIGI, SourceSecurityGroupId: 'sg-123' })).toEqual([]);
  expect(group({ ...LUIGI, SourceSecurityGroupId: HANDED_IN })).toEqual([]);
});

test.each([['10.0.0.0/16'], ['0.0.0.0/0'], [HANDED_IN], [{ 'Fn::GetAtt': ['Judged', 'CidrBlock'] }]])('addresses may not: %j', (CidrIp) => {
  expect(group({ ...LUIGI, CidrIp })).toEqual(AT);
});

test.each([[{ SourcePrefixListId: 'pl-123' }], [{ CidrIpv6: '::/0' }], [{ CidrIp: '10.0.0.0/16', FromPort: '8082', ToPort: '8082' }], [{ CidrIp: '10.0.0.0/16', FromPort: 7077, ToPort: 7077 }]])('nor lists, nor other schedulers\' ports: %j', (rule) => {
  expect(group({ ...LUIGI, ...rule })).toEqual(AT);
});

test('other ports are not looked at', () => {
  expect(group({ ...LUIGI, FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' })).toBeUndefined();
  expect(group({ ...LUIGI, FromPort: HANDED_IN, CidrIp: '10.0.0.0/16' })).toBeUndefined();
});

test('many ports count where a service with the group has the scheduler\'s', () => {
  const all = { IpProtocol: '-1', CidrIp: '10.0.0.0/16' };
  expect(group(all)).toBeUndefined();
  expect(group(all, 443)).toBeUndefined();
  expect(group(all, 8082)).toEqual(AT);
  expect(group({ ...LUIGI, FromPort: 1024, ToPort: 65535, CidrIp: '10.0.0.0/16' })).toBeUndefined();
  expect(group({ ...LUIGI, FromPort: 1024, ToPort: 65535, CidrIp: '10.0.0.0/16' }, 8082)).toEqual(AT);
});

test.each([[8000, 9000], [8080, '8090']])('a few ports count as each of them: %j to %j', (FromPort, ToPort) => {
  expect(group({ ...LUIGI, FromPort, ToPort, CidrIp: '10.0.0.0/16' })).toEqual(AT);
  expect(group({ ...LUIGI, FromPort, ToPort, SourceSecurityGroupId: 'sg-123' })).toEqual([]);
});

test.each([
  [{ Command: ['luigid'] }, 8082], [{ EntryPoint: ['sh', '-c'], Command: ['exec /usr/local/bin/luigid --address 0.0.0.0'] }, 8082], [{ Command: ['luigid', '--port', '9999'] }, 9999],
  [{ PortMappings: [{ ContainerPortRange: '8080-8090' }] }, 8082],
])('a scheduler is told by its command too: %j', (container, port) => {
  const open = (from: number, to: number, runs: object = container) => verdictOn(RULE, 'AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ ...LUIGI, FromPort: from, ToPort: to, CidrIp: '10.0.0.0/16' }] }, (stack) => {
    raw(stack, 'Service', 'AWS::ECS::Service', { TaskDefinition: { Ref: 'Task' }, NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ Ref: 'Judged' }] } } });
    raw(stack, 'Task', 'AWS::ECS::TaskDefinition', { NetworkMode: 'awsvpc', ContainerDefinitions: [{ Name: 'c', ...runs }] });
  });

  expect(open(0, 65535)).toEqual(AT);
  expect(open(port, port)).toEqual(AT);
  expect(open(0, 65535, { Command: ['python', '-m', 'luigi', '--scheduler-host', 'luigid.local'] })).toBeUndefined();
});

test('a port that is handed in is not known, where a scheduler\'s is proposed', () => {
  const handedIn = (parameter: object, source: object) => judgedTemplate(RULE, {
    Parameters: { Port: { Type: 'Number', ...parameter } },
    Resources: { Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: { Ref: 'Port' }, ToPort: { Ref: 'Port' }, ...source }] } } },
  }).Group;

  expect(handedIn({ Default: 8082 }, { CidrIp: '10.0.0.0/16' })).toEqual(unresolvedAt('SecurityGroupIngress.0.FromPort'));
  expect(handedIn({ Default: 8082 }, { SourceSecurityGroupId: 'sg-123' })).toBeUndefined();
  expect(handedIn({ Default: 5432 }, { CidrIp: '10.0.0.0/16' })).toBeUndefined();
});

test('a task maps it to a network of its own, not to the machine\'s', () => {
  const task = (properties: object) => verdictOn(RULE, 'AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'a' }, { Name: 'luigid', PortMappings: [{ ContainerPort: '8082' }] }], ...properties });
  expect(task({ NetworkMode: 'awsvpc' })).toEqual([]);
  expect(task({ RequiresCompatibilities: ['FARGATE'] })).toEqual([]);
  for (const NetworkMode of [undefined, 'bridge', 'host']) expect(task({ NetworkMode })).toEqual(['ContainerDefinitions.1.PortMappings.0']);
  expect(task({ NetworkMode: HANDED_IN })).toEqual(unresolvedAt('NetworkMode'));
  expect(task({ ContainerDefinitions: [{ Name: 'web', PortMappings: [{ ContainerPort: 80 }] }] })).toBeUndefined();
});

test('L2, as a rule of its own too', () => {
  const verdicts = judged(RULE, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const scheduler = new SecurityGroup(stack, 'Scheduler', { vpc });
    const workers = new SecurityGroup(stack, 'Workers', { vpc });
    scheduler.addIngressRule(workers, Port.tcp(8082));
    new SecurityGroup(stack, 'Bad', { vpc }).addIngressRule(Peer.ipv4(vpc.vpcCidrBlock), Port.tcp(8082));
  });

  expect(Object.entries(verdicts).map(([path, verdict]) => [path.replace(/from \w+:/, 'from '), verdict])).toEqual([['Stack/Scheduler/from 8082', []], ['Stack/Bad/Resource', AT]]);
});
