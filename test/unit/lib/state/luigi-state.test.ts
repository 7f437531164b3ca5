import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { BackupPlan } from 'aws-cdk-lib/aws-backup';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { LuigiState, type PersistentStateOptions } from '../../../../lib/state/luigi-state';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

const template = (over: (stack: Stack) => Partial<LuigiServiceProps> = () => ({})): Template => Template.fromStack(aLuigiStack(over).stack);
const persistent = (options: (stack: Stack) => PersistentStateOptions): Template =>
  template((stack) => ({ state: LuigiState.persistent(options(stack)) }));

interface EfsFileSystem {
  readonly Properties: { readonly FileSystemPolicy: { readonly Statement: readonly { readonly Effect: string }[] } };
}

function ours(stack: Stack) {
  return FileSystem.fromFileSystemAttributes(stack, 'Ours', {
    fileSystemId: 'fs-0123456789abcdef0', securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'OurGroup', 'sg-0123456789abcdef2'),
  });
}

describe('state, as it comes,', () => {
  const made = template();

  test('is on an encrypted file system, which luigid mounts by TLS and IAM, by its own access point', () => {
    made.hasResourceProperties('AWS::EFS::FileSystem', { Encrypted: true, KmsKeyId: Match.anyValue(), ThroughputMode: 'elastic', BackupPolicy: Match.absent() });
    made.hasResourceProperties('AWS::EFS::AccessPoint', {
      PosixUser: { Uid: '10001', Gid: '10001' }, RootDirectory: { Path: '/luigi/luigi', CreationInfo: { OwnerUid: '10001', OwnerGid: '10001', Permissions: '700' } },
    });
    made.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Volumes: Match.arrayWith([{ Name: 'luigid-state', EFSVolumeConfiguration: {
        FilesystemId: { Ref: Match.anyValue() }, TransitEncryption: 'ENABLED', AuthorizationConfig: { AccessPointId: { Ref: Match.anyValue() }, IAM: 'ENABLED' },
      } }]),
      ContainerDefinitions: Match.arrayWith([Match.objectLike({ Name: 'luigid', MountPoints: [{ ContainerPath: '/var/lib/luigid', ReadOnly: false, SourceVolume: 'luigid-state' }] })]),
    });
  });

  test('is refused to whoever comes without TLS, and given to the task\'s role alone', () => {
    const [fileSystem] = Object.values(made.findResources('AWS::EFS::FileSystem'));
    const { Statement: statements } = (fileSystem as EfsFileSystem).Properties.FileSystemPolicy;

    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toMatchObject([{ Sid: 'TlsOnly', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]);
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([{
      Sid: 'TaskOnly', Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      // Else it would be leave to mount the root, whatever the role's own policy says.
      Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' }, StringLike: { 'elasticfilesystem:AccessPointArn': { 'Fn::Join': ['', expect.arrayContaining([':access-point/*'])] } } }, Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/TaskRole/), 'Arn'] } },
    }]);
  });

  test('can be reached from the task, on NFS only', () => {
    made.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 2049, ToPort: 2049, Description: 'state of luigid' });
    made.hasResourceProperties('AWS::EC2::SecurityGroup', { GroupDescription: 'State of Luigi', SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })] });
  });

  test('is backed up every day, in a vault of its own', () => {
    made.hasResourceProperties('AWS::Backup::BackupVault', {
      EncryptionKeyArn: Match.anyValue(),
      // Else one that was kept would be in the way of the same stack, made anew.
      BackupVaultName: { 'Fn::Join': ['', ['luigi-luigi-', Match.objectLike({ 'Fn::Select': [0, Match.anyValue()] })]] },
    });
    made.hasResourceProperties('AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanRule: [Match.objectLike({ Lifecycle: { DeleteAfterDays: 35 } })] } });
    made.resourceCountIs('AWS::Backup::BackupSelection', 1);
  });

  test('is there before a task is', () => {
    const [service] = Object.values(made.findResources('AWS::ECS::Service'));

    expect((service as { DependsOn: string[] }).DependsOn.filter((id) => id.includes('EfsMountTarget'))).toHaveLength(2);
  });

  test('stays when the stack goes, and goes with it on request', () => {
    const policies = (from: Template) => ['EFS::FileSystem', 'Backup::BackupVault'].map((type) => (Object.values(from.findResources(`AWS::${type}`))[0] as { DeletionPolicy: string }).DeletionPolicy);

    expect(policies(made)).toEqual(['Retain', 'Retain']);
    expect(policies(template(() => ({ removalPolicy: RemovalPolicy.DESTROY })))).toEqual(['Delete', 'Delete']);
  });
});

describe('state on a file system that is brought', () => {
  const made = persistent((stack) => ({ fileSystem: ours(stack) }));

  test('has a folder there, which only the task\'s role reaches by its access point', () => {
    made.hasResourceProperties('AWS::EFS::AccessPoint', { FileSystemId: 'fs-0123456789abcdef0', RootDirectory: { Path: '/luigi/luigi' } });
    made.hasResourceProperties('AWS::ECS::TaskDefinition', { Volumes: Match.arrayWith([Match.objectLike({ EFSVolumeConfiguration: Match.objectLike({ FilesystemId: 'fs-0123456789abcdef0' }) })]) });
    made.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({
      Sid: 'MountState', Condition: { StringEquals: { 'elasticfilesystem:AccessPointArn': { 'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('AccessPoint') }])] } } },
    })]) } });
    made.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-0123456789abcdef2', FromPort: 2049 });
  });

  test('is its owner\'s to back up and to delete', () => {
    for (const type of ['EFS::FileSystem', 'Backup::BackupVault', 'Backup::BackupPlan', 'Backup::BackupSelection']) made.resourceCountIs(`AWS::${type}`, 0);
  });

  test('has no backup plan of this service\'s', () => {
    expect(() => persistent((stack) => ({ fileSystem: ours(stack), backupPlan: BackupPlan.fromBackupPlanId(stack, 'Plan', 'plan') }))).toThrow(new Error(
      'got both fileSystem and backupPlan, expected one of them: a file system that is brought is backed up by its owner; leave out backupPlan'));
  });
});

test('state in a backup plan that is brought: no vault and no plan are made', () => {
  const made = persistent((stack) => ({ backupPlan: BackupPlan.fromBackupPlanId(stack, 'Plan', 'our-plan') }));

  made.resourceCountIs('AWS::Backup::BackupVault', 0);
  made.resourceCountIs('AWS::Backup::BackupPlan', 0);
  made.hasResourceProperties('AWS::Backup::BackupSelection', { BackupPlanId: 'our-plan' });
});

test('state that goes with the task: a volume of its own, nothing else', () => {
  const made = template(() => ({ state: LuigiState.ephemeral() }));

  made.hasResourceProperties('AWS::ECS::TaskDefinition', { Volumes: Match.arrayWith([{ Name: 'luigid-state' }]) });
  for (const type of ['EFS::FileSystem', 'EFS::AccessPoint', 'Backup::BackupVault', 'Backup::BackupPlan']) made.resourceCountIs(`AWS::${type}`, 0);
  expect(JSON.stringify(made.findResources('AWS::IAM::Policy'))).not.toContain('elasticfilesystem');
});

test('two services on one file system have folders of their own', () => {
  const pathOf = (serviceName: string) => Object.values(template((stack) => ({ serviceName, state: LuigiState.persistent({ fileSystem: ours(stack) }) })).findResources('AWS::EFS::AccessPoint'))
    .map(({ Properties }) => (Properties as { RootDirectory: { Path: string } }).RootDirectory.Path);

  expect([...pathOf('one'), ...pathOf('two')]).toEqual(['/luigi/one', '/luigi/two']);
});
