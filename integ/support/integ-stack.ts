import { Mixins, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { mixins as s3 } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ExampleNetwork } from '../../bin/example/network';
import { acknowledgeInPacks } from '../../lib/compliance/acknowledge';
import { LuigiPrincipal, LuigiService, ServiceKeyPolicy, type LuigiServiceProps } from '../../lib/index';
import { Probe } from './probe';
import { readIntegSettings } from './settings';

/** What a case says of its service. The rest is the same for all. */
export type CaseProps = Omit<LuigiServiceProps, 'vpc' | 'domainName' | 'hostedZone' | 'serviceName' | 'removalPolicy' | 'deletionProtection' | 'encryptionKey'>;

/** A service with a network of its own, that goes without a trace. */
export class IntegStack extends Stack {
  /** Host name that people use. */
  public readonly hostName: string;
  /** Encrypts all that the case makes. */
  public readonly encryptionKey: IKey;
  /** The service. */
  public readonly service: LuigiService;
  /** Calls it from the network. */
  public readonly probe: Probe;

  /** @param caseName also the service's name, and the first label of its host name */
  public constructor(scope: Construct, id: string, caseName: string, props: (stack: IntegStack) => CaseProps) {
    super(scope, id);
    const { hostName, hostedZone } = readIntegSettings(caseName);
    this.hostName = hostName;
    const encryptionKey = this.encryptionKey = new Key(this, 'Key', { description: `Luigi integration test ${caseName}`, enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    ServiceKeyPolicy.allow(encryptionKey, this);
    const { vpc } = new ExampleNetwork(this, 'Network', encryptionKey);
    this.service = new LuigiService(this, 'Luigi', {
      ...props(this),
      vpc,
      domainName: hostName,
      hostedZone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: hostedZone.id, zoneName: hostedZone.name }),
      serviceName: `integ-${caseName}`,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
    });
    this.service.mapRole('Readers', { principals: [LuigiPrincipal.group('readers')], view: ['*'] });
    this.probe = new Probe(this, 'Probe', { vpc, encryptionKey });
    this.service.allowWorkersFrom(this.probe);
    // A bucket with access logs in it would not go.
    Mixins.of(this.service).apply(new s3.BucketAutoDeleteObjects());
    acknowledgeInPacks(this.service.loadBalancer, 'ELBDeletionProtectionEnabled', 'A test that takes down what it made');
  }
}
