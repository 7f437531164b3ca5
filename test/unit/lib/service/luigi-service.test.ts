import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Peer, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';
import { LuigiService } from '../../../../lib/luigi-service';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { LuigiState } from '../../../../lib/state/luigi-state';
import { aLuigiStack, someServiceProps } from '../../../support/lib/luigi-stack';

interface Container { readonly Name: string; readonly [property: string]: unknown }

function templateOf(over?: (stack: Stack) => Partial<LuigiServiceProps>): Template {
  return Template.fromStack(aLuigiStack(over).stack);
}

function containersOf(template: Template): Container[] {
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  return (task as { Properties: { ContainerDefinitions: Container[] } }).Properties.ContainerDefinitions;
}

function containerOf(template: Template, name: string): Container {
  return containersOf(template).find(({ Name }) => Name === name) as Container;
}

describe('the task', () => {
  const template = templateOf();

  test.each(['lighttpd', 'gateway', 'luigid'])('%s has no rights, and writes to no root file system', (name) => {
    expect(containerOf(template, name)).toMatchObject({
      Essential: true,
      Privileged: false,
      ReadonlyRootFilesystem: true,
      User: expect.stringMatching(/^[1-9]\d+:[1-9]\d+$/),
      LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
      RestartPolicy: { Enabled: true, RestartAttemptPeriod: 60 },
      LogConfiguration: { LogDriver: 'awslogs', Options: { mode: 'non-blocking' } },
    });
  });

  test('only lighttpd has ports', () => {
    expect(containersOf(template).map(({ Name, PortMappings }) => [Name, PortMappings])).toEqual(expect.arrayContaining([
      ['lighttpd', [{ ContainerPort: 8443, Protocol: 'tcp' }, { ContainerPort: 8444, Protocol: 'tcp' }]], ['gateway', undefined], ['luigid', undefined],
    ]));
  });

  test('lighttpd starts after the gateway, the gateway after luigid', () => {
    expect(containerOf(template, 'lighttpd').DependsOn).toEqual([{ ContainerName: 'gateway', Condition: 'START' }]);
    expect(containerOf(template, 'gateway').DependsOn).toEqual([{ ContainerName: 'luigid', Condition: 'START' }]);
  });

  test('lighttpd and the gateway, and nobody else, share the gateway\'s sockets: one user, and only the gateway makes them', () => {
    const sockets = (mounts: unknown) => (mounts as { SourceVolume: string }[]).filter(({ SourceVolume }) => SourceVolume === 'gateway-sockets');
    expect(containersOf(template).map(({ Name, User, MountPoints }) => [Name, User, sockets(MountPoints)]).sort()).toEqual([
      ['gateway', '1000:1000', [{ ContainerPath: '/run/luigi-gateway', ReadOnly: false, SourceVolume: 'gateway-sockets' }]],
      ['lighttpd', '1000:1000', [{ ContainerPath: '/run/luigi-gateway', ReadOnly: true, SourceVolume: 'gateway-sockets' }]],
      ['luigid', '10001:10001', []],
    ]);
    template.hasResourceProperties('AWS::ECS::TaskDefinition', { Volumes: Match.arrayWith([{ Name: 'gateway-sockets' }]) });
    expect(containerOf(template, 'gateway').Environment).toContainEqual({ Name: 'GATEWAY_SOCKET_FOLDER', Value: '/run/luigi-gateway' });
    expect(containerOf(template, 'lighttpd').Environment).toContainEqual({ Name: 'LIGHTTPD_GATEWAY_SOCKETS', Value: '/run/luigi-gateway' });
  });

  test('each has the time that it needs to stop, and is not started again where that is of no use', () => {
    const ignored = (policy: unknown) => (policy as { IgnoredExitCodes: unknown }).IgnoredExitCodes;
    expect(containersOf(template).map(({ Name, StopTimeout, RestartPolicy }) => [Name, StopTimeout, ignored(RestartPolicy)]).sort())
      .toEqual([['gateway', 60, [2]], ['lighttpd', 30, [2]], ['luigid', 30, [2, 3]]]);
  });

  test.each([['lighttpd', 'Access'], ['gateway', 'Application'], ['luigid', 'Application']])('%s writes to the log of its kind: %s', (name, log) => {
    expect(containerOf(template, name).LogConfiguration).toMatchObject({ Options: {
      'awslogs-group': { Ref: expect.stringMatching(new RegExp(`Logs${log}`)) }, 'awslogs-stream-prefix': name,
      // In memory, for as long as CloudWatch takes nothing.
      'max-buffer-size': `${25 * 1024 * 1024}b`,
    } });
  });

  test.each(['lighttpd', 'gateway', 'luigid'])('%s is asked how it is when it has had time to start, and may miss a question', (name) => {
    expect(containerOf(template, name).HealthCheck).toMatchObject({ Interval: 30, Timeout: 5, Retries: 3, StartPeriod: 60 });
  });

  test('lighttpd is what load balancers of others are led to', () => {
    expect(aLuigiStack().service.taskDefinition.defaultContainer?.containerName).toBe('lighttpd');
  });

  test('lighttpd and the gateway believe the same proxies: the balancer\'s subnets', () => {
    const variable = (container: string, name: string): unknown =>
      (containerOf(template, container).Environment as { Name: string; Value: unknown }[]).find(({ Name }) => Name === name)?.Value;

    expect(variable('gateway', 'GATEWAY_TRUSTED_PROXIES')).toBe('10.0.2.0/24,10.0.3.0/24');
    expect(variable('lighttpd', 'LIGHTTPD_TRUSTED_PROXIES')).toBe('10.0.2.0/24,10.0.3.0/24');
  });

  test('no secret stands in the template: they come by reference', () => {
    const withSecrets = templateOf((stack) => ({
      workerCredential: Secret.fromSecretNameV2(stack, 'Workers', 'luigi/workers'),
      taskHistoryUrl: Secret.fromSecretNameV2(stack, 'History', 'luigi/history'),
    }));

    expect((containerOf(withSecrets, 'gateway').Secrets as { Name: string }[]).map(({ Name }) => Name)).toEqual(['GATEWAY_WORKER_CREDENTIAL', 'GATEWAY_WORKER_CREDENTIAL_PREVIOUS']);
    expect((containerOf(withSecrets, 'luigid').Secrets as { Name: string }[]).map(({ Name }) => Name)).toEqual(['LUIGID_TASK_HISTORY_URL']);
    expect(containersOf(template).flatMap(({ Secrets }) => Secrets ?? [])).toEqual([]);
  });

  test('runs on the processors asked for', () => {
    templateOf(() => ({ architecture: CpuArchitecture.ARM64, cpu: 512, memoryLimitMiB: 1024 })).hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '512', Memory: '1024', RuntimePlatform: { CpuArchitecture: 'ARM64' },
    });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', { Cpu: '1024', Memory: '2048', RuntimePlatform: { CpuArchitecture: 'X86_64' } });
  });
});

