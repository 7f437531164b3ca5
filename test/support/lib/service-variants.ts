import { Duration, RemovalPolicy, Stack, Stage, TimeZone, type App, type StackProps } from 'aws-cdk-lib';
import { BackupPlan } from 'aws-cdk-lib/aws-backup';
import { UserPool, UserPoolClient, UserPoolDomain, UserPoolIdentityProviderSamlMetadata as Metadata } from 'aws-cdk-lib/aws-cognito';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Cluster, ContainerImage, CpuArchitecture, Secret as EcsSecret } from 'aws-cdk-lib/aws-ecs';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { IpAddressType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ExampleNetwork } from '../../../bin/example/network';
import { LuigiPrincipal } from '../../../lib/access/luigi-principal';
import { MappingWrites } from '../../../lib/access/mapping-writes';
import { RunPermission } from '../../../lib/access/run-permission';
import { ServiceKeyPolicy } from '../../../lib/audit/service-key-policy';
import { Authentication, MachineAuthentication } from '../../../lib/authentication/index';
import { Firewall } from '../../../lib/edge/firewall';
import { LuigiImages } from '../../../lib/images/luigi-images';
import { ScheduledValue } from '../../../lib/jobs/schedules/scheduled-value';
import { LuigiService } from '../../../lib/luigi-service';
import type { ILuigiService } from '../../../lib/luigi-service-base';
import type { LuigiServiceProps } from '../../../lib/luigi-service-props';
import { LuigiState } from '../../../lib/state/luigi-state';
import { someJob } from './luigi-job';
import { someImages, someServiceProps, someVpc } from './luigi-stack';

/** A way to set a service up. */
export interface ServiceVariant {
  /** Of the stack and of the service: small letters, digits and hyphens. */
  readonly name: string;
  /** What is set besides what is required. */
  readonly over: (stack: Stack) => Partial<LuigiServiceProps>;
  /** @default - any account and region */
  readonly stack?: StackProps;
  /** What is made around the service. @default - nothing */
  readonly around?: (service: LuigiService, scope: Construct) => void;
}

/** Why a load balancer needs no web ACL of the service's own. */
export const MANAGED_ELSEWHERE = 'AWS Firewall Manager puts the web ACL of the organisation before each load balancer';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

const hostedZone = (stack: Stack) => HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789EXAMPLE00', zoneName: 'example.com' });
const secret = (stack: Stack, name: string) => Secret.fromSecretNameV2(stack, name, `luigi/${name}`);
const saml = () => Authentication.saml({
  metadata: Metadata.url('https://id.example.com/metadata'), groupsAttribute: 'groups', emailAttribute: 'email', nameAttribute: 'name', providerSignOut: true,
});

/** A key that CloudWatch Logs may use. */
function keyForLogs(stack: Stack): Key {
  const key = new Key(stack, 'Key', { enableKeyRotation: true });
  ServiceKeyPolicy.allow(key, stack);
  return key;
}

const oidc = (stack: Stack) => Authentication.oidc({
  issuer: 'https://id.example.com', authorizationEndpoint: 'https://id.example.com/authorize', tokenEndpoint: 'https://id.example.com/token',
  userInfoEndpoint: 'https://id.example.com/userinfo', clientId: 'luigi', clientSecret: secret(stack, 'oidc'),
});

function broughtPool(stack: Stack): Authentication {
  const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_Abcdefghi');
  return Authentication.cognito({
    userPool, userPoolClient: UserPoolClient.fromUserPoolClientId(stack, 'PoolClient', '1abcdefghijklmnopqrstuvwxy'),
    userPoolDomain: UserPoolDomain.fromDomainName(stack, 'PoolDomain', 'example-luigi'),
  });
}

