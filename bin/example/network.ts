import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRoute, FlowLogDestination, FlowLogTrafficType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../lib/compliance/acknowledge';

/** How many addresses a network's subnets have in each zone: lengths of their prefixes. */
export interface SubnetSizes {
  /** Load balancers and the NAT gateway. */
  readonly public: number;
  /** Tasks, file systems, and load balancers that face no internet. */
  readonly private: number;
}

/** For one service with some jobs: 59 and 251 addresses in each zone. AWS keeps five of each subnet. */
const FOR_ONE_SERVICE: SubnetSizes = { public: 26, private: 24 };

/** For a handful of teams with their jobs: 251 and 4,091 addresses in each zone. More than half of the 10.0.0.0/16 is left. */
export const FOR_TEAMS: SubnetSizes = { public: 24, private: 20 };

/** A network for the example: two zones, one way out, flow logs. An organisation brings its own. */
export class ExampleNetwork extends Construct {
  /** The network. */
  public readonly vpc: Vpc;

  public constructor(scope: Construct, id: string, encryptionKey: IKey, sizes: SubnetSizes = FOR_ONE_SERVICE) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'FlowLogs', { encryptionKey, retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    this.vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 1,
      // Closing it needs a Lambda function; nothing uses it.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: sizes.public, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: sizes.private },
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
