import { Validations } from 'aws-cdk-lib';
import {
  Capability, FargateTaskDefinition, LinuxParameters, OperatingSystemFamily, CpuArchitecture,
} from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../compliance/acknowledge';
import { stateMachineName } from '../contract/parameter-names';
import { logTo } from '../task/containers';
import { DEFAULT_CPU, DEFAULT_MEMORY } from './job-checks';
import type { LuigiJobProps } from './luigi-job-props';

/** Name of the container with the user's image; also of its log streams: `job/job/<ECS task id>`. */
export const JOB_CONTAINER = 'job';

const TEMPORARY = 'tmp';

/** The task definition of a job: the user's image without rights, on a root file system that can't be written, except /tmp. */
export class JobTask extends Construct {
  /** Its family is named as the state machine. */
  public readonly taskDefinition: FargateTaskDefinition;

  public constructor(scope: Construct, id: string, props: LuigiJobProps, logGroup: ILogGroup) {
    super(scope, id);
    const { service, jobName, cpu = DEFAULT_CPU, memoryLimitMiB = DEFAULT_MEMORY, architecture = CpuArchitecture.X86_64 } = props;
    this.taskDefinition = new FargateTaskDefinition(this, 'Definition', {
      family: stateMachineName(service.serviceName, jobName),
      cpu,
      memoryLimitMiB,
      runtimePlatform: { cpuArchitecture: architecture, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole: props.taskRole,
    });
    this.taskDefinition.addVolume({ name: TEMPORARY });
    const linuxParameters = new LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    const container = this.taskDefinition.addContainer(JOB_CONTAINER, {
      image: props.image,
      containerName: JOB_CONTAINER,
      essential: true,
      user: props.user ?? '1000:1000',
      privileged: false,
      readonlyRootFilesystem: true,
      linuxParameters,
      environment: props.environment,
      secrets: props.secrets,
      logging: logTo(logGroup, JOB_CONTAINER),
    });
    container.addMountPoints({ sourceVolume: TEMPORARY, containerPath: '/tmp', readOnly: false });
    this.acknowledge();
  }

  private acknowledge(): void {
    Validations.of(this.taskDefinition).acknowledge({ id: 'AwsSolutions-ECS2', reason: 'Variables hold settings; what is secret comes by reference from Secrets Manager or Parameter Store (`secrets`)' });
    Validations.of(this.taskDefinition.obtainExecutionRole()).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]', reason: 'ecr:GetAuthorizationToken knows no resources; what may be pulled is said by repository',
    });
    acknowledgeInPacks(this.taskDefinition, 'IAMNoInlinePolicy', 'Policies of the job\'s own two roles, made and removed with them: no other identity may have what they say');
  }
}