function broughtThings(stack: Stack): Partial<LuigiServiceProps> {
  const arn = (service: string, resource: string, resourceName?: string) => stack.formatArn({ service, resource, resourceName });
  return {
    hostedZone: hostedZone(stack),
    cluster: Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'ours', vpc: someVpc(stack, 'ClusterVpc') }),
    encryptionKey: Key.fromKeyArn(stack, 'Key', arn('kms', 'key', '12345678-1234-1234-1234-123456789012')),
    alarmTopic: Topic.fromTopicArn(stack, 'Topic', arn('sns', 'ours')),
    namespace: PrivateDnsNamespace.fromPrivateDnsNamespaceAttributes(stack, 'Namespace', {
      namespaceId: 'ns-0123456789abcdef', namespaceName: 'ours.internal', namespaceArn: arn('servicediscovery', 'namespace', 'ns-0123456789abcdef'),
    }),
    loadBalancer: { accessLogBucket: Bucket.fromBucketName(stack, 'Bucket', 'ours'), subnetCidrs: ['10.0.2.0/23'] },
    permissionsBoundary: ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    state: LuigiState.persistent({ fileSystem: FileSystem.fromFileSystemAttributes(stack, 'FileSystem', {
      fileSystemId: 'fs-0123456789abcdef0', securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'FileSystemGroup', 'sg-0123456789abcdef2'),
    }) }),
    firewall: Firewall.existing('arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/ours/12345678-1234-1234-1234-123456789012'),
    images: LuigiImages.fromEcr({
      lighttpd: { repository: Repository.fromRepositoryName(stack, 'Lighttpd', 'luigi/lighttpd'), digest: DIGEST },
      gateway: { repository: Repository.fromRepositoryName(stack, 'Gateway', 'luigi/gateway'), digest: DIGEST },
      luigid: { repository: Repository.fromRepositoryName(stack, 'Luigid', 'luigi/luigid'), digest: DIGEST },
    }),
  };
}

/** One of each kind; the pool's clients are two, which the load balancer can't tell apart from others. */
function machines(stack: Stack): Partial<LuigiServiceProps> {
  const userPool = UserPool.fromUserPoolId(stack, 'MachinePool', 'eu-central-1_Machinesx');
  return {
    machineAuthentication: [
      MachineAuthentication.awsIam({
        issuer: 'https://1a2b3c4d-5e6f-4a1b-8c2d-0123456789ab.tokens.sts.global.api.aws',
        allowedRoleArns: [stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'ci/*' })],
      }),
      MachineAuthentication.githubActions({ owner: 'acme', repositories: ['acme/etl', 'acme/reports'] }),
      MachineAuthentication.okta({ domain: 'example.okta.com', authorizationServerId: 'default', clients: ['0oa1'] }),
      MachineAuthentication.cognitoClientCredentials({
        userPool, clients: ['One', 'Two'].map((id) => UserPoolClient.fromUserPoolClientId(stack, `Machine${id}`, `1abcdefghijklmnopqrstuv${id.toLowerCase()}`)),
      }),
      MachineAuthentication.jwt({ name: 'own', issuer: 'https://id.example.com', requiredClaims: { tenant: 'acme' }, principalClaims: ['team'] }),
    ],
  };
}

function mappedMachines(service: LuigiService): void {
  service.mapRole('machines', { principals: [LuigiPrincipal.iamRoleArn('arn:aws:iam::111122223333:role/ci/nightly')], view: ['*'] });
}

function everythingSet(stack: Stack): Partial<LuigiServiceProps> {
  return {
    architecture: CpuArchitecture.ARM64, cpu: 2048, memoryLimitMiB: 4096,
    taskSubnets: { subnetGroupName: 'Private' },
    taskHistoryUrl: secret(stack, 'history'), taskHistoryUrlField: 'url',
    workerCredential: secret(stack, 'workers'),
    logRetention: RetentionDays.TWO_YEARS,
    alarmThresholds: { deniedCalls: 50, serverErrors: 1, responseTime: Duration.seconds(2), withoutTask: Duration.minutes(10) },
    mappingWrites: MappingWrites.EVERY,
    breakGlassMapping: 'break-glass',
    callsPerMinute: 600, changesPerMinute: 60,
    loadBalancer: {
      internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK, accessLogRetention: Duration.days(731),
      allowedSources: [Peer.prefixList('pl-0123456789abcdef0'), Peer.ipv4('192.0.2.0/24'), Peer.ipv6('2001:db8::/32')],
    },
    firewall: Firewall.managed({
      requestLimit: { requests: 1000, window: Duration.minutes(1) }, deniedCidrs: ['198.51.100.0/24', '2001:db8:1::/48'], exemptCidrs: ['203.0.113.7/32'],
      logUnmatched: false,
    }),
    state: LuigiState.persistent({ backupPlan: BackupPlan.fromBackupPlanId(stack, 'Plan', '12345678-1234-1234-1234-123456789012') }),
  };
}

