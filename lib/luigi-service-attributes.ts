import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { LuigiJobDefaults } from './jobs/luigi-job-defaults';

/** What is needed of a service that was made elsewhere. */
export interface LuigiServiceAttributes {
  /**
   * Name of the service.
   * @default 'luigi'
   */
  readonly serviceName?: string;
  /**
   * Security group of its task: the one of `service.connections`.
   * @default - not known: `allowWorkersFrom` and `addJob` throw
   */
  readonly securityGroup?: ISecurityGroup;
  /**
   * What its jobs have in common unless they say otherwise: `service.jobDefaults`.
   * @default - each job says
   */
  readonly jobDefaults?: LuigiJobDefaults;
  /**
   * Its table of runs: `service.runTable`, by `Table.fromTableAttributes` with its key where it is in another app.
   * @default - not known: `addJob` throws
   */
  readonly runTable?: ITable;
  /**
   * Address for workers: `service.workerUrl`.
   * @default - not known: `addJob` throws
   */
  readonly workerUrl?: string;
}
