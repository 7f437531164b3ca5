import { Stack } from 'aws-cdk-lib';
import { BackupPlan, BackupResource, CfnBackupSelection } from 'aws-cdk-lib/aws-backup';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnFileSystem, FileSystem } from 'aws-cdk-lib/aws-efs';
import { FILE_SYSTEM_BACKED_UP } from '../../../../../../../lib/compliance/soc2/rules/a1-2/file-system-backed-up';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

/** A file system with the tag stage=prod, and a selection of another stack. */
function selected(selection: object, tags = [{ key: 'stage', value: 'prod' }]) {
  return judged(FILE_SYSTEM_BACKED_UP, (stack) => {
    new CfnFileSystem(stack, 'Files', { fileSystemTags: tags });
    new CfnBackupSelection(new Stack(stack.node.scope, 'Other'), 'Selection', { backupPlanId: 'plan', backupSelection: { iamRoleArn: 'role', selectionName: 's', ...selection } });
  })['Stack/Files'];
}

const tag = (conditionKey: string, conditionValue: string) => ({ conditionType: 'STRINGEQUALS', conditionKey, conditionValue });
const when = (operator: string, value: string) => ({ resources: ['*'], conditions: { [operator]: [{ ConditionKey: 'aws:ResourceTag/stage', ConditionValue: value }] } });

test.each([
  { resources: ['*'] },
  { resources: ['arn:aws:elasticfilesystem:*:*:file-system/*'] },
  { resources: ['arn:aws:dynamodb:*:*:table/*', 'arn:aws:elasticfilesystem:*'] },
  { listOfTags: [tag('other', 'x'), tag('stage', 'prod')] },
  {},
  when('StringEquals', 'prod'),
  when('StringLike', 'p*'),
  when('StringNotEquals', 'dev'),
])('%j has it', (selection) => { expect(selected(selection)).toEqual([]); });

test.each([
  { resources: ['arn:aws:dynamodb:*:*:table/*'] },
  { resources: ['arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0123'] },
  { listOfTags: [tag('stage', 'dev')] },
  { listOfTags: [tag('prod', 'stage')] },
  { resources: ['*'], notResources: ['arn:aws:elasticfilesystem:*:*:file-system/*'] },
  when('StringEquals', 'dev'),
  when('StringNotLike', 'pr*'),
])('%j does not have it', (selection) => { expect(selected(selection)).toEqual(['']); });

test('file systems of CDK are found by reference and by automatic backups', () => {
  expect(judged(FILE_SYSTEM_BACKED_UP, (stack) => {
    const other = new Stack(stack.node.scope, 'Other');
    const vpc = new Vpc(stack, 'Vpc');
    const chosen = new FileSystem(stack, 'Chosen', { vpc });
    new FileSystem(stack, 'Automatic', { vpc, enableAutomaticBackups: true });
    new FileSystem(stack, 'Manual', { vpc });
    BackupPlan.daily35DayRetention(other, 'Plan').addSelection('Some', {
      resources: [BackupResource.fromEfsFileSystem(chosen)],
    });
  })).toEqual({ 'Stack/Chosen/Resource': [], 'Stack/Automatic/Resource': [], 'Stack/Manual/Resource': [''] });
});

test('without a word only a file system of one zone has automatic backups, which are kept 35 days', () => {
  expect(judged(FILE_SYSTEM_BACKED_UP, (stack) => {
    new CfnFileSystem(stack, 'OneZone', { availabilityZoneName: 'eu-west-1a' });
    new CfnFileSystem(stack, 'Off', { availabilityZoneName: 'eu-west-1a', backupPolicy: { status: 'DISABLED' } });
  })).toEqual({ 'Stack/OneZone': [], 'Stack/Off': [''] });
  expect(judged(FILE_SYSTEM_BACKED_UP, (stack) => {
    new CfnFileSystem(stack, 'On', { backupPolicy: { status: 'ENABLED' } });
  }, { backupRetentionDays: 90 })).toEqual({ 'Stack/On': [''] });
});

test('what deployment decides can\'t be told', () => {
  const template = (properties: object, selection?: object) => ({
    Parameters: { Policy: { Type: 'String', Default: 'ENABLED' }, Arn: { Type: 'String' }, Stage: { Type: 'String', Default: 'prod' } },
    Resources: {
      Files: { Type: 'AWS::EFS::FileSystem', Properties: properties },
      ...selection && { Selection: { Type: 'AWS::Backup::BackupSelection', Properties: { BackupPlanId: 'plan', BackupSelection: { IamRoleArn: 'role', SelectionName: 's', ...selection } } } },
    },
  });
  const tagged = { FileSystemTags: [{ Key: 'stage', Value: { Ref: 'Stage' } }] };

  expect(judgedTemplate(FILE_SYSTEM_BACKED_UP, template({ BackupPolicy: { Status: { Ref: 'Policy' } } }))).toEqual({ Files: ['unresolved:BackupPolicy'] });
  expect(judgedTemplate(FILE_SYSTEM_BACKED_UP, template({}, { Resources: [{ Ref: 'Arn' }] }))).toEqual({ Files: ['unresolved:BackupSelection'] });
  expect(judgedTemplate(FILE_SYSTEM_BACKED_UP, template(tagged, { ListOfTags: [{ ConditionType: 'STRINGEQUALS', ConditionKey: 'stage', ConditionValue: 'prod' }] })))
    .toEqual({ Files: ['unresolved:BackupSelection'] });
});

test('in any partition', () => {
  const template = (pattern: object) => ({
    Resources: {
      Files: { Type: 'AWS::EFS::FileSystem', Properties: {} },
      Selection: { Type: 'AWS::Backup::BackupSelection', Properties: { BackupPlanId: 'plan', BackupSelection: { IamRoleArn: 'role', SelectionName: 's', Resources: [pattern] } } },
    },
  });

  expect(judgedTemplate(FILE_SYSTEM_BACKED_UP, template({ 'Fn::Sub': 'arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:file-system/*' }))).toEqual({ Files: [] });
  expect(judgedTemplate(FILE_SYSTEM_BACKED_UP, template({ 'Fn::Sub': 'arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:file-system/${Files}' }))).toEqual({ Files: [] });
});
