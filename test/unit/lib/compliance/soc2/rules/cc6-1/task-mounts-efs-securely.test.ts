import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { TASK_MOUNTS_EFS_SECURELY } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/task-mounts-efs-securely';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const GOOD = { FilesystemId: 'fs-1', TransitEncryption: 'ENABLED', AuthorizationConfig: { AccessPointId: 'fsap-1', IAM: 'ENABLED' } };
const task = (Volumes: object | readonly object[]) => verdictOn(TASK_MOUNTS_EFS_SECURELY, 'AWS::ECS::TaskDefinition', { Volumes });
const mount = (EFSVolumeConfiguration: object) => task([{ Name: 'scratch', Host: {} }, { Name: 'state', EFSVolumeConfiguration }]);

test('IAM and TLS comply', () => {
  expect(mount(GOOD)).toEqual([]);
  expect(task({ Name: 'state', EFSVolumeConfiguration: GOOD })).toEqual([]);
});

test.each([
  [{ ...GOOD, TransitEncryption: 'DISABLED' }, ['state.TransitEncryption']],
  [{ ...GOOD, AuthorizationConfig: { IAM: 'DISABLED' } }, ['state.AuthorizationConfig.IAM']],
  [{ ...GOOD, AuthorizationConfig: { AccessPointId: 'fsap-1' } }, ['state.AuthorizationConfig.IAM']],
  [{ FilesystemId: 'fs-1' }, ['state.TransitEncryption', 'state.AuthorizationConfig.IAM']],
])('what is off, or not set, is found by the volume: %j', (settings, findings) => {
  expect(mount(settings)).toEqual(findings);
});

test('what deployment decides is a finding of its own', () => {
  expect(mount({ ...GOOD, TransitEncryption: HANDED_IN })).toEqual(unresolvedAt('state.TransitEncryption'));
  expect(task(HANDED_IN)).toEqual(unresolvedAt('Volumes'));
});

test('a task without a file system is not looked at', () => {
  expect(task([{ Name: 'scratch' }])).toBeUndefined();
  expect(verdictOn(TASK_MOUNTS_EFS_SECURELY, 'AWS::ECS::TaskDefinition', {})).toBeUndefined();
});

test('tasks that CDK makes', () => {
  const found = judged(TASK_MOUNTS_EFS_SECURELY, (stack) => {
    const good = { fileSystemId: 'fs-1', transitEncryption: 'ENABLED', authorizationConfig: { iam: 'ENABLED' } };
    new FargateTaskDefinition(stack, 'Good').addVolume({ name: 'state', efsVolumeConfiguration: good });
    new FargateTaskDefinition(stack, 'Bad').addVolume({ name: 'state', efsVolumeConfiguration: { fileSystemId: 'fs-1', transitEncryption: 'ENABLED' } });
  });

  expect(found).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': ['state.AuthorizationConfig.IAM'] });
});
