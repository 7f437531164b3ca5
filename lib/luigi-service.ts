import { RemovalPolicy } from 'aws-cdk-lib';
import type { Dashboard, MathExpression, MathExpressionOptions, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Connections, Port, SecurityGroup, type ISecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerInsights, CpuArchitecture, type FargateService, type FargateTaskDefinition, type ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IFileSystem } from 'aws-cdk-lib/aws-efs';
import type { ApplicationListener, ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { PrivateDnsNamespace, type INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AccessRegistry } from './access/access-registry';
import type { LuigiAlarms } from './audit/luigi-alarms';
import { LuigiLogs } from './audit/luigi-logs';
import type { LuigiMetrics } from './audit/luigi-metrics';
import { ServiceKeyPolicy } from './audit/service-key-policy';
import { checkApartFromLogin, trustedIssuers } from './authentication/machines/trusted-issuers';
import { Firewall, type FirewallConfig } from './edge/firewall';
import { FrontDoor } from './edge/front-door';
import { LuigiImages } from './images/luigi-images';
import { ImportedLuigiService } from './imported-luigi-service';
import type { LuigiJobDefaults } from './jobs/luigi-job-defaults';
import { RunTable } from './jobs/run-table';
import { UndeliveredStarts } from './jobs/schedules/undelivered-starts';
import type { LuigiServiceAttributes } from './luigi-service-attributes';
import { LuigiServiceBase, type ILuigiService } from './luigi-service-base';
import type { LuigiServiceProps } from './luigi-service-props';
import { certificateOf } from './service-certificate';
import { checkServiceProps, DEFAULT_CPU, DEFAULT_MEMORY, taskSubnetsOf } from './service-checks';
import { serviceNameOf, takeServiceName } from './service-name';
import { takeNamespace } from './service-namespace';
import { watchOver } from './service-watching';
import { LuigiState, type LuigiStateConfig } from './state/luigi-state';
import { LuigiTask } from './task/luigi-task';
import { PEOPLE_PORT, WORKER_PORT } from './task/ports';
import { SingleTaskService } from './task/single-task-service';

/**
 * A Luigi that people, scripts and workers can use safely: luigid behind a gateway that knows who may do what, behind lighttpd, in one
 * Fargate task behind a load balancer that logs people in.
 *
 * Nobody may do anything until a mapping says so: `mapRole`.
 */
export class LuigiService extends LuigiServiceBase {
  public readonly serviceName: string;
  /** The task's network interface: what it may reach, and who reaches it. */
  public readonly connections: Connections;
  /** The cluster that it runs in. */
  public readonly cluster: ICluster;
  /** The ECS service: exactly one task. */
  public readonly fargateService: FargateService;
  /** The task definition. */
  public readonly taskDefinition: FargateTaskDefinition;
  /** The load balancer. */
  public readonly loadBalancer: ApplicationLoadBalancer;
  /** The HTTPS listener. Its default action refuses. */
  public readonly listener: ApplicationListener;
  /** lighttpd's people lane. */
  public readonly targetGroup: ApplicationTargetGroup;
  /** Where the load balancer writes its access logs. */
  public readonly accessLogBucket: IBucket;
  /** What stands before the load balancer: its web ACL, where that is known. */
  public readonly firewall: FirewallConfig;
  /** Encrypts logs, state, backups and the alarm topic. */
  public readonly encryptionKey: IKey;
  /** The service's logs. */
  public readonly logs: LuigiLogs;
  /** All that can be measured; what is asked for most is at hand here too, as `metricX()`. */
  public readonly metrics: LuigiMetrics;
  /** Where alarms go. */
  public readonly alarmTopic: ITopic;
  /** The alarms. */
  public readonly alarms: LuigiAlarms;
  /** The dashboard, to which widgets can be added. */
  public readonly dashboard: Dashboard;
  /** The file system with luigid's state; none where the state is ephemeral. */
  public readonly fileSystem?: IFileSystem;
  /** The private namespace in which workers find the service. */
  public readonly namespace: INamespace;
  /** Address for people. */
  public readonly url: string;
  /** Address for workers, on TLS: `https://workers.<namespace>:8444`. */
  public readonly workerUrl: string;
  /** Runs of its jobs, and whose turn it is. */
  public readonly runTable: ITable;

  private readonly undeliveredStarts: IQueue;
  private readonly workerSecurityGroup: ISecurityGroup;
  private readonly removalPolicy: RemovalPolicy;
  private readonly deletionProtection: boolean;
  /** By name: those of the service's network, whichever network the cluster is said to have. */
  private readonly taskSubnets: SubnetSelection;

  /**
   * A service that another stack of the same account and region has made, so that mappings and jobs can live in stacks of their own.
   * @throws Error where the name is not one of a service
   */
  public static fromLuigiServiceAttributes(scope: Construct, id: string, attributes: LuigiServiceAttributes): ILuigiService {
    return new ImportedLuigiService(scope, id, attributes);
  }

  /** @throws Error where a property does not fit; the message says what was got, what is expected and how to mend it */
  public constructor(scope: Construct, id: string, private readonly props: LuigiServiceProps) {
    super(scope, id);
    this.serviceName = serviceNameOf(props.serviceName);
    takeServiceName(this, this.serviceName);
    checkServiceProps(props);
    if (props.namespace !== undefined) takeNamespace(this, props.namespace);
    this.taskSubnets = { subnets: taskSubnetsOf(props) };
    this.removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.deletionProtection = props.deletionProtection ?? true;
    if (props.permissionsBoundary !== undefined) PermissionsBoundary.of(this).apply(props.permissionsBoundary);
    this.url = `https://${props.domainName}`;

    this.encryptionKey = props.encryptionKey ?? this.makeKey();
    this.logs = this.makeLogs();
    const frontDoor = this.makeFrontDoor();
    ({ loadBalancer: this.loadBalancer, listener: this.listener, targetGroup: this.targetGroup, accessLogBucket: this.accessLogBucket } = frontDoor);
    const authentication = props.authentication.bind(new Construct(this, 'Authentication'), {
      serviceName: this.serviceName, hostName: props.domainName, encryptionKey: this.encryptionKey,
      removalPolicy: this.removalPolicy, deletionProtection: this.deletionProtection,
    });
    const machines = trustedIssuers(props.machineAuthentication ?? [], props.domainName);
    checkApartFromLogin(machines, authentication);
    AccessRegistry.of(this).trust(this, machines);
    frontDoor.letIn(authentication.login, machines);
    this.firewall = this.makeFirewall();

    this.runTable = new RunTable(this, 'Runs', {
      encryptionKey: this.encryptionKey, removalPolicy: this.removalPolicy, deletionProtection: this.logsAreProtected(),
    }).table;
    this.undeliveredStarts = new UndeliveredStarts(this, 'UndeliveredStarts', { encryptionKey: this.encryptionKey, removalPolicy: this.removalPolicy }).queue;
    this.cluster = props.cluster ?? new Cluster(this, 'Cluster', {
      vpc: props.vpc, containerInsightsV2: ContainerInsights.ENABLED,
      // For jobs on spare capacity. The service itself says its launch type, and stays on demand.
      enableFargateCapacityProviders: true,
    });
    const { architecture = CpuArchitecture.X86_64, cpu = DEFAULT_CPU, memoryLimitMiB = DEFAULT_MEMORY } = props;
    const task = new LuigiTask(this, 'Task', {
      serviceName: this.serviceName, architecture, cpu, memoryLimitMiB, logs: this.logs, runTable: this.runTable, encryptionKey: this.encryptionKey,
    });
    this.taskDefinition = task.taskDefinition;
    this.connections = this.makeConnections(frontDoor);
    this.workerSecurityGroup = this.makeWorkerSecurityGroup();
    const state = this.makeState();
    this.fileSystem = state.fileSystem;
    this.namespace = props.namespace ?? new PrivateDnsNamespace(this, 'Namespace', { vpc: props.vpc, name: `${this.serviceName}.internal` });
    const workerHostName = `${WORKERS}.${this.namespace.namespaceName}`;
    this.workerUrl = `https://${workerHostName}:${WORKER_PORT}`;
    task.addContainers({
      images: (props.images ?? LuigiImages.fromAssets()).bind(new Construct(this, 'Images'), { architecture }),
      authentication, machines, hostName: props.domainName, workerHostName,
      loadBalancerArn: this.loadBalancer.loadBalancerArn,
      trustedProxies: frontDoor.subnetCidrs,
      stateVolume: state.volume,
      workerCredential: props.workerCredential,
      taskHistoryUrl: props.taskHistoryUrl, taskHistoryUrlField: props.taskHistoryUrlField,
      callsPerMinute: props.callsPerMinute, changesPerMinute: props.changesPerMinute,
    });
    this.fargateService = new SingleTaskService(this, 'Service', {
      cluster: this.cluster, taskDefinition: this.taskDefinition, subnets: this.taskSubnets, securityGroups: this.connections.securityGroups,
      targetGroup: this.targetGroup, listener: this.listener, namespace: this.namespace, nameInNamespace: WORKERS, stateReady: state.ready,
    });

    ({ metrics: this.metrics, alarmTopic: this.alarmTopic, alarms: this.alarms, dashboard: this.dashboard } = watchOver(this, {
      ...props, encryptionKey: this.encryptionKey, running: this.fargateService,
      watched: {
        serviceName: this.serviceName, logs: this.logs, loadBalancer: this.loadBalancer, targetGroup: this.targetGroup,
        clusterName: this.cluster.clusterName, ecsServiceName: this.fargateService.serviceName,
        webAclMetricName: this.firewall.metricName, breakGlassMapping: props.breakGlassMapping, undeliveredStarts: this.undeliveredStarts,
        machines: machines.length > 0,
      },
    }));
  }

  /** What its jobs have in common unless they say otherwise: they run where it runs itself, with its key, images and queue. */
  public get jobDefaults(): LuigiJobDefaults {
    return {
      cluster: this.cluster, vpc: this.props.vpc, subnets: this.taskSubnets, encryptionKey: this.encryptionKey, images: this.props.images,
      deadLetterQueue: this.undeliveredStarts, workerSecurityGroup: this.workerSecurityGroup,
    };
  }

  /** Calls that were allowed, of people and workers. Further metrics: `metrics`. */
  public metricAllowed(props?: MetricOptions): Metric {
    return this.metrics.metricAllowed(props);
  }

  /** Calls that were refused, of people and workers. */
  public metricDenied(props?: MetricOptions): Metric {
    return this.metrics.metricDenied(props);
  }

  /** Requests of people. */
  public metricRequests(props?: MetricOptions): Metric {
    return this.metrics.metricRequests(props);
  }

  /** Seconds that the service took to answer people: the 99th percentile. */
  public metricResponseTime(props?: MetricOptions): Metric {
    return this.metrics.metricResponseTime(props);
  }

  /** Server errors that people and workers got. */
  public metric5xx(props?: MathExpressionOptions): MathExpression {
    return this.metrics.metric5xx(props);
  }

  private makeKey(): Key {
    const key = new Key(this, 'Key', { description: `Luigi ${this.serviceName}: logs, state, backups, alarms`, enableKeyRotation: true, removalPolicy: this.removalPolicy });
    ServiceKeyPolicy.allow(key, this);
    return key;
  }

  private makeLogs(): LuigiLogs {
    return new LuigiLogs(this, 'Logs', {
      encryptionKey: this.encryptionKey, retention: this.props.logRetention, removalPolicy: this.removalPolicy,
      deletionProtection: this.logsAreProtected(),
    });
  }

  /** Logs that are to go with the stack can't refuse to. */
  private logsAreProtected(): boolean {
    return this.deletionProtection && this.removalPolicy !== RemovalPolicy.DESTROY;
  }

  private makeFrontDoor(): FrontDoor {
    const { vpc, domainName, hostedZone, loadBalancer } = this.props;
    return new FrontDoor(this, 'FrontDoor', {
      ...loadBalancer, vpc, hostName: domainName, hostedZone, certificate: certificateOf(this, this.props),
      deletionProtection: this.deletionProtection, removalPolicy: this.removalPolicy,
    });
  }

  private makeFirewall(): FirewallConfig {
    return (this.props.firewall ?? Firewall.managed()).bind(new Construct(this, 'Firewall'), {
      serviceName: this.serviceName, loadBalancer: this.loadBalancer, encryptionKey: this.encryptionKey,
      logRetention: this.props.logRetention ?? RetentionDays.ONE_YEAR,
      removalPolicy: this.removalPolicy, deletionProtection: this.logsAreProtected(),
    });
  }

  private makeConnections(frontDoor: FrontDoor): Connections {
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc: this.props.vpc, description: 'Task of Luigi', allowAllOutbound: false });
    const connections = new Connections({ securityGroups: [securityGroup] });
    connections.allowToAnyIpv4(Port.tcp(443), 'AWS endpoints, public keys of load balancer and identity provider');
    connections.allowFrom(frontDoor.loadBalancer, Port.tcp(PEOPLE_PORT), 'people, by the load balancer');
    return connections;
  }

  /** One for the workers of all jobs, however many there are: the task's own group takes 60 rules. */
  private makeWorkerSecurityGroup(): SecurityGroup {
    const workers = new SecurityGroup(this, 'JobWorkers', { vpc: this.props.vpc, description: 'Workers of jobs of Luigi', allowAllOutbound: false });
    this.allowWorkersFrom(workers);
    return workers;
  }

  private makeState(): LuigiStateConfig {
    return (this.props.state ?? LuigiState.persistent()).bind(new Construct(this, 'Scheduler'), {
      serviceName: this.serviceName, vpc: this.props.vpc, taskSubnets: this.taskSubnets, task: this, taskRole: this.taskDefinition.taskRole,
      encryptionKey: this.encryptionKey, removalPolicy: this.removalPolicy,
    });
  }
}

/** The worker lane's name in its namespace. */
const WORKERS = 'workers';
