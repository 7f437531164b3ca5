import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { CpuArchitecture, ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IPrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { MappingWrites } from './access/mapping-writes';
import type { AlarmThresholds } from './audit/alarm-thresholds';
import type { Authentication } from './authentication/authentication';
import type { MachineAuthentication } from './authentication/machine-authentication';
import type { Firewall } from './edge/firewall';
import type { LoadBalancerOptions } from './edge/load-balancer-options';
import type { LuigiImages } from './images/luigi-images';
import type { LuigiState } from './state/luigi-state';

/** What a service is made of. Three things are needed: a network, a name with its certificate, a way to log in. */
export interface LuigiServiceProps {
  /** The network: two zones at least, with private subnets that have a way out. */
  readonly vpc: IVpc;
  /** Host name that people use, such as `luigi.example.com`. */
  readonly domainName: string;
  /** How people log in. */
  readonly authentication: Authentication;
  /**
   * How machines call: pipelines, functions, services of other accounts, with bearer tokens of their own. Five issuers at most; callers say
   * whose token they send by the header `X-Luigi-Issuer: <name>`, those of the first one need not. docs/machine-authentication.md.
   * @default - no machine can, but workers
   */
  readonly machineAuthentication?: MachineAuthentication[];
  /**
   * Certificate for the domain name, in the service's region.
   * @default - one is made and validated in the hosted zone
   */
  readonly certificate?: ICertificate;
  /**
   * Zone that the domain name lies in: the name is put there.
   * @default - the name is led to the load balancer by whoever owns it; a certificate is needed then
   */
  readonly hostedZone?: IHostedZone;
  /**
   * Name of the service, in its parameters' names and records: lower-case letters, digits and inner hyphens, 32 at most. One of
   * a name for an account and region.
   * @default 'luigi'
   */
  readonly serviceName?: string;
  /**
   * Cluster to run in. Where the task stands in the network is said by `vpc` and `taskSubnets` alone.
   * @default - one is made, with Container Insights
   */
  readonly cluster?: ICluster;
  /**
   * Where the task runs: private subnets. It needs a way out on 443: docs/running-on-ecs.md.
   * @default - private subnets with a way out
   */
  readonly taskSubnets?: SubnetSelection;
  /**
   * Processors. The images are built for them, by emulation where the building machine has others.
   * @default CpuArchitecture.X86_64
   */
  readonly architecture?: CpuArchitecture;
  /**
   * Share of processors: 512, 1024 (one), 2048, 4096, 8192 or 16384.
   * @default 1024
   */
  readonly cpu?: number;
  /**
   * Memory in MiB; Fargate takes certain pairs with `cpu` only.
   * @default 2048
   */
  readonly memoryLimitMiB?: number;
  /**
   * Where the images come from.
   * @default LuigiImages.fromAssets()
   */
  readonly images?: LuigiImages;
  /**
   * Where luigid keeps its state.
   * @default LuigiState.persistent()
   */
  readonly state?: LuigiState;
  /**
   * Secret that holds the address of a PostgreSQL database for Luigi's task history: `postgresql://user:password@host:port/database`. It is
   * read when the task starts. The database must let the service in: `database.connections.allowDefaultPortFrom(service)`.
   * @default - no task history
   */
  readonly taskHistoryUrl?: ISecret;
  /**
   * Field that holds the address, where the secret's value is JSON.
   * @default - the whole value
   */
  readonly taskHistoryUrlField?: string;
  /**
   * The load balancer.
   * @default - internal, reachable from the VPC
   */
  readonly loadBalancer?: LoadBalancerOptions;
  /**
   * The web ACL in front of it.
   * @default Firewall.managed()
   */
  readonly firewall?: Firewall;
  /**
   * Private namespace in which workers find the service as `workers.<namespace>`: one that no other service has.
   * @default - one is made: `<service name>.internal`
   */
  readonly namespace?: IPrivateDnsNamespace;
  /**
   * What workers sign in with by HTTP Basic: a JSON secret with the fields `current` and `previous`, each `user:password` (16 characters or
   * more), at first the same. A new one is read when the task starts.
   * @default - no worker can sign in by HTTP Basic
   */
  readonly workerCredential?: ISecret;
  /**
   * Encrypts logs, state, backups, the alarm topic. A key that was imported needs the statements of docs/audit.md in its policy.
   * @default - one is made, with rotation
   */
  readonly encryptionKey?: IKey;
  /**
   * How long decision log, access log and the firewall's log are kept: a year at least.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * Where alarms go, and word of mappings that were changed by hand. Its policy must let CloudWatch alarms and EventBridge publish.
   * @default - a topic is made; subscribe to `alarmTopic`
   */
  readonly alarmTopic?: ITopic;
  /**
   * When alarms ring.
   * @default - see AlarmThresholds
   */
  readonly alarmThresholds?: AlarmThresholds;
  /**
   * Which writes of mappings are told.
   * @default MappingWrites.OUTSIDE_CLOUDFORMATION
   */
  readonly mappingWrites?: MappingWrites;
  /**
   * Name of the mapping for the day when the provider is down: its use raises an alarm (docs/break-glass.md).
   * @default - none
   */
  readonly breakGlassMapping?: string;
  /**
   * Calls that one principal may make in a minute: 1 to 1,000,000.
   * @default 1200
   */
  readonly callsPerMinute?: number;
  /**
   * Changes that one principal may make in a minute: 1 to 1,000,000.
   * @default 120
   */
  readonly changesPerMinute?: number;
  /**
   * Upper bound of what the roles that are made may do.
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;
  /**
   * What becomes of state, backups, logs and keys when the stack goes. A backup vault with backups in it and a bucket with access logs
   * refuse to go, and the stack with them: with `RemovalPolicy.DESTROY`, delete the vault's recovery points and empty the bucket first
   * (docs/operations.md), or bring `LuigiState.persistent({ backupPlan })` and `loadBalancer.accessLogBucket`.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether load balancer, logs and user pool refuse to be deleted. Compliance packs find fault with a load balancer that doesn't: who
   * says `false` answers them, by `Validations.of(service.loadBalancer).acknowledge(...)`.
   *
   * The load balancer refuses a rollback too: where the very first deployment fails, the stack ends in ROLLBACK_FAILED, and goes only once
   * its protection was taken off by hand. `cdk deploy --no-rollback` keeps what is there, to mend the cause and go on.
   * @default true
   */
  readonly deletionProtection?: boolean;
}
