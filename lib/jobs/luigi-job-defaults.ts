import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { LuigiImages } from '../images/luigi-images';

/** What the jobs of a service have in common unless they say otherwise: where they run, and what they use of the service. */
export interface LuigiJobDefaults {
  /**
   * The cluster.
   * @default - each job says
   */
  readonly cluster?: ICluster;
  /**
   * The network.
   * @default - the cluster's
   */
  readonly vpc?: IVpc;
  /**
   * Where in the network.
   * @default - private subnets with a way out
   */
  readonly subnets?: SubnetSelection;
  /**
   * A group of `vpc` that the service's task lets in on its worker lane: tasks of jobs get it beside their own. A security group takes 60 rules,
   * and a service may have more jobs than that.
   * @default - each job adds a rule to the group of the service's task
   */
  readonly workerSecurityGroup?: ISecurityGroup;
  /**
   * Encrypts the jobs' executions, schedules and logs. Its policy must let CloudWatch Logs and log delivery use it (`ServiceKeyPolicy.logs`,
   * `ServiceKeyPolicy.logDelivery`), and leave the rest to IAM.
   * @default - each job has a key of its own
   */
  readonly encryptionKey?: IKey;
  /**
   * The images of the service: the lane agent is in the gateway's.
   * @default LuigiImages.fromAssets()
   */
  readonly images?: LuigiImages;
  /**
   * Where starts by schedule go that could not be delivered.
   * @default - each job with a schedule has a queue of its own
   */
  readonly deadLetterQueue?: IQueue;
}
