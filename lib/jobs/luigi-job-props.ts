import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ContainerImage, CpuArchitecture, ICluster, Secret } from 'aws-cdk-lib/aws-ecs';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ILuigiService } from '../luigi-service-base';
import type { JobParameter } from './parameters/job-parameter';
import type { LuigiJobSchedule } from './schedules/luigi-job-schedule';

/** How often a run that failed is tried again. One that ran out of time is not. */
export interface LuigiJobRetries {
  /**
   * How often, besides the first try: 0 to 10. Each try is a new ECS task; Luigi does again only what isn't complete.
   * @default 0
   */
  readonly maxAttempts?: number;
  /**
   * Time before the first new try: 1 second to 1 day.
   * @default Duration.minutes(1)
   */
  readonly interval?: Duration;
  /**
   * How many times longer each wait is than the one before: 1 to 10. No wait is longer than a day.
   * @default 2
   */
  readonly backoffRate?: number;
}

/** What a job is. */
export interface LuigiJobOptions {
  /**
   * Image that has the `luigi` command and the module. It needs no shell. Its root file system is read-only, except `/tmp`.
   * An entry point of its own must run what it is given.
   */
  readonly image: ContainerImage;
  /** Python module of the task, such as `reports.daily`. */
  readonly module: string;
  /** Family of the task that is run, with its namespace: `DailyReport` or `etl.DailyReport`. */
  readonly family: string;
  /** Category: mappings may grant all jobs of one at once. 1 to 64 lower-case letters, digits and inner hyphens. */
  readonly category: string;
  /**
   * What it does, in a sentence of at most 500 characters. Those who may start it can read it.
   * @default - no description
   */
  readonly description?: string;
  /**
   * What whoever starts it may say, by the names that the task's parameters have in Luigi: at most 50. They come in this order.
   * @default - nothing
   */
  readonly parameters?: { [name: string]: JobParameter };
  /**
   * Share of processors: 1024 are one.
   * @default 1024
   */
  readonly cpu?: number;
  /**
   * Memory in MiB; Fargate takes certain pairs with `cpu` only.
   * @default 2048
   */
  readonly memoryLimitMiB?: number;
  /**
   * Processors.
   * @default CpuArchitecture.X86_64
   */
  readonly architecture?: CpuArchitecture;
  /**
   * Whether it runs on spare capacity, which AWS may take back with two minutes' notice: give it retries. The cluster must have the
   * capacity provider FARGATE_SPOT (`enableFargateCapacityProviders`), else no run starts. The one that a service makes has it.
   * @default false
   */
  readonly spot?: boolean;
  /**
   * Who its process is, whatever the image says: `uid:gid`. It may write `/tmp` only where the image has given that to it and declares it
   * with VOLUME.
   * @default '1000:1000'
   */
  readonly user?: string;
  /**
   * Variables of the container. They are not secret. Names that begin with `LUIGI_RUN_` are taken.
   * @default - none
   */
  readonly environment?: { [name: string]: string };
  /**
   * Variables of the container whose values come from Secrets Manager or Parameter Store when it starts.
   * @default - none
   */
  readonly secrets?: { [name: string]: Secret };
  /**
   * What the code may do on AWS.
   * @default - a role of its own that may do nothing: `job.grantPrincipal`
   */
  readonly taskRole?: IRole;
  /**
   * How long a try may last: 1 minute to 90 days.
   * @default Duration.hours(12)
   */
  readonly timeout?: Duration;
  /**
   * How often a run that failed is tried again.
   * @default - never
   */
  readonly retries?: LuigiJobRetries;
  /**
   * Runs at the same time, whatever their parameters: 1 to 50. With equal parameters it is always one. A run that finds no turn is refused,
   * whoever starts it: `Job.TooManyRuns`, `Job.TwinRuns`.
   * @default 1
   */
  readonly maxConcurrentRuns?: number;
  /**
   * Whether whoever starts it must say why.
   * @default false
   */
  readonly reasonRequired?: boolean;
  /**
   * When it starts by itself, and with what: schedules by their names, each 1 to 64 lower-case letters, digits and inner hyphens.
   * Their runs are asked for by `schedule:<job>/<name>`, and hold to `maxConcurrentRuns` and one run at a time with the same parameters like all.
   * @default - somebody starts it
   */
  readonly schedules?: { [name: string]: LuigiJobSchedule };
  /**
   * Told of each run of this job that failed: job, run, who asked, exit code and cause, never values of parameters. The service's alarm topic
   * hears of failed runs of all jobs, in less detail.
   *
   * The state machine is allowed to publish, and to use the key of a topic that is made in this app. A topic of another account must allow
   * the state machine's role by its own policy, and so must the key of a topic that was imported (`kms:Decrypt`, `kms:GenerateDataKey`).
   * @default - nobody else is told
   */
  readonly failureTopic?: ITopic;
  /**
   * Cluster that it runs in.
   * @default - the service's; needed for a service of another stack without `jobDefaults`
   */
  readonly cluster?: ICluster;
  /**
   * The network.
   * @default - the service's, or the cluster's
   */
  readonly vpc?: IVpc;
  /**
   * Where in the network: private subnets with a way out.
   * @default - the service's, or private subnets with a way out
   */
  readonly subnets?: SubnetSelection;
  /**
   * Its security group.
   * @default - one that lets out to HTTPS and to the worker lane, and nobody in: `job.connections`
   */
  readonly securityGroup?: ISecurityGroup;
  /**
   * Encrypts its executions, schedules and log. The policy of a key that was imported must let CloudWatch Logs and log delivery use it
   * (`ServiceKeyPolicy.logs`, `ServiceKeyPolicy.logDelivery`), and leave the rest to IAM.
   * @default - the service's, or one is made
   */
  readonly encryptionKey?: IKey;
  /**
   * How long its log is kept: a year at least.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether its description is in SSM's advanced tier, which costs a little each month. SSM doesn't take a parameter back to the standard
   * tier, and an update that asks for it fails: set this once a large description has become small.
   * @default - where the description may take more than 4,096 bytes; then it always is
   */
  readonly advancedTier?: boolean;
  /**
   * What becomes of its log, and of the key that is made, when the job goes.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A job and the service that it is for. */
export interface LuigiJobProps extends LuigiJobOptions {
  /** The service. */
  readonly service: ILuigiService;
  /** Name of the job: 1 to 64 lower-case letters, digits and inner hyphens; with the service's name at most 73. */
  readonly jobName: string;
}
