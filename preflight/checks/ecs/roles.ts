import { at, isAbsent, knownStart, list, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import type { ObjectValue } from '../../../lib/cloudformation/value';
import { type Check, resourceCheck } from '../check';
import { mayDo, roleOf } from '../support/role';
import { containersOf, isFargate, nameOf, SERVICE, TASK_DEFINITION, taskDefinitionOf } from './task-definition';

/** What containers need a role for, before they even start. */
export const TASK_ROLE_CHECKS: readonly Check[] = [
  resourceCheck('ecs-execution-role', [TASK_DEFINITION], (task, found) => {
    if (!isAbsent(task.get('ExecutionRoleArn'))) return;
    containersOf(task).forEach((container, index) => {
      const why = needsExecutionRole(container, isFargate(task));
      if (why !== undefined) found(`container ${nameOf(container, index)} has ${why}, and the task definition no execution role: expected ExecutionRoleArn; add a role that ecs-tasks.amazonaws.com can assume`, 'ExecutionRoleArn');
    });
  }),

  resourceCheck('ecs-execution-role-rights', [TASK_DEFINITION], (task, found, assembly) => {
    const role = roleOf(task.get('ExecutionRoleArn'));
    if (role === undefined) return;
    const needed = new Map(containersOf(task).flatMap((container) => neededActions(container)));
    for (const [action, why] of needed) {
      if (!mayDo(role, action, assembly)) found(`execution role ${role.logicalId} has no leave to ${action}, for ${why}: expected a policy that allows it; tasks could not start without`, 'ExecutionRoleArn');
    }
  }),

  resourceCheck('ecs-secret-source', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    for (const secret of [...objects(container.Secrets), ...objects(at(container, 'LogConfiguration', 'SecretOptions'))]) {
      const from = text(secret.ValueFrom);
      if (from === undefined || /^arn:[\w-]+:(secretsmanager:[\w-]+:\d{12}:secret:.+|ssm:[\w-]+:\d{12}:parameter\/.+)$/.test(from) || /^[\w./-]+$/.test(from)) continue;
      found(`secret from ${from}: expected the ARN of a secret or of a parameter, or a parameter's name; correct it`, `ContainerDefinitions.${index}.Secrets`);
    }
  })),

  resourceCheck('ecs-exec-task-role', [SERVICE], (service, found) => {
    const task = taskDefinitionOf(service);
    if (task === undefined || service.get('EnableExecuteCommand') !== true || !isAbsent(task.get('TaskRoleArn'))) return;
    found(`EnableExecuteCommand, and task definition ${task.logicalId} has no task role: expected TaskRoleArn; add it, or leave ECS Exec off`, 'EnableExecuteCommand');
  }),

  resourceCheck('ecs-efs-volume', [TASK_DEFINITION], (task, found, assembly) => objects(task.get('Volumes')).forEach((volume, index) => {
    const efs = (...path: string[]) => at(volume, 'EFSVolumeConfiguration', ...path) ?? at(volume, 'EfsVolumeConfiguration', ...path);
    if (efs() === undefined) return;
    const where = `Volumes.${index}`;
    const iam = (text(efs('AuthorizationConfig', 'IAM')) ?? text(efs('AuthorizationConfig', 'Iam'))) === 'ENABLED';
    const accessPoint = efs('AuthorizationConfig', 'AccessPointId');
    const encryption = efs('TransitEncryption');
    if ((iam || accessPoint !== undefined) && (encryption === undefined || encryption === 'DISABLED')) {
      found(`EFS volume with ${iam ? 'IAM authorisation' : 'an access point'} but without TransitEncryption: expected ENABLED; set it`, where);
    }
    if (iam && isAbsent(task.get('TaskRoleArn'))) found('EFS volume with IAM authorisation, and the task definition has no task role: expected TaskRoleArn; add it', where);
    const root = text(efs('RootDirectory'));
    if (accessPoint !== undefined && root !== undefined && root !== '/') found(`EFS volume with an access point and root directory ${root}: expected "/" or none; the access point has the path`, where);
    const files = target(reference(efs('FilesystemId') ?? efs('FileSystemId')));
    const point = target(reference(accessPoint));
    const its = point?.type === 'AWS::EFS::AccessPoint' ? target(reference(point.get('FileSystemId'))) : undefined;
    if (its !== undefined && files !== undefined && !its.is(files)) {
      found(`access point ${point?.logicalId} belongs to file system ${its.logicalId}, not to ${files.logicalId}: expected one of the volume's own; change one`, where);
    }
    if (files?.type !== 'AWS::EFS::FileSystem') return;
    const isMounted = assembly.ofType('AWS::EFS::MountTarget').some((mount) => files.is(target(reference(mount.get('FileSystemId')))) || reference(mount.get('FileSystemId')) === undefined);
    if (!isMounted) found(`file system ${files.logicalId} has no mount target: expected one in every zone of the tasks; add AWS::EFS::MountTarget`, where);
  })),
];

function needsExecutionRole(container: ObjectValue, onFargate: boolean): string | undefined {
  if ((list(container.Secrets) ?? []).length > 0) return 'secrets';
  if ((list(at(container, 'LogConfiguration', 'SecretOptions')) ?? []).length > 0) return 'secrets for its log driver';
  if (container.RepositoryCredentials !== undefined) return 'credentials for its registry';
  if (!onFargate) return undefined;
  if (at(container, 'LogConfiguration', 'LogDriver') === 'awslogs') return 'log driver awslogs';
  return isInEcr(container) ? 'an image in ECR' : undefined;
}

function isInEcr({ Image }: ObjectValue): boolean {
  return /\.dkr\.ecr[.-]/.test(shown(Image));
}

function neededActions(container: ObjectValue): [string, string][] {
  const needed: [string, string][] = [];
  for (const secret of [...objects(container.Secrets), ...objects(at(container, 'LogConfiguration', 'SecretOptions'))]) {
    const from = secret.ValueFrom;
    const kind = target(reference(from))?.type;
    const name = text(secret.Name) ?? 'a secret';
    if (kind?.startsWith('AWS::SecretsManager::') || /:secretsmanager:/.test(shown(from))) needed.push(['secretsmanager:GetSecretValue', `secret ${name}`]);
    else if (kind === 'AWS::SSM::Parameter' || /:ssm:/.test(shown(from)) || /^\/[\w./-]+$/.test(knownStart(from))) needed.push(['ssm:GetParameters', `secret ${name}`]);
  }
  if (isInEcr(container)) needed.push(['ecr:GetAuthorizationToken', 'an image in ECR'], ['ecr:BatchGetImage', 'an image in ECR']);
  if (at(container, 'LogConfiguration', 'LogDriver') === 'awslogs') {
    needed.push(['logs:CreateLogStream', 'log driver awslogs'], ['logs:PutLogEvents', 'log driver awslogs']);
    if (text(at(container, 'LogConfiguration', 'Options', 'awslogs-create-group')) === 'true') needed.push(['logs:CreateLogGroup', 'awslogs-create-group']);
  }
  return needed;
}
