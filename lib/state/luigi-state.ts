import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IBackupPlan } from 'aws-cdk-lib/aws-backup';
import type { IConnectable, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Volume } from 'aws-cdk-lib/aws-ecs';
import type { IFileSystem } from 'aws-cdk-lib/aws-efs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct, IDependable } from 'constructs';
import { SharedStateFolder } from './shared-state-folder';

/** What a service tells the state that it is given. */
export interface LuigiStateBindOptions {
  /** Name of the service. */
  readonly serviceName: string;
  /** The network. */
  readonly vpc: IVpc;
  /** Where the task runs: a mount target is made in each of these subnets. */
  readonly taskSubnets: SubnetSelection;
  /** The task's network interface. */
  readonly task: IConnectable;
  /** The task's role. */
  readonly taskRole: IRole;
  /** Key for what is made. */
  readonly encryptionKey: IKey;
  /** What becomes of what is made when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
}

/** Where luigid's state is kept. */
export interface LuigiStateConfig {
  /** The task's volume; mounted where luigid keeps its state. */
  readonly volume: Volume;
  /**
   * The file system.
   * @default - the state goes with the task
   */
  readonly fileSystem?: IFileSystem;
  /**
   * What must be there before a task can start.
   * @default - nothing
   */
  readonly ready?: IDependable;
}

/** State that outlives tasks. */
export interface PersistentStateOptions {
  /**
   * A file system of one's own, encrypted, with mount targets in the task's subnets. Its policy must let the task's role
   * mount and write by the access point that is made; its backup is its owner's.
   * @default - one is made: encrypted, TLS and IAM only, in a backup plan
   */
  readonly fileSystem?: IFileSystem;
  /**
   * The plan that backs up the file system that is made.
   * @default - one is made: daily, kept for 35 days, in a vault of its own. That vault can't be deleted, nor the stack with it, while
   * backups are in it: with `RemovalPolicy.DESTROY` delete its recovery points first, or bring a plan whose vault outlives the stack
   */
  readonly backupPlan?: IBackupPlan;
}

/** Where luigid keeps what it knows: tasks, their states, workers, the pause. */
export abstract class LuigiState {
  /** On Amazon EFS: outlives tasks, crashes and the loss of a zone. What was answered since the last dump is lost in a crash, seconds as a rule. */
  public static persistent(options: PersistentStateOptions = {}): LuigiState {
    return new PersistentState(options);
  }

  /**
   * On the task's own disk: every deployment and every crash begins empty. Luigi's tasks are then taken up again from their targets, but
   * disabled tasks, pauses and failures are forgotten.
   */
  public static ephemeral(): LuigiState {
    return new EphemeralState();
  }

  /** Makes what keeps the state. */
  public abstract bind(scope: Construct, options: LuigiStateBindOptions): LuigiStateConfig;
}

/** Name of the volume in the task definition. */
const VOLUME = 'luigid-state';

class EphemeralState extends LuigiState {
  public bind(): LuigiStateConfig {
    return { volume: { name: VOLUME } };
  }
}

class PersistentState extends LuigiState {
  public constructor(private readonly options: PersistentStateOptions) {
    super();
    if (options.fileSystem !== undefined && options.backupPlan !== undefined) {
      throw new Error('got both fileSystem and backupPlan, expected one of them: a file system that is brought is backed up by its owner; leave out backupPlan');
    }
  }

  public bind(scope: Construct, options: LuigiStateBindOptions): LuigiStateConfig {
    const { fileSystem, accessPoint, ready } = new SharedStateFolder(scope, 'State', { ...options, ...this.options });
    return {
      fileSystem,
      ready,
      volume: {
        name: VOLUME,
        efsVolumeConfiguration: {
          fileSystemId: fileSystem.fileSystemId,
          transitEncryption: 'ENABLED',
          authorizationConfig: { accessPointId: accessPoint.accessPointId, iam: 'ENABLED' },
        },
      },
    };
  }
}
