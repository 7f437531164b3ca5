import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';

/** What is needed of a service that was made elsewhere. */
export interface LuigiServiceAttributes {
  /**
   * Name of the service.
   * @default luigi
   */
  readonly serviceName?: string;
  /**
   * Security group of its task.
   * @default - not known: `allowWorkersFrom` changes nothing
   */
  readonly securityGroup?: ISecurityGroup;
}