describe('the service', () => {
  const template = templateOf();

  test('has exactly one task, without a public address, and comes back by itself', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: { MinimumHealthyPercent: 0, MaximumPercent: 100, DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      EnableExecuteCommand: false,
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
      LoadBalancers: [Match.objectLike({ ContainerName: 'lighttpd', ContainerPort: 8443 })],
      PlatformVersion: '1.4.0',
    });
  });

  test('is not replaced while luigid waits for its predecessor', () => {
    template.hasResourceProperties('AWS::ECS::Service', { HealthCheckGracePeriodSeconds: 120 });
  });

  test('is found by workers under its name, where it is now', () => {
    template.hasResourceProperties('AWS::ServiceDiscovery::Service', { Name: 'workers', DnsConfig: Match.objectLike({ DnsRecords: [{ Type: 'A', TTL: 5 }] }) });
  });

  test('nobody but the balancer reaches the people lane, nobody but its jobs the worker lane until named', () => {
    const sources = (each: Template) => Object.values(each.findResources('AWS::EC2::SecurityGroupIngress')).map((rule) => {
      const { FromPort: port, SourceSecurityGroupId: source } = (rule as { Properties: { FromPort: number; SourceSecurityGroupId: string | { 'Fn::GetAtt': [string] } } }).Properties;
      return `${port} ${typeof source === 'string' ? source : source['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '')}`;
    }).sort();
    const known = ['2049 LuigiSecurityGroup', '8443 LuigiFrontDoorSecurityGroup', '8444 LuigiJobWorkers'];
    expect(sources(template)).toEqual(known);

    const { stack, service } = aLuigiStack();
    service.allowWorkersFrom(SecurityGroup.fromSecurityGroupId(stack, 'Worker', 'sg-0123456789abcdef0', { mutable: false }));
    expect(sources(Template.fromStack(stack))).toEqual([...known, '8444 sg-0123456789abcdef0']);
  });

  test('the group of its jobs\' workers reaches the worker lane and nothing else', () => {
    // A rule beside the group takes away the one that lets out everywhere.
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'Workers of jobs of Luigi', SecurityGroupIngress: Match.absent(), SecurityGroupEgress: Match.absent() });
    const [group] = Object.keys(template.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Workers of jobs of Luigi' } }));
    const ways = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress', { Properties: { GroupId: { 'Fn::GetAtt': [group, 'GroupId'] } } }));
    expect(ways).toMatchObject([{ Properties: { FromPort: 8444, ToPort: 8444 } }]);
  });

  test('brings what it is not given', () => {
    template.resourceCountIs('AWS::ECS::Cluster', 1);
    template.hasResourceProperties('AWS::ECS::Cluster', { ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }] });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template.hasResourceProperties('AWS::ServiceDiscovery::PrivateDnsNamespace', { Name: 'luigi.internal' });
    template.resourceCountIs('AWS::Backup::BackupPlan', 1);
  });

  test('ephemeral state needs no file system', () => {
    templateOf(() => ({ state: LuigiState.ephemeral() })).resourceCountIs('AWS::EFS::FileSystem', 0);
  });

  test.each(['Luigi', 'a_b', '-a', 'a-', '', 'a'.repeat(33)])('refuses the name %p', (serviceName) => {
    expect(() => templateOf(() => ({ serviceName }))).toThrow(`got '${serviceName}' as serviceName, expected lower-case letters, digits and inner hyphens, 32 at most`);
  });

  test('refuses to be without certificate and zone', () => {
    expect(() => templateOf(() => ({ certificate: undefined }))).toThrow(
      'got neither certificate nor hostedZone, expected one of them: give the certificate of the domain name, or the zone in which one can be validated');
  });
});

