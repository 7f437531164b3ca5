import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Connections, Port, SecurityGroup, Subnet, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { MappingWrites } from '../../../../lib/access/mapping-writes';
import { Authentication } from '../../../../lib/authentication';
import { Firewall } from '../../../../lib/edge/firewall';
import { LuigiImages } from '../../../../lib/images/luigi-images';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

type Over = (stack: Stack) => Partial<LuigiServiceProps>;
interface Resource { readonly Type: string; readonly Properties: Record<string, unknown>; readonly DeletionPolicy?: string }

const template = (over: Over = () => ({})): Template => Template.fromStack(aLuigiStack(over).stack);
const resources = (from: Template): Resource[] => Object.values((from.toJSON() as { Resources: Record<string, Resource> }).Resources);
const ofType = (from: Template, type: string): Resource[] => resources(from).filter(({ Type }) => Type === `AWS::${type}`);

interface Container {
  readonly Name: string;
  readonly Image: unknown;
  readonly Environment?: { readonly Name: string; readonly Value: unknown }[];
  readonly Secrets?: { readonly Name: string; readonly ValueFrom: unknown }[];
}

function container(from: Template, name: string): Container {
  const all = ofType(from, 'ECS::TaskDefinition')[0]?.Properties.ContainerDefinitions as Container[];
  return all.find(({ Name }) => Name === name) as Container;
}

const variables = (from: Template, name: string): Record<string, unknown> =>
  Object.fromEntries((container(from, name).Environment ?? []).map(({ Name, Value }) => [Name, Value]));

const MINIMAL = template();

