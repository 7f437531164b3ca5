import { at, flag, list, number, objects, text, texts } from '../../../lib/cloudformation/read';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';
import { type Check, resourceCheck } from '../check';
import { containersOf, isFargate, nameOf, TASK_DEFINITION } from './task-definition';

/** What Fargate does not do. */
export const FARGATE_CHECKS: readonly Check[] = [
  resourceCheck('ecs-fargate-unsupported', [TASK_DEFINITION], (task, found) => {
    if (!isFargate(task)) return;
    containersOf(task).forEach((container, index) => {
      for (const [what, value] of unsupported(container)) {
        if (value) found(`container ${nameOf(container, index)} has ${what}, which Fargate does not support: expected none; remove it`, `ContainerDefinitions.${index}`);
      }
    });
    objects(task.get('Volumes')).forEach((volume, index) => {
      if (at(volume, 'Host', 'SourcePath') !== undefined) found('volume with a path on the host, which Fargate does not support: expected none; remove SourcePath', `Volumes.${index}`);
      if (volume.DockerVolumeConfiguration !== undefined) found('DockerVolumeConfiguration, which Fargate does not support: expected none; use EFS or a bind mount', `Volumes.${index}`);
    });
    if ((list(task.get('PlacementConstraints')) ?? []).length > 0) found('placement constraints, which Fargate does not support: expected none; remove them', 'PlacementConstraints');
    if (task.get('IpcMode') !== undefined) found('IpcMode, which Fargate does not support: expected none; remove it', 'IpcMode');
    if (text(task.get('PidMode')) === 'host') found('PidMode host, which Fargate does not support: expected task; change it', 'PidMode');
  }),

  resourceCheck('ecs-stop-timeout', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    for (const key of ['StopTimeout', 'StartTimeout']) {
      const seconds = number(container[key]);
      if (isFargate(task) && seconds !== undefined && (seconds > 120 || seconds < 2)) {
        found(`${key} of ${seconds} s: expected 2 to 120 s on Fargate; change it`, `ContainerDefinitions.${index}.${key}`);
      }
    }
  })),

  resourceCheck('ecs-ephemeral-storage', [TASK_DEFINITION], (task, found) => {
    const size = number(task.get('EphemeralStorage', 'SizeInGiB'));
    if (size !== undefined && (size < 21 || size > 200)) found(`ephemeral storage of ${size} GiB: expected 21 to 200; change it, or leave it out for 20`, 'EphemeralStorage');
  }),

  resourceCheck('ecs-restart-policy', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    const where = `ContainerDefinitions.${index}.RestartPolicy`;
    const period = number(at(container, 'RestartPolicy', 'RestartAttemptPeriod'));
    if (period !== undefined && (period < 60 || period > 1800)) found(`RestartAttemptPeriod of ${period} s: expected 60 to 1,800 s; change it`, where);
    if ((list(at(container, 'RestartPolicy', 'IgnoredExitCodes')) ?? []).length > 50) found('more than 50 ignored exit codes: expected 50 at most; remove some', where);
  })),
];

function unsupported(container: ObjectValue): readonly (readonly [string, boolean])[] {
  const linux = (key: string): Value | undefined => at(container, 'LinuxParameters', key);
  const isGiven = (value: Value | undefined) => value !== undefined && (list(value)?.length ?? 1) > 0;
  return [
    ['Privileged', flag(container.Privileged) === true],
    ['Links', isGiven(container.Links)],
    ['ExtraHosts', isGiven(container.ExtraHosts)],
    ['Hostname', isGiven(container.Hostname)],
    ['DnsServers', isGiven(container.DnsServers)],
    ['DnsSearchDomains', isGiven(container.DnsSearchDomains)],
    ['DockerSecurityOptions', isGiven(container.DockerSecurityOptions)],
    ['devices', isGiven(linux('Devices'))],
    ['SharedMemorySize', isGiven(linux('SharedMemorySize'))],
    ['MaxSwap', isGiven(linux('MaxSwap'))],
    ['Swappiness', isGiven(linux('Swappiness'))],
    ['Tmpfs', isGiven(linux('Tmpfs'))],
    ['a capability other than SYS_PTRACE added', texts(at(container, 'LinuxParameters', 'Capabilities', 'Add')).some((name) => name !== 'SYS_PTRACE')],
    ['a GPU', objects(container.ResourceRequirements).some(({ Type }) => Type === 'GPU')],
  ];
}
