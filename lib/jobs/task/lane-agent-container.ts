import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { ContainerDependencyCondition, type ContainerDefinition, type CpuArchitecture, type FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { laneParameterName } from '../../contract/parameter-names';
import { workerAudience } from '../../contract/worker-sign-in';
import { LuigiImages } from '../../images/luigi-images';
import type { ILuigiService } from '../../luigi-service-base';
import { addContainer, logTo } from '../../task/containers';

/** Name of the container beside the job's. */
export const LANE_AGENT_CONTAINER = 'lane-agent';

/** As in the gateway's image, which declares the folder with VOLUME for its user. */
const FOLDER = '/run/luigi-agent';
const VOLUME = 'luigi-agent';

/** Node.js with what it holds of a worker's calls. */
const MEMORY_MIB = 192;

/** What the agent belongs to. */
export interface LaneAgentProps {
  readonly service: ILuigiService;
  readonly jobName: string;
  readonly architecture: CpuArchitecture;
  readonly logGroup: ILogGroup;
}

/** What the task's role needs for the agent: to be told of the lane's certificate. */
export function readLane(scope: Construct, service: ILuigiService): PolicyStatement {
  return new PolicyStatement({
    sid: 'ReadLane',
    actions: ['ssm:GetParameter'],
    resources: [Stack.of(scope).formatArn({
      service: 'ssm', resource: `parameter${laneParameterName(service.serviceName)}`,
      region: service.env.region, account: service.env.account, arnFormat: ArnFormat.NO_RESOURCE_NAME,
    })],
  });
}

/** Environment of the job's container: makes its Luigi read what the agent writes. */
export const LUIGI_CONFIG = { LUIGI_CONFIG_PATH: `${FOLDER}/luigi.cfg` } as const;

/**
 * Adds the lane agent to a job's task, from the gateway's image: the job's container starts once it is ready, and ECS stops it after that one.
 * The state machine tells it the run.
 */
export function addLaneAgent(scope: Construct, task: FargateTaskDefinition, job: ContainerDefinition, props: LaneAgentProps): void {
  const { service, jobName, architecture, logGroup } = props;
  const { account, region } = service.env;
  const images = (service.jobDefaults.images ?? LuigiImages.fromAssets()).bind(new Construct(scope, 'Images'), { architecture });
  task.addVolume({ name: VOLUME });
  const agent = addContainer(task, LANE_AGENT_CONTAINER, {
    image: images.gateway,
    // Those of the image's own program would be taken for arguments
    entryPoint: ['node', '--max-old-space-size=96', '/opt/gateway/lane-agent.js'],
    command: [],
    essential: false,
    user: '1000:1000',
    memoryLimitMiB: MEMORY_MIB,
    // A wrong setting gets no better by starting again.
    restartIgnoredExitCodes: [2],
    startTimeout: Duration.seconds(120),
    stopTimeout: Duration.seconds(10),
    environment: {
      LUIGI_LANE_URL: service.workerUrl,
      LUIGI_LANE_PARAMETER: laneParameterName(service.serviceName),
      LUIGI_WORKER_AUDIENCE: workerAudience({ account, region, serviceName: service.serviceName }),
      LUIGI_STS_URL: `https://sts.${region}.${Stack.of(scope).urlSuffix}`,
      LUIGI_JOB: jobName,
      LUIGI_AGENT_FOLDER: FOLDER,
    },
    logging: logTo(logGroup, LANE_AGENT_CONTAINER),
    healthCheck: {
      command: ['CMD', 'node', '-e', "fetch('http://127.0.0.1:8082/healthz',{signal:AbortSignal.timeout(4000)}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"],
      // The job waits for the first that succeeds; each costs a tenth of a second of a processor.
      interval: Duration.seconds(10), timeout: Duration.seconds(5), retries: 5, startPeriod: Duration.seconds(30),
    },
  });
  agent.addMountPoints({ sourceVolume: VOLUME, containerPath: FOLDER, readOnly: false });
  job.addMountPoints({ sourceVolume: VOLUME, containerPath: FOLDER, readOnly: true });
  job.addContainerDependencies({ container: agent, condition: ContainerDependencyCondition.HEALTHY });
}