function mapped(service: LuigiService, scope: Construct): void {
  service.declareJob('daily-report', 'reports');
  service.mapRole('analysts', { principals: [LuigiPrincipal.group('analysts')], view: ['report.*'] });
  service.mapRole('break-glass', { principals: [LuigiPrincipal.user('sub-of-a-person')], view: ['*'], operate: ['*'] });
  service.allowWorkersFrom(SecurityGroup.fromSecurityGroupId(scope, 'Workers', 'sg-0123456789abcdef1'));
}

/** Mappings in a stack of their own, in the same stage. */
function mappedElsewhere(service: LuigiService, scope: Construct): void {
  const stack = new Stack(scope, 'mappings');
  const there = LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', {
    serviceName: service.serviceName, securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Task', 'sg-0123456789abcdef3'),
  });
  there.mapRole('analysts', { principals: [LuigiPrincipal.group('analysts')], view: ['report.*'] });
  there.connections.allowFrom(Peer.ipv4('10.1.0.0/16'), Port.tcp(8444));
}

const MORNINGS = {
  schedule: ScheduleExpression.cron({ minute: '30', hour: '6', timeZone: TimeZone.EUROPE_BERLIN }), parameters: { day: ScheduledValue.localDay({ daysBefore: 1 }) },
};

/** A job with all that may be said of it, and one with only what must be. */
function withJobs(service: LuigiService): void {
  service.addJob('daily-report', someJob({
    image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(service, 'Reports', 'reports'), DIGEST),
    description: 'Sales of a day, by region', spot: true, retries: { maxAttempts: 2 }, maxConcurrentRuns: 3, reasonRequired: true,
    secrets: { DATABASE_URL: EcsSecret.fromSecretsManager(secret(Stack.of(service), 'database')) },
    schedules: { mornings: { ...MORNINGS, reason: 'Each morning' } },
  }));
  service.addJob('cleanup', someJob({ parameters: {}, category: 'housekeeping' }));
  service.mapRole('analysts', { principals: [LuigiPrincipal.group('analysts')], view: ['report.*'], run: [RunPermission.job('daily-report')] });
}

/** What another app knows of a service: names and ARNs. */
export function importedService(stack: Stack, serviceName: string): ILuigiService {
  const arn = (service: string, resource: string, resourceName?: string) => stack.formatArn({ service, resource, resourceName });
  const vpc = someVpc(stack);
  const encryptionKey = Key.fromKeyArn(stack, 'ServiceKey', arn('kms', 'key', '12345678-1234-1234-1234-123456789012'));
  return LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', {
    serviceName,
    workerUrl: `https://workers.${serviceName}.internal:8444`,
    securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Task', 'sg-0123456789abcdef3', { mutable: false }),
    runTable: Table.fromTableAttributes(stack, 'Runs', { tableArn: arn('dynamodb', 'table', `${serviceName}-runs`), encryptionKey }),
    jobDefaults: {
      vpc, encryptionKey, images: someImages(),
      cluster: Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'luigi', vpc }),
      workerSecurityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Workers', 'sg-0123456789abcdef4', { mutable: false }),
      deadLetterQueue: Queue.fromQueueAttributes(stack, 'UndeliveredStarts', {
        queueArn: arn('sqs', `${serviceName}-undelivered-starts`), keyArn: encryptionKey.keyArn,
      }),
    },
  });
}

