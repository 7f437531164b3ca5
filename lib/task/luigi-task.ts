import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import {
  FargateTaskDefinition, OperatingSystemFamily, Secret, type ContainerDefinition, type CpuArchitecture, type Volume,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ServiceLogs } from '../audit/service-logs';
import type { AuthenticationConfig } from '../authentication/authentication-config';
import type { MachineAuthenticationConfig } from '../authentication/machine-authentication-config';
import { tokenIssuersSetting } from '../authentication/machines/trusted-issuers';
import { acknowledgeInPacks } from '../compliance/acknowledge';
import { accessPath, controlPath, jobsPath, laneParameterName } from '../contract/parameter-names';
import { workerAudience } from '../contract/worker-sign-in';
import type { LuigiImagesConfig } from '../images/luigi-images';
import { addContainer, healthCheck, logTo, startAfter } from './containers';
import { mayServeJobs, stateMachinePrefix } from './job-permissions';
import { PEOPLE_PORT, WORKER_PORT } from './ports';

/** What the task is made of. */
export interface LuigiTaskProps {
  /** Name of the service. */
  readonly serviceName: string;
  /** Processors. */
  readonly architecture: CpuArchitecture;
  /** 1024 are one virtual processor. */
  readonly cpu: number;
  /** Memory. */
  readonly memoryLimitMiB: number;
  /** The service's logs. */
  readonly logs: ServiceLogs;
  /** Written by the jobs' state machines. */
  readonly runTable: ITable;
  /** Encrypts that table. */
  readonly encryptionKey: IKey;
}

/** What the containers are told. */
export interface LuigiContainersProps {
  /** Their images. */
  readonly images: LuigiImagesConfig;
  /** How people log in. */
  readonly authentication: AuthenticationConfig;
  /** Whose bearer tokens are believed. */
  readonly machines: readonly MachineAuthenticationConfig[];
  /** Host name that people use. */
  readonly hostName: string;
  /** Host name that workers use. */
  readonly workerHostName: string;
  /** ARN of the load balancer that signs who people are. */
  readonly loadBalancerArn: string;
  /** Address ranges of the load balancer. */
  readonly trustedProxies: string[];
  /** Where luigid's state is kept. */
  readonly stateVolume: Volume;
  /** Fields `current` and `previous`, each `user:password`. */
  readonly workerCredential?: ISecret;
  /** Holds the address of the task history database. */
  readonly taskHistoryUrl?: ISecret;
  /**
   * Its field that does.
   * @default - the whole value
   */
  readonly taskHistoryUrlField?: string;
  /** Calls that one principal may make. */
  readonly callsPerMinute?: number;
  /** Changes that one principal may make. */
  readonly changesPerMinute?: number;
}

/** The task: lighttpd before the gateway before luigid, each without rights, on root file systems that can't be written. */
export class LuigiTask extends Construct {
  /** The task definition. */
  public readonly taskDefinition: FargateTaskDefinition;
  private readonly props: LuigiTaskProps;

  public constructor(scope: Construct, id: string, props: LuigiTaskProps) {
    super(scope, id);
    this.props = props;
    this.taskDefinition = new FargateTaskDefinition(this, 'Definition', {
      cpu: props.cpu,
      memoryLimitMiB: props.memoryLimitMiB,
      runtimePlatform: { cpuArchitecture: props.architecture, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    this.mayRead('ReadMappings', accessPath(props.serviceName));
    this.mayRead('ReadControl', controlPath(props.serviceName));
    this.mayRecord();
    mayServeJobs(this.taskDefinition, props);
    Validations.of(this.taskDefinition).acknowledge({ id: 'AwsSolutions-ECS2', reason: 'Variables hold settings: names, addresses, ranges. What is secret comes by reference from Secrets Manager' });
    Validations.of(this.taskDefinition.obtainExecutionRole()).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]', reason: 'ecr:GetAuthorizationToken knows no resources; what may be pulled is said by repository',
    });
    acknowledgeInPacks(this.taskDefinition, 'IAMNoInlinePolicy', 'Policies of the task\'s own two roles, made and removed with them: no other identity may have what they say');
  }