describe('the load balancer', () => {
  interface Action { readonly Type: string; readonly AuthenticateOidcConfig?: { readonly OnUnauthenticatedRequest: string } }
  interface Rule { readonly Properties: { readonly Priority: number; readonly Actions: readonly Action[] } }

  test('lets nothing through without a login', () => {
    const rules = Object.values(templateOf().findResources('AWS::ElasticLoadBalancingV2::ListenerRule')) as unknown as Rule[];

    const told = ({ Type, AuthenticateOidcConfig: login }: Action) => [Type, login?.OnUnauthenticatedRequest];
    expect(rules.map(({ Properties: { Priority, Actions } }) => [Priority, Actions.map(told)])).toEqual([
      [1000, [['fixed-response', undefined]]],
      [2000, [['authenticate-oidc', 'deny'], ['forward', undefined]]],
      [3000, [['authenticate-oidc', 'authenticate'], ['forward', undefined]]],
    ]);
  });

  test('answers other host names with 404, and HTTP with HTTPS', () => {
    const template = templateOf();
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 443, DefaultActions: [Match.objectLike({ Type: 'fixed-response', FixedResponseConfig: Match.objectLike({ StatusCode: '404' }) })] });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 80, DefaultActions: [Match.objectLike({ Type: 'redirect' })] });
  });

  test('is strict, keeps access logs, and refuses to be deleted', () => {
    templateOf().hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'deletion_protection.enabled', Value: 'true' },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        { Key: 'routing.http.desync_mitigation_mode', Value: 'strictest' },
        { Key: 'access_logs.s3.enabled', Value: 'true' },
      ]),
    });
  });
});

describe('a service of another stack', () => {
  test('takes mappings, and lets workers in', () => {
    const stack = new Stack(new App(), 'Mappings');
    const service = LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', {
      serviceName: 'etl', securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Task', 'sg-0123456789abcdef0'),
    });

    service.mapRole('Analysts', { principals: [LuigiPrincipal.group('analysts')], view: ['report.*'] });
    service.allowWorkersFrom(SecurityGroup.fromSecurityGroupId(stack, 'Worker', 'sg-0123456789abcdef1'));

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/luigi/etl/access/Analysts' });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 8444, GroupId: 'sg-0123456789abcdef0' });
  });

  test('can let no workers in without its security group, and says so', () => {
    const stack = new Stack(new App(), 'Workers');
    const service = LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', { serviceName: 'etl' });

    expect(() => service.allowWorkersFrom(Peer.ipv4('10.1.0.0/16'))).toThrow(new Error(
      'got no securityGroup for the service etl of another stack, expected that of its task, which is to let workers in: give it to fromLuigiServiceAttributes'));
  });
});

test('a mapping more is one resource more', () => {
  const count = (mappings: number): number => {
    const { stack, service } = aLuigiStack();
    for (let each = 0; each < mappings; each += 1) service.mapRole(`Team${each}`, { principals: [LuigiPrincipal.group('a')], view: ['*'] });
    return Object.keys((Template.fromStack(stack).toJSON() as { Resources: object }).Resources).length;
  };

  expect(count(3) - count(2)).toBe(1);
});

test('two services live in one stack under two names', () => {
  const { stack } = aLuigiStack();
  const second = new Stack(stack, 'Second');

  new LuigiService(second, 'Luigi', { ...someServiceProps(second), serviceName: 'second' });

  Template.fromStack(second).resourceCountIs('AWS::ECS::Service', 1);
});