describe('a property that is left out', () => {
  test('limits: the gateway goes by its own', () => {
    expect(Object.keys(variables(MINIMAL, 'gateway'))).not.toEqual(expect.arrayContaining([expect.stringContaining('PER_MINUTE')]));
  });

  test('serviceName: luigi', () => {
    expect(variables(MINIMAL, 'gateway')).toMatchObject({ LUIGI_SERVICE_NAME: 'luigi', GATEWAY_MAPPINGS: 'ssm:/luigi/luigi/access', GATEWAY_CONTROL: 'ssm:/luigi/luigi/control' });
  });

  test('logRetention: a year for decisions, access and firewall', () => {
    expect(ofType(MINIMAL, 'Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays).sort()).toEqual([365, 365, 365, 90]);
  });

  test('removalPolicy and deletionProtection: nothing that is kept goes with the stack', () => {
    const stores = ['EFS::FileSystem', 'Backup::BackupVault', 'KMS::Key', 'S3::Bucket', 'Logs::LogGroup'].flatMap((type) => ofType(MINIMAL, type));

    expect(stores).toHaveLength(8);
    expect(stores.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(stores.map(() => 'Retain'));
    expect(ofType(MINIMAL, 'Logs::LogGroup').map(({ Properties }) => Properties.DeletionProtectionEnabled)).toEqual([true, true, true, true]);
  });

  test('permissionsBoundary: roles have none', () => {
    expect(ofType(MINIMAL, 'IAM::Role').filter(({ Properties }) => Properties.PermissionsBoundary !== undefined)).toEqual([]);
  });

  test('hostedZone: no record and no certificate are made', () => {
    MINIMAL.resourceCountIs('AWS::Route53::RecordSet', 0);
    MINIMAL.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  });
});

describe('a property that is given', () => {
  test('vpc: everything stands in it', () => {
    for (const type of ['EC2::SecurityGroup', 'ElasticLoadBalancingV2::TargetGroup']) {
      expect(ofType(MINIMAL, type).map(({ Properties }) => Properties.VpcId)).toEqual(ofType(MINIMAL, type).map(() => 'vpc-0123456789abcdef0'));
    }
    MINIMAL.hasResourceProperties('AWS::ServiceDiscovery::PrivateDnsNamespace', { Vpc: 'vpc-0123456789abcdef0' });
  });

  test('domainName: gateway and listener know it, and the service tells it', () => {
    const { service, stack } = aLuigiStack(() => ({ domainName: 'tasks.example.org' }));
    const made = Template.fromStack(stack);

    expect(service.url).toBe('https://tasks.example.org');
    expect(variables(made, 'gateway').GATEWAY_PUBLIC_URL).toBe('https://tasks.example.org');
    for (const { Properties } of ofType(made, 'ElasticLoadBalancingV2::ListenerRule')) {
      expect(Properties.Conditions).toContainEqual({ Field: 'host-header', HostHeaderConfig: { Values: ['tasks.example.org'] } });
    }
  });

  test('authentication: the gateway is told what to verify', () => {
    expect(variables(MINIMAL, 'gateway')).toMatchObject({
      GATEWAY_OIDC_ISSUER: 'https://example.okta.com', GATEWAY_OIDC_CLIENT_ID: '0oa1b2c3', GATEWAY_USER_CLAIM: 'sub',
      GATEWAY_GROUPS_SOURCE: 'claim', GATEWAY_GROUPS_CLAIM: 'groups', GATEWAY_SIGN_OUT_URL: expect.stringContaining('https://example.okta.com/') as string,
    });
  });

  test('certificate: the listener shows it, also where there is a zone', () => {
    const both = template((stack) => ({ hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789EXAMPLE00', zoneName: 'example.com' }) }));

    both.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    both.resourceCountIs('AWS::Route53::RecordSet', 1);
    both.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 443, Certificates: [{ CertificateArn: { 'Fn::Join': ['', Match.arrayWith([':certificate/12345678-1234-1234-1234-123456789012'])] } }] });
  });

  test('certificate left out: one is validated in the zone', () => {
    template((stack) => ({
      certificate: undefined, hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789EXAMPLE00', zoneName: 'example.com' }),
    })).hasResourceProperties('AWS::CertificateManager::Certificate', { DomainName: 'luigi.example.com', DomainValidationOptions: [{ DomainName: 'luigi.example.com', HostedZoneId: 'Z0123456789EXAMPLE00' }] });
  });

  test('serviceName: parameters, alarms, workers\' host name and web ACL have it', () => {
    const { service, stack } = aLuigiStack(() => ({ serviceName: 'etl' }));
    const made = Template.fromStack(stack);

    expect(service.workerUrl).toBe('https://workers.etl.internal:8444');
    expect(variables(made, 'gateway').GATEWAY_MAPPINGS).toBe('ssm:/luigi/etl/access');
    expect(variables(made, 'lighttpd').LIGHTTPD_CERT_NAMES).toBe('workers.etl.internal');
    expect(ofType(made, 'CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName)).toContain('luigi-etl-DeniedSpike');
  });

  test('cluster: the service runs in it, in the network of vpc all the same', () => {
    const made = template((stack) => ({ cluster: Cluster.fromClusterAttributes(stack, 'Ours', {
      clusterName: 'ours', vpc: Vpc.fromVpcAttributes(stack, 'Other', { vpcId: 'vpc-000000000000000ee', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-000000000000000ee'] }),
    }) }));

    made.resourceCountIs('AWS::ECS::Cluster', 0);
    made.hasResourceProperties('AWS::ECS::Service', {
      Cluster: 'ours', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-0000000000000000c', 'subnet-0000000000000000d'] } },
    });
  });

  test('taskSubnets: task and file system are in them', () => {
    const made = template((stack) => ({ taskSubnets: { subnets: [Subnet.fromSubnetAttributes(stack, 'Mine', { subnetId: 'subnet-0000000000000000f', availabilityZone: 'eu-central-1a' })] } }));

    made.hasResourceProperties('AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-0000000000000000f'] } } });
    expect(ofType(made, 'EFS::MountTarget').map(({ Properties }) => Properties.SubnetId)).toEqual(['subnet-0000000000000000f']);
  });

  test('images: the containers run them', () => {
    const digest = `sha256:${'f'.repeat(64)}`;
    const made = template(() => ({ images: LuigiImages.fromRegistry({ lighttpd: `a@${digest}`, gateway: `b@${digest}`, luigid: `c@${digest}` }) }));

    expect(['lighttpd', 'gateway', 'luigid'].map((name) => container(made, name).Image)).toEqual([`a@${digest}`, `b@${digest}`, `c@${digest}`]);
  });

  test('taskHistoryUrl: luigid has it by reference, and may read it', () => {
    const secret = (stack: Stack) => Secret.fromSecretCompleteArn(stack, 'History', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:history-abcdef');
    const made = template((stack) => ({ taskHistoryUrl: secret(stack) }));
    const byField = template((stack) => ({ taskHistoryUrl: secret(stack), taskHistoryUrlField: 'url' }));

    expect(container(made, 'luigid').Secrets).toEqual([{ Name: 'LUIGID_TASK_HISTORY_URL', ValueFrom: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:history-abcdef' }]);
    expect(container(byField, 'luigid').Secrets).toEqual([{ Name: 'LUIGID_TASK_HISTORY_URL', ValueFrom: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:history-abcdef:url::' }]);
    made.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('ExecutionRole') }],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:history-abcdef' })]) },
    });
  });

  test('workerCredential: the gateway has the current one and the one before', () => {
    const made = template((stack) => ({ workerCredential: Secret.fromSecretCompleteArn(stack, 'Workers', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:workers-abcdef') }));

    expect(container(made, 'gateway').Secrets).toEqual([
      { Name: 'GATEWAY_WORKER_CREDENTIAL', ValueFrom: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:workers-abcdef:current::' },
      { Name: 'GATEWAY_WORKER_CREDENTIAL_PREVIOUS', ValueFrom: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:workers-abcdef:previous::' },
    ]);
  });

  test('namespace: workers find the service there', () => {
    const { service, stack } = aLuigiStack((scope) => ({ namespace: PrivateDnsNamespace.fromPrivateDnsNamespaceAttributes(scope, 'Ours', {
      namespaceId: 'ns-0123456789abcdef', namespaceName: 'ours.internal', namespaceArn: 'arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0123456789abcdef',
    }) }));
    const made = Template.fromStack(stack);

    made.resourceCountIs('AWS::ServiceDiscovery::PrivateDnsNamespace', 0);
    expect(service.workerUrl).toBe('https://workers.ours.internal:8444');
    expect(variables(made, 'lighttpd').LIGHTTPD_CERT_NAMES).toBe('workers.ours.internal');
    made.hasResourceProperties('AWS::ServiceDiscovery::Service', { Name: 'workers', DnsConfig: { NamespaceId: 'ns-0123456789abcdef' } });
  });

  test('encryptionKey: logs, state, backups and alarms are encrypted with it', () => {
    const arn = 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012';
    const made = template((stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'Mine', arn) }));

    made.resourceCountIs('AWS::KMS::Key', 0);
    const keys = [
      ...ofType(made, 'Logs::LogGroup').map(({ Properties }) => Properties.KmsKeyId),
      ...ofType(made, 'EFS::FileSystem').map(({ Properties }) => Properties.KmsKeyId),
      ...ofType(made, 'Backup::BackupVault').map(({ Properties }) => Properties.EncryptionKeyArn),
      ...ofType(made, 'SNS::Topic').map(({ Properties }) => Properties.KmsMasterKeyId),
    ];
    expect(keys).toEqual(Array(7).fill(arn));
  });

  test('logRetention: decisions, access and firewall are kept so long, the application\'s words are not', () => {
    const made = template(() => ({ logRetention: RetentionDays.TEN_YEARS }));

    expect(ofType(made, 'Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays).sort()).toEqual([3653, 3653, 3653, 90]);
  });

  test('alarmTopic: all alarms and notices go there', () => {
    const arn = 'arn:aws:sns:eu-central-1:123456789012:ours';
    const made = template((stack) => ({ alarmTopic: Topic.fromTopicArn(stack, 'Ours', arn) }));

    made.resourceCountIs('AWS::SNS::Topic', 0);
    const alarms = ofType(made, 'CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(10);
    expect(alarms.map(({ Properties }) => Properties.AlarmActions)).toEqual(alarms.map(() => [arn]));
    made.hasResourceProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ Arn: arn })] });
  });

  test('alarmThresholds: alarms ring by them', () => {
    const made = template(() => ({ alarmThresholds: { deniedCalls: 7, responseTime: Duration.seconds(3) } }));

    made.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'luigi-luigi-DeniedSpike', Threshold: 7 });
    made.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'luigi-luigi-SlowResponses', Threshold: 3 });
  });

  test.each([
    [undefined, 'AWS API Call via CloudTrail'], [MappingWrites.OUTSIDE_CLOUDFORMATION, 'AWS API Call via CloudTrail'], [MappingWrites.EVERY, 'Parameter Store Change'],
  ])('mappingWrites %s: told by "%s"', (mappingWrites, detailType) => {
    template(() => ({ mappingWrites })).hasResourceProperties('AWS::Events::Rule', { EventPattern: Match.objectLike({ 'detail-type': [detailType] }) });
  });

  test('breakGlassMapping: its use is counted and rings', () => {
    const made = template(() => ({ breakGlassMapping: 'in-need' }));

    made.hasResourceProperties('AWS::Logs::MetricFilter', { FilterPattern: Match.stringLikeRegexp('in-need') });
    expect(ofType(made, 'CloudWatch::Alarm')).toHaveLength(ofType(MINIMAL, 'CloudWatch::Alarm').length + 1);
  });

  test('callsPerMinute and changesPerMinute: the gateway has them', () => {
    expect(variables(template(() => ({ callsPerMinute: 600, changesPerMinute: 60 })), 'gateway')).toMatchObject({ GATEWAY_CALLS_PER_MINUTE: '600', GATEWAY_CHANGES_PER_MINUTE: '60' });
  });

  test('permissionsBoundary: all roles have it', () => {
    const roles = ofType(template((stack) => ({ permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::123456789012:policy/b') })), 'IAM::Role');

    expect(roles.length).toBeGreaterThan(2);
    expect(roles.map(({ Properties }) => Properties.PermissionsBoundary)).toEqual(roles.map(() => 'arn:aws:iam::123456789012:policy/b'));
  });

  test('removalPolicy DESTROY: nothing stays', () => {
    const made = template(() => ({ removalPolicy: RemovalPolicy.DESTROY, authentication: Authentication.cognitoUserPool() }));

    expect(resources(made).filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain')).map(({ Type }) => Type)).toEqual([]);
    // Who says so means the logs too; a user pool and a load balancer are told apart.
    expect(ofType(made, 'Logs::LogGroup').filter(({ Properties }) => Properties.DeletionProtectionEnabled === true)).toEqual([]);
    made.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' });
  });

  test('deletionProtection false: load balancer, user pool and logs may be deleted', () => {
    const made = template(() => ({ deletionProtection: false, authentication: Authentication.cognitoUserPool() }));

    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { LoadBalancerAttributes: Match.arrayWith([{ Key: 'deletion_protection.enabled', Value: 'false' }]) });
    made.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection: 'INACTIVE' });
    expect(ofType(made, 'Logs::LogGroup').filter(({ Properties }) => Properties.DeletionProtectionEnabled === true)).toEqual([]);
  });

  test('firewall existing: it is associated, and none is made', () => {
    const arn = 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/ours/12345678-1234-1234-1234-123456789012';
    const made = template(() => ({ firewall: Firewall.existing(arn) }));

    made.resourceCountIs('AWS::WAFv2::WebACL', 0);
    made.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: arn });
    expect(ofType(made, 'CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName)).not.toContain('luigi-luigi-FirewallBlocks');
  });

  test('firewall managedElsewhere: nothing is made, nothing is associated', () => {
    const made = template(() => ({ firewall: Firewall.managedElsewhere('AWS Firewall Manager covers all load balancers') }));

    made.resourceCountIs('AWS::WAFv2::WebACL', 0);
    made.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });

  test('firewall left out: one is made, associated, logged and watched', () => {
    MINIMAL.resourceCountIs('AWS::WAFv2::WebACL', 1);
    MINIMAL.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    MINIMAL.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'luigi-luigi-FirewallBlocks' });
  });
});

test('a database for the task history: the task may go there, by its port alone', () => {
  const { service, stack } = aLuigiStack();
  const database = new Connections({ securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Database', 'sg-0123456789abcdef4')], defaultPort: Port.tcp(5432) });

  database.allowDefaultPortFrom(service);

  const made = Template.fromStack(stack);
  made.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-0123456789abcdef4', FromPort: 5432, ToPort: 5432 });
  made.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'Task of Luigi', SecurityGroupEgress: Match.arrayWith([Match.objectLike({ FromPort: 443, ToPort: 443 })]) });
  made.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { DestinationSecurityGroupId: 'sg-0123456789abcdef4', FromPort: 5432, ToPort: 5432 });
});

describe('a network with two groups of private subnets', () => {
  test('has the load balancer and the file system once in each zone', () => {
    const made = template((stack) => ({ vpc: Vpc.fromVpcAttributes(stack, 'Wide', {
      vpcId: 'vpc-0000000000000000f', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      privateSubnetIds: ['subnet-0000000000000001a', 'subnet-0000000000000001b', 'subnet-0000000000000002a', 'subnet-0000000000000002b'], privateSubnetNames: ['App', 'Data'],
      privateSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24'],
    }) }));

    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: ['subnet-0000000000000001a', 'subnet-0000000000000001b'] });
    expect(ofType(made, 'EFS::MountTarget').map(({ Properties }) => Properties.SubnetId)).toEqual(['subnet-0000000000000001a', 'subnet-0000000000000001b']);
    expect(variables(made, 'gateway').GATEWAY_TRUSTED_PROXIES).toBe('10.0.0.0/24,10.0.1.0/24');
  });
});

describe('what is made can be reached', () => {
  test('as attributes', () => {
    const { service, stack } = aLuigiStack();

    for (const [made, id] of [
      [service.cluster.clusterName, /Cluster/], [service.fargateService.serviceName, /Service/], [service.taskDefinition.taskDefinitionArn, /TaskDefinition/],
      [service.loadBalancer.loadBalancerArn, /LoadBalancer/], [service.listener.listenerArn, /Https/], [service.targetGroup.targetGroupArn, /PeopleLane/],
      [service.encryptionKey.keyArn, /Key/], [service.alarmTopic.topicArn, /AlarmTopic/], [service.fileSystem?.fileSystemId, /FileSystem/],
      [service.logs.decisions.logGroupName, /LogsDecisions/], [service.accessLogBucket.bucketName, /AccessLogs/], [service.namespace.namespaceId, /Namespace/],
      [service.dashboard.dashboardName, /Dashboard/], [service.firewall.webAcl?.attrArn, /WebAcl/], [service.firewall.logGroup?.logGroupName, /Firewall/],
    ] as const) expect(JSON.stringify(stack.resolve(made))).toMatch(id);
    expect(service.alarms.alarms.length).toBeGreaterThan(10);
  });

  test('as metrics', () => {
    const { service } = aLuigiStack();
    const { metrics } = service;
    const period = Duration.minutes(1);

    expect(service.metricAllowed({ period })).toEqual(metrics.metricAllowed({ period }));
    expect(service.metricDenied({ period })).toEqual(metrics.metricDenied({ period }));
    expect(service.metricRequests({ period })).toEqual(metrics.metricRequests({ period }));
    expect(service.metricResponseTime({ period })).toEqual(metrics.metricResponseTime({ period }));
    expect(service.metric5xx({ period }).toMetricConfig()).toEqual(metrics.metric5xx({ period }).toMetricConfig());
    expect(service.metricDenied()).toMatchObject({ namespace: 'Luigi/luigi', metricName: metrics.metricDenied().metricName, statistic: 'Sum' });
  });
});