  /** Adds the three containers. */
  public addContainers(props: LuigiContainersProps): void {
    this.taskDefinition.addVolume({ name: RUN_VOLUME });
    this.taskDefinition.addVolume({ name: SOCKET_VOLUME });
    this.taskDefinition.addVolume(props.stateVolume);
    const luigid = this.addLuigid(props);
    const gateway = this.addGateway(props);
    const lighttpd = this.addLighttpd(props);
    startAfter(gateway, luigid);
    startAfter(lighttpd, gateway);
    // The load balancer and Cloud Map find the container that is first in this list.
    this.taskDefinition.defaultContainer = lighttpd;
  }

  private addLuigid({ images, stateVolume, taskHistoryUrl, taskHistoryUrlField }: LuigiContainersProps): ContainerDefinition {
    this.mayDecrypt(taskHistoryUrl);
    const container = addContainer(this.taskDefinition, 'luigid', {
      image: images.luigid,
      user: '10001:10001',
      stopTimeout: Duration.seconds(30),
      // A wrong setting, and another luigid that has taken over: neither gets better by starting again.
      restartIgnoredExitCodes: [2, 3],
      secrets: taskHistoryUrl === undefined ? undefined : { LUIGID_TASK_HISTORY_URL: Secret.fromSecretsManager(taskHistoryUrl, taskHistoryUrlField) },
      logging: logTo(this.props.logs.application, 'luigid'),
      healthCheck: healthCheck(['CMD', '/opt/luigid/venv/bin/python', '-c',
        "import http.client as h;c=h.HTTPConnection('127.0.0.1',8082,timeout=4);c.request('HEAD','/');exit(c.getresponse().status!=204)"]),
    });
    container.addMountPoints({ sourceVolume: stateVolume.name, containerPath: '/var/lib/luigid', readOnly: false });
    return container;
  }

