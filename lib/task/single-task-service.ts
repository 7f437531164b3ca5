import { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { AvailabilityZoneRebalancing, FargatePlatformVersion, FargateService, type FargateTaskDefinition, type ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationListener, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { DnsRecordType, type INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct, IDependable } from 'constructs';
import { PEOPLE_PORT } from './ports';

/** What runs the one task, and how it is found. */
export interface SingleTaskServiceProps {
  readonly cluster: ICluster;
  readonly taskDefinition: FargateTaskDefinition;
  readonly subnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
  /** lighttpd's people lane. */
  readonly targetGroup: ApplicationTargetGroup;
  /** The listener that forwards to it. */
  readonly listener: ApplicationListener;
  /** Where workers find the task, by this name. */
  readonly namespace: INamespace;
  readonly nameInNamespace: string;
  /**
   * What must be there before luigid can read its state.
   * @default - nothing
   */
  readonly stateReady?: IDependable;
}

/** Exactly one task, since Luigi allows one scheduler: the old one ends before the new one begins. */
export class SingleTaskService extends FargateService {
  public constructor(scope: Construct, id: string, props: SingleTaskServiceProps) {
    const { cluster, taskDefinition, securityGroups, namespace: cloudMapNamespace, nameInNamespace: name } = props;
    super(scope, id, {
      cluster,
      taskDefinition,
      platformVersion: FargatePlatformVersion.VERSION1_4,
      vpcSubnets: props.subnets,
      securityGroups,
      assignPublicIp: false,
      enableExecuteCommand: false,
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(120),
      cloudMapOptions: { cloudMapNamespace, name, dnsRecordType: DnsRecordType.A, dnsTtl: Duration.seconds(5) },
    });
    props.targetGroup.addTarget(this.loadBalancerTarget({ containerName: 'lighttpd', containerPort: PEOPLE_PORT }));
    if (props.stateReady !== undefined) this.node.addDependency(props.stateReady);
    // A task that starts has all that it may do, and one that stops still has: luigid writes its last dump.
    this.node.addDependency(taskDefinition.obtainExecutionRole(), ...securityGroups);
    // A service can't be made for a target group that no listener has.
    this.node.addDependency(props.listener);
  }
}
