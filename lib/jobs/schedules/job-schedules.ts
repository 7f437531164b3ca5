import { createHash } from 'node:crypto';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../../compliance/acknowledge';
import { stateMachineName } from '../../contract/parameter-names';
import type { LuigiJobSchedule } from './luigi-job-schedule';
import { scheduledParameters, SCHEDULER_FILLS, type LocalDay } from './scheduled-day';
import type { ScheduledValueConfig } from './scheduled-value';

/** What a job's schedules are made of. */
export interface JobSchedulesProps {
  readonly serviceName: string;
  readonly jobName: string;
  /** By their names; checked. */
  readonly schedules: Readonly<Record<string, LuigiJobSchedule>>;
  readonly stateMachineArn: string;
  /** Encrypts what executions and schedules hold. */
  readonly encryptionKey: IKey;
  /** Where starts go that could not be delivered. */
  readonly deadLetterQueue: IQueue;
}

/** Scheduler takes no longer names. */
const LONGEST_NAME = 64;
/** The group that each account and region has. */
const GROUP = 'default';

/** A job's schedules, in EventBridge Scheduler, and the one role by which they start it and nothing else. */
export class JobSchedules extends Construct {
  public constructor(scope: Construct, id: string, private readonly props: JobSchedulesProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const role = this.makeRole();
    for (const [name, schedule] of Object.entries(props.schedules)) {
      const { schedule: when, enabled = true } = schedule;
      new CfnSchedule(this, name, {
        name: this.scheduleName(name),
        description: `Starts the job ${props.jobName} of the Luigi service ${props.serviceName}: ${name}`,
        scheduleExpression: when.expressionString,
        scheduleExpressionTimezone: when.timeZone?.timezoneName,
        state: enabled ? 'ENABLED' : 'DISABLED',
        flexibleTimeWindow: { mode: 'OFF' },
        kmsKeyArn: props.encryptionKey.keyArn,
        target: {
          arn: props.stateMachineArn,
          roleArn: role.roleArn,
          input: stack.toJsonString(scheduledInput(props.jobName, name, schedule)),
          // As long as Scheduler goes on: the day that a run is for stays the one that was scheduled.
          retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
          deadLetterConfig: { arn: props.deadLetterQueue.queueArn },
        },
      });
    }
  }

  /** All in the role itself: no schedule is there before what it may do. */
  private makeRole(): Role {
    const { serviceName, jobName, stateMachineArn, encryptionKey, deadLetterQueue, schedules } = this.props;
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string): string => stack.formatArn({ service: 'scheduler', resource, resourceName });
    const via = (service: string): Record<string, string> => ({ 'kms:ViaService': `${service}.${stack.region}.*` });
    const [key, queueKey] = [encryptionKey.keyArn, deadLetterQueue.encryptionMasterKey?.keyArn];
    const statements = [
      { sid: 'StartRuns', actions: ['states:StartExecution'], resources: [stateMachineArn] },
      {
        sid: 'WriteInput', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key],
        conditions: { StringLike: via('states'), ArnEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': stack.formatArn({
          service: 'states', resource: 'stateMachine', resourceName: stateMachineName(serviceName, jobName), arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }) } },
      },
      {
        sid: 'ReadSchedule', actions: ['kms:Decrypt'], resources: [key],
        conditions: { ArnEquals: { 'kms:EncryptionContext:aws:scheduler:schedule:arn': Object.keys(schedules).map((name) => arn('schedule', `${GROUP}/${this.scheduleName(name)}`)) } },
      },
      { sid: 'KeepUndelivered', actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] },
      ...queueKey === undefined ? [] : [{ sid: 'WriteUndelivered', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [queueKey], conditions: { StringLike: via('sqs') } }],
    ];
    const role = new Role(this, 'Role', {
      description: `Starts the job ${jobName} of the Luigi service ${serviceName} by schedule`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: {
        'aws:SourceAccount': stack.account,
        // Scheduler names the group, never the schedule.
        'aws:SourceArn': arn('schedule-group', GROUP),
      } } }),
      inlinePolicies: { Start: new PolicyDocument({ statements: statements.map((statement) => new PolicyStatement(statement)) }) },
    });
    acknowledgeInPacks(role, 'IAMNoInlinePolicy', 'The policy of the schedules\' own role, made and removed with it: no other identity may have what it says');
    return role;
  }

  private scheduleName(name: string): string {
    return fitting(`${stateMachineName(this.props.serviceName, this.props.jobName)}_${name}`);
  }
}

/** JSONata that makes the parameters of an execution which a schedule has started; undefined where they all stand in its input. */
export function parametersOfSchedules(schedules: Readonly<Record<string, LuigiJobSchedule>>): string | undefined {
  const zones = Object.values(schedules).flatMap((schedule) => Object.values(boundTo(schedule)).flatMap(({ timeZone }) => timeZone ?? []));
  return zones.length === 0 ? undefined : scheduledParameters(zones);
}

function scheduledInput(jobName: string, name: string, schedule: LuigiJobSchedule): object {
  const values = Object.entries(boundTo(schedule));
  const fixed = values.flatMap(([parameter, { timeZone, value }]): [string, unknown][] => (timeZone === undefined ? [[parameter, value]] : []));
  const days = values.flatMap(([parameter, { timeZone, daysBefore }]): [string, LocalDay][] => (
    timeZone === undefined || daysBefore === undefined ? [] : [[parameter, { timeZone, daysBefore }]]));
  return {
    parameters: Object.fromEntries(fixed),
    ...(days.length === 0 ? {} : { localDay: Object.fromEntries(days) }),
    requestedBy: `schedule:${jobName}/${name}`,
    ...(schedule.reason === undefined ? {} : { reason: schedule.reason }),
    scheduledTime: `${SCHEDULER_FILLS}scheduled-time>`,
  };
}

function boundTo({ schedule, parameters = {} }: LuigiJobSchedule): Record<string, ScheduledValueConfig> {
  const timeZone = schedule.timeZone?.timezoneName ?? 'Etc/UTC';
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value.bind(timeZone)]));
}

/** A name of at most 64 characters; one that had more ends in what tells it from others that begin alike. */
function fitting(name: string): string {
  if (Token.isUnresolved(name) || name.length <= LONGEST_NAME) return name;
  return `${name.slice(0, LONGEST_NAME - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
