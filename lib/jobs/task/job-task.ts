import { Validations } from 'aws-cdk-lib';
import {
  Capability, FargateTaskDefinition, LinuxParameters, OperatingSystemFamily, CpuArchitecture,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, Role, ServicePrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../compliance/acknowledge';
import { JOB_CONTAINER } from '../../contract/job-container';
import { stateMachineName } from '../../contract/parameter-names';
import { logTo } from '../../task/containers';
import { DEFAULT_CPU, DEFAULT_MEMORY } from '../job-checks';
import type { LuigiJobProps } from '../luigi-job-props';
import { addLaneAgent, LUIGI_CONFIG, readLane } from './lane-agent-container';

const TEMPORARY = 'tmp';

/**
 * The task definition of a job: the user's image without rights, on a root file system that can't be written, except /tmp; beside it the lane
 * agent, its way to the service.
 */
export class JobTask extends Construct {
  /** Its family is named as the state machine. */
  public readonly taskDefinition: FargateTaskDefinition;

  public constructor(scope: Construct, id: string, props: LuigiJobProps, logGroup: ILogGroup) {
    super(scope, id);
    checkEnvironment(props);
    const { service, jobName, cpu = DEFAULT_CPU, memoryLimitMiB = DEFAULT_MEMORY, architecture = CpuArchitecture.X86_64 } = props;
    this.taskDefinition = new FargateTaskDefinition(this, 'Definition', {
      family: stateMachineName(service.serviceName, jobName),
      cpu,
      memoryLimitMiB,
      runtimePlatform: { cpuArchitecture: architecture, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole: this.taskRole(props),
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
      environment: { ...props.environment, ...LUIGI_CONFIG },
      secrets: props.secrets,
      logging: logTo(logGroup, JOB_CONTAINER),
    });
    container.addMountPoints({ sourceVolume: TEMPORARY, containerPath: '/tmp', readOnly: false });
    addLaneAgent(this, this.taskDefinition, container, { service, jobName, architecture, logGroup });
    this.acknowledge();
  }

  private taskRole({ service, jobName, taskRole }: LuigiJobProps): IRole {
    const statement = readLane(this, service);
    if (taskRole !== undefined) {
      taskRole.addToPrincipalPolicy(statement);
      return taskRole;
    }
    const role = new Role(this, 'Role', {
      description: `Tasks of the job ${jobName} of the Luigi service ${service.serviceName}`,
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
      // Within the role: a policy of its own would be one more resource.
      inlinePolicies: { Lane: new PolicyDocument({ statements: [statement] }) },
    });
    acknowledgeInPacks(role, 'IAMNoInlinePolicy', INLINE);
    return role;
  }

  private acknowledge(): void {
    Validations.of(this.taskDefinition).acknowledge({ id: 'AwsSolutions-ECS2', reason: 'Variables hold settings; what is secret comes by reference from Secrets Manager or Parameter Store (`secrets`)' });
    Validations.of(this.taskDefinition.obtainExecutionRole()).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]', reason: 'ecr:GetAuthorizationToken knows no resources; what may be pulled is said by repository',
    });
    acknowledgeInPacks(this.taskDefinition, 'IAMNoInlinePolicy', INLINE);
  }
}

const INLINE = 'Policies of the job\'s own two roles, made and removed with them: no other identity may have what they say';

function checkEnvironment({ jobName, environment = {}, secrets = {} }: LuigiJobProps): void {
  for (const name of Object.keys(LUIGI_CONFIG)) {
    if (!(name in environment) && !(name in secrets)) continue;
    throw new Error(`job ${jobName}: got the variable ${name}, expected to leave it to the lane agent: Luigi reads its configuration there; put your own into the image, as /etc/luigi/luigi.cfg or luigi.cfg in its working directory, which Luigi reads before`);
  }
}