  private addGateway(props: LuigiContainersProps): ContainerDefinition {
    const { authentication, workerCredential } = props;
    const { serviceName, logs, runTable } = this.props;
    const { account, region, urlSuffix } = Stack.of(this);
    this.mayDecrypt(workerCredential);
    const container = addContainer(this.taskDefinition, 'gateway', {
      image: props.images.gateway,
      user: '1000:1000',
      stopTimeout: Duration.seconds(60),
      restartIgnoredExitCodes: [2],
      environment: settings({
        LUIGI_SERVICE_NAME: serviceName,
        GATEWAY_SOCKET_FOLDER: SOCKET_FOLDER,
        GATEWAY_PUBLIC_URL: `https://${props.hostName}`,
        GATEWAY_LOAD_BALANCER_ARN: props.loadBalancerArn,
        GATEWAY_TRUSTED_PROXIES: props.trustedProxies.join(','),
        GATEWAY_OIDC_ISSUER: authentication.issuer,
        GATEWAY_OIDC_CLIENT_ID: authentication.clientId,
        GATEWAY_USER_CLAIM: authentication.userClaim,
        GATEWAY_GROUPS_SOURCE: authentication.groupsSource,
        GATEWAY_GROUPS_CLAIM: authentication.groupsClaim,
        GATEWAY_SIGN_OUT_URL: authentication.signOutUrl,
        GATEWAY_TOKEN_ISSUERS: tokenIssuersSetting(this, props.machines),
        GATEWAY_MAPPINGS: `ssm:${accessPath(serviceName)}`,
        GATEWAY_CONTROL: `ssm:${controlPath(serviceName)}`,
        GATEWAY_JOBS: `ssm:${jobsPath(serviceName)}`,
        GATEWAY_JOB_RUNNER: `step-functions:${stateMachinePrefix(Stack.of(this), serviceName)}`,
        GATEWAY_RUN_TABLE: runTable.tableName,
        GATEWAY_WORKER_AUDIENCE: workerAudience({ account, region, serviceName }),
        GATEWAY_STS_URL: `https://sts.${region}.${urlSuffix}`,
        GATEWAY_LANE_PARAMETER: laneParameterName(serviceName),
        GATEWAY_DECISION_LOG: `cloudwatch:${logs.decisions.logGroupName}`,
        GATEWAY_CALLS_PER_MINUTE: props.callsPerMinute?.toString(),
        GATEWAY_CHANGES_PER_MINUTE: props.changesPerMinute?.toString(),
      }),
      secrets: workerCredential === undefined ? undefined : {
        GATEWAY_WORKER_CREDENTIAL: Secret.fromSecretsManager(workerCredential, 'current'),
        GATEWAY_WORKER_CREDENTIAL_PREVIOUS: Secret.fromSecretsManager(workerCredential, 'previous'),
      },
      logging: logTo(logs.application, 'gateway'),
      healthCheck: healthCheck(['CMD', 'node', '-e',
        "fetch('http://127.0.0.1:8080/livez',{signal:AbortSignal.timeout(4000)}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]),
    });
    container.addMountPoints({ sourceVolume: SOCKET_VOLUME, containerPath: SOCKET_FOLDER, readOnly: false });
    return container;
  }

  private addLighttpd(props: LuigiContainersProps): ContainerDefinition {
    const container = addContainer(this.taskDefinition, 'lighttpd', {
      image: props.images.lighttpd,
      user: '1000:1000',
      stopTimeout: Duration.seconds(30),
      restartIgnoredExitCodes: [2],
      portMappings: [{ containerPort: PEOPLE_PORT }, { containerPort: WORKER_PORT }],
      environment: settings({
        LIGHTTPD_GATEWAY_SOCKETS: SOCKET_FOLDER,
        LIGHTTPD_TRUSTED_PROXIES: props.trustedProxies.join(','),
        LIGHTTPD_CERT_NAMES: props.workerHostName,
      }),
      logging: logTo(this.props.logs.access, 'lighttpd'),
      healthCheck: healthCheck(['CMD', '/bin/sh', '-c',
        "printf 'HEAD /static/visualiser/index.html HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | timeout 4 openssl s_client -quiet -connect 127.0.0.1:8443 2>/dev/null | grep -q '^HTTP/1.1 200'"]),
    });
    container.addMountPoints(
      { sourceVolume: RUN_VOLUME, containerPath: '/run/luigi-lighttpd', readOnly: false },
      // Who connects to a socket needs no right to write to where it is.
      { sourceVolume: SOCKET_VOLUME, containerPath: SOCKET_FOLDER, readOnly: true },
    );
    return container;
  }

  /** A secret lets readers in by its key's policy, and that of a key that was imported can't be altered from here. */
  private mayDecrypt(secret: ISecret | undefined): void {
    secret?.encryptionKey?.grantDecrypt(this.taskDefinition.obtainExecutionRole());
  }

  private mayRead(sid: string, path: string): void {
    this.taskDefinition.addToTaskRolePolicy(new PolicyStatement({
      sid,
      actions: ['ssm:GetParametersByPath'],
      // A listing is allowed on the path itself, not on what lies below it.
      resources: [Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: path.slice(1) })],
    }));
  }

  private mayRecord(): void {
    const { decisions } = this.props.logs;
    this.taskDefinition.addToTaskRolePolicy(new PolicyStatement({
      sid: 'RecordDecisions',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [decisions.logGroupArn],
    }));
  }
}

/** A folder that lighttpd writes its key and its temporary files to. */
const RUN_VOLUME = 'lighttpd-run';

/** What lighttpd reaches the gateway by: its sockets, and no other container's. */
const SOCKET_VOLUME = 'gateway-sockets';
/** The folder that both images declare for them. */
const SOCKET_FOLDER = '/run/luigi-gateway';

function settings(variables: Record<string, string | undefined>): { [name: string]: string } {
  return Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
