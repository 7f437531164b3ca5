import { Mixins, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnPrefixList, SecurityGroup, SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { FileSystem, ThroughputMode } from 'aws-cdk-lib/aws-efs';
import { AccountPrincipal, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { mixins as s3 } from 'aws-cdk-lib/aws-s3';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { ExampleNetwork } from '../../../bin/example/network';
import { acknowledgeInPacks } from '../../../lib/compliance/acknowledge';
import { AccessLogBucket } from '../../../lib/edge/access-log-bucket';
import { AlarmTopic, ServiceKeyPolicy } from '../../../lib/index';
import { IntegUserPool } from '../integ-user-pool';
import { readIntegSettings } from '../settings';
import { PlatformSecrets } from './platform-secrets';

/** What an organisation has before Luigi comes: all that a service can be given instead of making it. */
export class Platform extends Stack {
  public readonly hostName: string;
  public readonly vpc: IVpc;
  public readonly key: Key;
  public readonly cluster: Cluster;
  public readonly namespace: PrivateDnsNamespace;
  public readonly userPool: IntegUserPool;
  public readonly certificate: Certificate;
  public readonly alarmTopic: AlarmTopic;
  public readonly accessLogs: AccessLogBucket;
  public readonly fileSystem: FileSystem;
  public readonly fileSystemGroup: SecurityGroup;
  public readonly webAcl: CfnWebACL;
  public readonly permissionsBoundary: ManagedPolicy;
  public readonly sources: CfnPrefixList;
  public readonly secrets: PlatformSecrets;

  public constructor(scope: Construct, id: string, caseName: string) {
    super(scope, id);
    const { hostName, hostedZone } = readIntegSettings(caseName);
    this.hostName = hostName;
    this.key = new Key(this, 'Key', { description: `Luigi integration test ${caseName}`, enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    ServiceKeyPolicy.allow(this.key, this);
    this.vpc = new ExampleNetwork(this, 'Network', this.key).vpc;
    this.cluster = new Cluster(this, 'Cluster', { vpc: this.vpc, containerInsightsV2: ContainerInsights.ENABLED });
    this.namespace = new PrivateDnsNamespace(this, 'Namespace', { vpc: this.vpc, name: 'luigi-integ.internal' });
    this.userPool = new IntegUserPool(this, 'People', { caseName, hostName });
    this.certificate = new Certificate(this, 'Certificate', {
      domainName: hostName,
      validation: CertificateValidation.fromDns(HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name })),
    });
    this.alarmTopic = new AlarmTopic(this, 'AlarmTopic', { serviceName: `integ-${caseName}`, encryptionKey: this.key });
    this.accessLogs = new AccessLogBucket(this, 'AccessLogs', { removalPolicy: RemovalPolicy.DESTROY });
    Mixins.of(this.accessLogs).apply(new s3.BucketAutoDeleteObjects());
    this.fileSystemGroup = new SecurityGroup(this, 'FileSystemGroup', { vpc: this.vpc, description: 'File system', allowAllOutbound: false });
    this.fileSystem = this.makeFileSystem();
    this.webAcl = this.makeWebAcl();
    this.permissionsBoundary = this.makePermissionsBoundary();
    this.sources = new CfnPrefixList(this, 'Sources', {
      addressFamily: 'IPv4', maxEntries: 1, prefixListName: `luigi-integ-${caseName}`, entries: [{ cidr: this.vpc.vpcCidrBlock, description: 'the network' }],
    });
    this.secrets = new PlatformSecrets(this, 'Secrets', this.key);
  }

  private makeFileSystem(): FileSystem {
    const fileSystem = new FileSystem(this, 'FileSystem', {
      vpc: this.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroup: this.fileSystemGroup,
      encrypted: true,
      kmsKey: this.key,
      throughputMode: ThroughputMode.ELASTIC,
      enableAutomaticBackups: false,
      allowAnonymousAccess: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Roles of the account may mount, each as far as its own policies let it: the task's names its access point.
    fileSystem.addToResourcePolicy(new PolicyStatement({
      principals: [new AccountPrincipal(this.account)],
      actions: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      conditions: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true', 'aws:SecureTransport': 'true' } },
    }));
    acknowledgeInPacks(fileSystem, 'EFSInBackupPlan', 'A test\'s own; there is nothing to restore');
    return fileSystem;
  }

  private makeWebAcl(): CfnWebACL {
    const visibilityConfig = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName });
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibilityConfig('luigi-integ'),
      rules: [{
        name: 'KnownAttacks',
        priority: 0,
        statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesKnownBadInputsRuleSet' } },
        overrideAction: { none: {} },
        visibilityConfig: visibilityConfig('luigi-integ-known-attacks'),
      }],
    });
    acknowledgeInPacks(webAcl, 'WAFv2LoggingEnabled', 'A test\'s own; the load balancer\'s access log has every request');
    return webAcl;
  }

  private makePermissionsBoundary(): ManagedPolicy {
    const policy = new ManagedPolicy(this, 'PermissionsBoundary', {
      description: 'The most that roles of Luigi may do; grants nothing by itself',
      statements: [new PolicyStatement({
        actions: [
          'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetAuthorizationToken', 'ecr:GetDownloadUrlForLayer',
          'elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite', 'kms:Decrypt',
          'logs:CreateLogStream', 'logs:PutLogEvents', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'ssm:GetParametersByPath',
        ],
        resources: ['*'],
      })],
    });
    Validations.of(policy).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'An upper bound: what is granted is said by the policies of the roles' });
    return policy;
  }
}
