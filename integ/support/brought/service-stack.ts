import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool, UserPoolClient, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { Peer, SecurityGroup, Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../../lib/compliance/acknowledge';
import { Authentication, Firewall, LuigiImages, LuigiPrincipal, LuigiService, LuigiState } from '../../../lib/index';
import { Probe } from '../probe';
import { readIntegSettings } from '../settings';
import { imageDigests } from './image-digests';
import type { Platform } from './platform';

/** A service that makes nothing which it can be given: each thing is known by its name or ARN only, as in another team's stack. */
export class BroughtEverything extends Stack {
  public readonly service: LuigiService;
  public readonly probe: Probe;
  public readonly hostName: string;

  public constructor(scope: Construct, id: string, caseName: string, private readonly platform: Platform) {
    super(scope, id);
    const { hostedZone } = readIntegSettings(caseName);
    this.hostName = platform.hostName;
    const vpc = this.vpc();
    const encryptionKey = Key.fromKeyArn(this, 'Key', platform.key.keyArn);
    const secret = (name: string, { secretArn: secretCompleteArn }: ISecret): ISecret => (
      Secret.fromSecretAttributes(this, name, { secretCompleteArn, encryptionKey })
    );
    const workerCredential = secret('WorkerCredential', platform.secrets.workerCredential);
    this.service = new LuigiService(this, 'Luigi', {
      vpc,
      domainName: platform.hostName,
      hostedZone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name }),
      certificate: Certificate.fromCertificateArn(this, 'Certificate', platform.certificate.certificateArn),
      authentication: this.authentication(),
      serviceName: `integ-${caseName}`,
      cluster: Cluster.fromClusterAttributes(this, 'Cluster', { clusterName: platform.cluster.clusterName, vpc }),
      taskSubnets: { subnets: vpc.privateSubnets },
      images: this.images(),
      state: LuigiState.persistent({ fileSystem: FileSystem.fromFileSystemAttributes(this, 'FileSystem', {
        fileSystemId: platform.fileSystem.fileSystemId,
        securityGroup: SecurityGroup.fromSecurityGroupId(this, 'FileSystemGroup', platform.fileSystemGroup.securityGroupId),
      }) }),
      taskHistoryUrl: secret('TaskHistoryUrl', platform.secrets.taskHistoryUrl),
      loadBalancer: {
        subnets: { subnets: vpc.privateSubnets },
        allowedSources: [Peer.prefixList(platform.sources.attrPrefixListId)],
        accessLogBucket: Bucket.fromBucketName(this, 'AccessLogs', platform.accessLogs.bucket.bucketName),
      },
      firewall: Firewall.existing(platform.webAcl.attrArn),
      namespace: PrivateDnsNamespace.fromPrivateDnsNamespaceAttributes(this, 'Namespace', platform.namespace),
      workerCredential,
      encryptionKey,
      alarmTopic: Topic.fromTopicArn(this, 'AlarmTopic', platform.alarmTopic.topic.topicArn),
      permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(this, 'PermissionsBoundary', platform.permissionsBoundary.managedPolicyArn),
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
    });
    acknowledgeInPacks(this.service.loadBalancer, 'ELBDeletionProtectionEnabled', 'A test that takes down what it made');
    this.service.mapRole('Readers', { principals: [LuigiPrincipal.group('readers')], view: ['*'] });
    this.probe = new Probe(this, 'Probe', { vpc, encryptionKey });
    this.probe.mayUse(workerCredential);
    this.service.allowWorkersFrom(this.probe);
  }

  private vpc(): IVpc {
    const { vpc } = this.platform;
    return Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: vpc.vpcId,
      vpcCidrBlock: vpc.vpcCidrBlock,
      availabilityZones: vpc.availabilityZones,
      privateSubnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      privateSubnetIpv4CidrBlocks: vpc.privateSubnets.map(({ ipv4CidrBlock }) => ipv4CidrBlock),
      privateSubnetRouteTableIds: vpc.privateSubnets.map(({ routeTable }) => routeTable.routeTableId),
    });
  }

  private authentication(): Authentication {
    const { pool, client, pages } = this.platform.userPool;
    return Authentication.cognito({
      userPool: UserPool.fromUserPoolId(this, 'UserPool', pool.userPoolId),
      userPoolClient: UserPoolClient.fromUserPoolClientId(this, 'UserPoolClient', client.userPoolClientId),
      userPoolDomain: UserPoolDomain.fromDomainName(this, 'UserPoolDomain', pages.domainName),
      userPoolDomainUrl: pages.baseUrl(),
    });
  }

  private images(): LuigiImages {
    const image = (name: keyof typeof imageDigests) => ({
      repository: Repository.fromRepositoryName(this, `Image-${name}`, `luigi-integ/${name}`), digest: imageDigests[name](),
    });
    return LuigiImages.fromEcr({ lighttpd: image('lighttpd'), gateway: image('gateway'), luigid: image('luigid') });
  }
}
