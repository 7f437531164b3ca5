import { Duration, Size } from 'aws-cdk-lib';
import {
  AwsLogDriverMode, Capability, ContainerDependencyCondition, LinuxParameters, LogDriver,
  type ContainerDefinition, type ContainerDefinitionOptions, type FargateTaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** What the containers of the task have in common: no rights beyond their own process, a root file system that can't be written. */
export function addContainer(task: FargateTaskDefinition, name: string, options: ContainerDefinitionOptions): ContainerDefinition {
  const linuxParameters = new LinuxParameters(task, `${name}-linux`, { initProcessEnabled: true });
  linuxParameters.dropCapabilities(Capability.ALL);
  return task.addContainer(name, {
    containerName: name,
    essential: true,
    privileged: false,
    readonlyRootFilesystem: true,
    linuxParameters,
    enableRestartPolicy: true,
    // The least that ECS takes. A container that ends sooner takes the task with it, and ECS starts another.
    restartAttemptPeriod: Duration.seconds(60),
    ...options,
  });
}

/** A health check, with what is the same for all. */
export function healthCheck(command: string[]): ContainerDefinitionOptions['healthCheck'] {
  return {
    command, interval: Duration.seconds(30), timeout: Duration.seconds(5), retries: 3,
    // luigid waits for its predecessor for a while.
    startPeriod: Duration.seconds(60),
  };
}

/** Lines to a log group. Never blocking: a container must not stand still because its log does. */
export function logTo(logGroup: ILogGroup, streamPrefix: string): LogDriver {
  return LogDriver.awsLogs({ logGroup, streamPrefix, mode: AwsLogDriverMode.NON_BLOCKING, maxBufferSize: Size.mebibytes(25) });
}

/** Starts this container once that one has been started. */
export function startAfter(container: ContainerDefinition, other: ContainerDefinition): void {
  container.addContainerDependencies({ container: other, condition: ContainerDependencyCondition.START });
}
