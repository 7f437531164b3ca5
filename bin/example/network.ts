import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRoute, FlowLogDestination, FlowLogTrafficType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../lib/compliance/acknowledge';

/** A network for the example: two zones, one way out, flow logs. An organisation brings its own. */
export class ExampleNetwork extends Construct {
  /** The network. */
  public readonly vpc: Vpc;

  public constructor(scope: Construct, id: string, encryptionKey: IKey) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'FlowLogs', { encryptionKey, retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    this.vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 1,
      // Closing it needs a Lambda function; nothing uses it.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
      ],
      flowLogs: { all: { destination: FlowLogDestination.toCloudWatchLogs(logGroup), trafficType: FlowLogTrafficType.ALL } },
    });
    acknowledgeInPacks(this.vpc, 'VPCDefaultSecurityGroupClosed', 'Nothing in this stack uses the default security group; each part has one of its own');
    for (const child of this.vpc.node.findAll()) {
      if (CfnRoute.isCfnRoute(child)) acknowledgeInPacks(child, 'VPCNoUnrestrictedRouteToIGW', 'Route of a public subnet, in which only the load balancer and the NAT gateway stand');
      if (child.node.id === 'DefaultPolicy') acknowledgeInPacks(child, 'IAMNoInlinePolicy', 'Policy of the one role that writes flow logs, made and removed with it');
    }
  }
}
