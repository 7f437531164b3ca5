import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** Where the jobs of a service run unless they say otherwise. */
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
   * Encrypts the jobs' logs. Its policy must let CloudWatch Logs use it (`ServiceKeyPolicy.logs`).
   * @default - each job has a key of its own
   */
  readonly encryptionKey?: IKey;
}
