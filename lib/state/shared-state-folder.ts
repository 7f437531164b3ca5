import { Aws, Fn, Stack, Validations } from 'aws-cdk-lib';
import { BackupPlan, BackupResource, BackupSelection, BackupVault, type IBackupPlan } from 'aws-cdk-lib/aws-backup';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem, ThroughputMode, type IAccessPoint, type IFileSystem } from 'aws-cdk-lib/aws-efs';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { onePerZone } from '../network/one-per-zone';
import type { LuigiStateBindOptions, PersistentStateOptions } from './luigi-state';

/** The user of the luigid image; owns the folder and all in it. */
const LUIGID_USER = '10001';

/** What a folder on EFS is made of. */
export interface SharedStateFolderProps extends LuigiStateBindOptions, PersistentStateOptions {}

/** A folder on Amazon EFS that only luigid's user in the service's task can mount, by TLS and IAM. */
export class SharedStateFolder extends Construct {
  /** The file system, made or brought. */
  public readonly fileSystem: IFileSystem;
  /** The way in: luigid's user, luigid's folder. */
  public readonly accessPoint: IAccessPoint;
  /** What must be there before a task can mount it. */
  public readonly ready: IDependable;

  public constructor(scope: Construct, id: string, private readonly props: SharedStateFolderProps) {
    super(scope, id);
    this.fileSystem = props.fileSystem ?? this.makeFileSystem();
    this.fileSystem.connections.allowFrom(props.task, Port.NFS, 'state of luigid');
    // The way there belongs to it: without it luigid could not write its last dump.
    this.ready = new DependencyGroup(this.fileSystem.mountTargetsAvailable, ...this.fileSystem.connections.securityGroups);
    this.accessPoint = new AccessPoint(this, 'AccessPoint', {
      fileSystem: this.fileSystem,
      path: `/luigi/${props.serviceName}`,
      posixUser: { uid: LUIGID_USER, gid: LUIGID_USER },
      createAcl: { ownerUid: LUIGID_USER, ownerGid: LUIGID_USER, permissions: '700' },
    });
    props.taskRole.addToPrincipalPolicy(new PolicyStatement({
      sid: 'MountState',
      actions: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      resources: [this.fileSystem.fileSystemArn],
      conditions: { StringEquals: { 'elasticfilesystem:AccessPointArn': this.accessPoint.accessPointArn } },
    }));
  }

  private makeFileSystem(): FileSystem {
    const { vpc, taskSubnets, encryptionKey, removalPolicy } = this.props;
    const fileSystem = new FileSystem(this, 'FileSystem', {
      vpc,
      securityGroup: new SecurityGroup(this, 'SecurityGroup', { vpc, description: 'State of Luigi', allowAllOutbound: false }),
      // A file system has one mount target in a zone.
      vpcSubnets: { subnets: onePerZone(vpc.selectSubnets(taskSubnets).subnets) },
      encrypted: true,
      kmsKey: encryptionKey,
      throughputMode: ThroughputMode.ELASTIC,
      removalPolicy,
      // The plan below backs it up; AWS's own automatic plan beside it would do so twice.
      enableAutomaticBackups: false,
      // The policy below refuses all who have no leave by it. What CDK adds for "false" would give everybody leave to write, and to do so as root.
      allowAnonymousAccess: true,
    });
    fileSystem.addToResourcePolicy(new PolicyStatement({
      sid: 'TlsOnly',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['elasticfilesystem:Client*'],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
    fileSystem.addToResourcePolicy(new PolicyStatement({
      sid: 'TaskOnly',
      principals: [this.props.taskRole],
      actions: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      conditions: {
        Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' },
        // Never the root: leave by this policy is enough, whatever the role's own says. The access point itself is made of this file system,
        // and so can't be named here.
        StringLike: { 'elasticfilesystem:AccessPointArn': Stack.of(this).formatArn({ service: 'elasticfilesystem', resource: 'access-point', resourceName: '*' }) },
      },
    }));
    this.backUp(fileSystem);
    return fileSystem;
  }

  private backUp(fileSystem: FileSystem): void {
    const selection = new BackupSelection(this, 'Backup', {
      backupPlan: this.props.backupPlan ?? this.makeBackupPlan(),
      resources: [BackupResource.fromEfsFileSystem(fileSystem)],
    });
    Validations.of(selection).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      reason: 'AWS Backup\'s own policy for its service role; only backup.amazonaws.com may assume the role, for the one file system of this selection',
    });
  }

  private makeBackupPlan(): IBackupPlan {
    const { encryptionKey, removalPolicy, serviceName } = this.props;
    // Another one for each stack that is made: a vault that was kept is in no successor's way.
    const stackId = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
    // Emptying it would need a Lambda function with leave to delete backups: its owner does so (LuigiServiceProps.removalPolicy).
    const backupVault = new BackupVault(this, 'BackupVault', { backupVaultName: `luigi-${serviceName}-${stackId}`, encryptionKey, removalPolicy });
    return BackupPlan.daily35DayRetention(this, 'BackupPlan', backupVault);
  }
}
