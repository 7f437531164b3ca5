import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';

/** What is needed of a service that was made elsewhere. */
export interface LuigiServiceAttributes {
  /**
   * Name of the service.
   * @default 'luigi'
   */
  readonly serviceName?: string;
  /**
   * Security group of its task: the one of `service.connections`.
   * @default - not known: `allowWorkersFrom` throws
   */
  readonly securityGroup?: ISecurityGroup;
}
