import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool, type UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerInsights } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { AlarmTopic, ServiceKeyPolicy } from '../../../lib/index';
import { ExampleNetwork, FOR_TEAMS } from '../network';
import { readSettings } from '../settings';
import { STRICT_POOL } from '../strict-pool';

/** What the services of all teams share: a network, a cluster, a key, a certificate, the people, and where alarms go. */
export class TeamsPlatform extends Stack {
  /** Teams' services are named below it: `<team>.<domain>`. */
  public readonly domainName: string;
  public readonly hostedZone: IHostedZone;
  public readonly certificate: Certificate;
  public readonly vpc: IVpc;
  public readonly cluster: Cluster;
  public readonly key: Key;
  public readonly people: UserPool;
  public readonly peoplePages: UserPoolDomain;
  public readonly alarms: AlarmTopic;

  /** @throws Error where the context does not fit */
  public constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    const { domainName, hostedZone, destroy } = readSettings(this.node);
    const removalPolicy = destroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    this.domainName = domainName;
    this.hostedZone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name });
    this.certificate = new Certificate(this, 'Certificate', { domainName: `*.${domainName}`, validation: CertificateValidation.fromDns(this.hostedZone) });
    this.key = new Key(this, 'Key', { description: 'Luigi of all teams', enableKeyRotation: true, removalPolicy });
    ServiceKeyPolicy.allow(this.key, this);
    this.vpc = new ExampleNetwork(this, 'Network', this.key, FOR_TEAMS).vpc;
    this.cluster = new Cluster(this, 'Cluster', {
      vpc: this.vpc, containerInsightsV2: ContainerInsights.ENABLED, enableFargateCapacityProviders: true,
    });
    this.people = new UserPool(this, 'People', {
      ...STRICT_POOL,
      signInAliases: { email: true },
      passwordPolicy: { ...STRICT_POOL.passwordPolicy, tempPasswordValidity: Duration.days(3) },
      deletionProtection: !destroy,
      removalPolicy,
    });
    this.peoplePages = this.people.addDomain('Pages', { cognitoDomain: { domainPrefix: `luigi-teams-${this.account}` } });
    this.alarms = new AlarmTopic(this, 'Alarms', { serviceName: 'teams', encryptionKey: this.key });
  }
}