/** Jobs in a stack of their own, in the same stage, of a service that is known by names and ARNs. */
function withJobsElsewhere(service: LuigiService, scope: Construct): void {
  const there = importedService(new Stack(scope, 'jobs'), service.serviceName);
  there.addJob('daily-report', someJob({ retries: { maxAttempts: 1 }, schedules: { mornings: MORNINGS } }));
}

const account = '123456789012';

/** Every kind of service that somebody may set up: what holds for a service must hold for all of these. */
export const SERVICE_VARIANTS: readonly ServiceVariant[] = [
  { name: 'minimal', over: () => ({}) },
  { name: 'somewhere', over: () => ({}), stack: { env: { account, region: 'eu-central-1' } } },
  { name: 'own-network', over: (stack) => ({ vpc: new ExampleNetwork(stack, 'Network', keyForLogs(stack)).vpc }) },
  { name: 'oidc', over: (stack) => ({ authentication: oidc(stack) }) },
  { name: 'cognito', over: (stack) => ({ authentication: broughtPool(stack) }), stack: { env: { account, region: 'eu-central-1' } } },
  { name: 'user-pool', over: () => ({ authentication: Authentication.cognitoUserPool({ groups: ['operators'] }) }) },
  { name: 'saml', over: () => ({ authentication: saml() }) },
  { name: 'break-glass', over: () => ({
    authentication: Authentication.withBreakGlass({ usual: saml(), breakGlass: Authentication.cognitoUserPool(), active: true }), breakGlassMapping: 'break-glass',
  }) },
  { name: 'machines', over: machines, around: mappedMachines },
  { name: 'internet-facing', over: (stack) => ({ certificate: undefined, hostedZone: hostedZone(stack), loadBalancer: { internetFacing: true } }) },
  { name: 'dual-stack', over: (stack) => ({ hostedZone: hostedZone(stack), loadBalancer: { internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK } }) },
  { name: 'ipv6-outside', over: () => ({ loadBalancer: { internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4 } }) },
  { name: 'ephemeral', over: () => ({ state: LuigiState.ephemeral() }) },
  { name: 'protected-elsewhere', over: () => ({ firewall: Firewall.managedElsewhere(MANAGED_ELSEWHERE) }) },
  { name: 'brought', over: broughtThings, stack: { env: { account, region: 'eu-central-1' } } },
  { name: 'everything', over: everythingSet, around: mapped },
  { name: 'jobs', over: () => ({}), around: withJobs },
  { name: 'disposable', over: () => ({ authentication: Authentication.cognitoUserPool(), removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false }) },
  { name: 'govcloud', over: () => ({ authentication: Authentication.cognitoUserPool() }), stack: { env: { account, region: 'us-gov-west-1' } } },
  { name: 'china', over: (stack) => ({ authentication: oidc(stack) }), stack: { env: { account, region: 'cn-north-1' } } },
];

/** A variant as a stack of its own. */
export function addVariant(scope: Construct, { name, over, stack: props, around }: ServiceVariant): Stack {
  const stack = new Stack(scope, name, props);
  const service = new LuigiService(stack, 'Luigi', { ...someServiceProps(stack), serviceName: name, ...over(stack) });
  around?.(service, stack);
  return stack;
}

/** All variants below one app; besides, two in stages, whose mappings or jobs are in another stack. */
export function addVariants(app: App): void {
  for (const variant of SERVICE_VARIANTS) addVariant(app, variant);
  addVariant(new Stage(app, 'stage', { env: { account, region: 'eu-west-1' } }), { name: 'staged', over: () => ({}), around: (service) => mappedElsewhere(service, Stage.of(service) as Stage) });
  addVariant(new Stage(app, 'stage-of-jobs', { env: { account, region: 'eu-west-1' } }), { name: 'jobs-elsewhere', over: () => ({}), around: (service) => withJobsElsewhere(service, Stage.of(service) as Stage) });
}
