import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AwsClients } from '../../../images/gateway/src/jobs/step-functions/step-functions-runner';
import type { LuigiJobOptions } from '../../../lib/jobs/luigi-job-props';
import { startMoto, type Moto } from '../access/moto';
import { aJobStack, someJob } from '../lib/luigi-job';
import { FakeEcs } from './fake-ecs';
import type { Execution } from './interpreter';
import { createRunTable } from './run-table';
import { StepFunctionsService, type StepFunctionsServiceOptions } from './server';
import { serviceTasks } from './service-tasks';
import { jobsOf } from './synthesised';

export const STATE_MACHINE_PREFIX = 'arn:aws:states:eu-central-1:111122223333:stateMachine:luigi-luigi_';
/** As the jobs' definitions name it. */
export const RUN_TABLE_NAME = 'luigi-runs';

const CONNECTION = { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** An AWS account with jobs in it: DynamoDB and CloudWatch Logs of moto, Step Functions of our own, ECS that is made up. */
export class JobsAccount {
  readonly ecs = new FakeEcs();
  readonly dynamoDb: DynamoDBClient;
  readonly logs: CloudWatchLogsClient;
  readonly ssm: SSMClient;
  /** What state machines have told topics. */
  readonly published: Record<string, unknown>[] = [];

  private constructor(readonly moto: Moto, readonly states: StepFunctionsService) {
    this.dynamoDb = new DynamoDBClient({ ...CONNECTION, endpoint: moto.endpoint });
    this.logs = new CloudWatchLogsClient({ ...CONNECTION, endpoint: moto.endpoint });
    this.ssm = new SSMClient({ ...CONNECTION, endpoint: moto.endpoint });
  }

  static async start(python: string, options: StepFunctionsServiceOptions = {}): Promise<JobsAccount> {
    const account = new JobsAccount(await startMoto(python), await StepFunctionsService.start(options));
    await createRunTable(account.dynamoDb, RUN_TABLE_NAME);
    return account;
  }

  /**
   * Deploys a job as CDK synthesises it. Waits are shortened, so that tests need not wait.
   * @returns the name of its log group
   */
  async deploy(name: string, options: Partial<LuigiJobOptions> = {}, waitFactor = 0.01): Promise<string> {
    const { stack, service } = aJobStack();
    service.addJob(name, someJob(options));
    const { stateMachines, documents, logGroups } = jobsOf(stack);
    for (const logGroupName of logGroups) await this.logs.send(new CreateLogGroupCommand({ logGroupName }));
    for (const machine of stateMachines) {
      const tasks = serviceTasks({ dynamoDb: this.dynamoDb, states: this.states, runTask: this.ecs.runTask, published: this.published });
      this.states.create(STATE_MACHINE_PREFIX.replace(/[^:]+$/, machine.name), machine.definition, tasks, { waitFactor });
    }
    for (const document of documents) await this.putParameter(document.name, document.value);
    return logGroups[0] ?? '';
  }

  async putParameter(Name: string, Value: string): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Tier: 'Advanced', Overwrite: true }));
  }

  /** Where a process finds this account. */
  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_REGION: CONNECTION.region, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: this.moto.endpoint, AWS_ENDPOINT_URL_SFN: this.states.endpoint,
    };
  }

  /**
   * Clients as the gateway's, which talk to this account.
   * @param tryMs how long they wait for an answer before they ask again: a busy machine takes its time
   */
  clients(tryMs = 30_000): AwsClients {
    const requestHandler = { connectionTimeout: tryMs, requestTimeout: tryMs, throwOnRequestTimeout: true };
    const settings = { ...CONNECTION, maxAttempts: 3, requestHandler };
    return {
      sfn: new SFNClient({ ...settings, endpoint: this.states.endpoint }),
      dynamoDb: new DynamoDBClient({ ...settings, endpoint: this.moto.endpoint }),
      logs: new CloudWatchLogsClient({ ...settings, endpoint: this.moto.endpoint }),
    };
  }

  executions(job: string): Execution[] {
    return this.states.executionsOf(STATE_MACHINE_PREFIX + job);
  }

  arn(job: string, id: string): string {
    return `${STATE_MACHINE_PREFIX.replace(':stateMachine:', ':execution:')}${job}:${id}`;
  }

  /** An item of the table of runs. */
  async item(job: string, item: string): Promise<Record<string, AttributeValue> | undefined> {
    const Key = { job: { S: job }, item: { S: item } };
    return (await this.dynamoDb.send(new GetItemCommand({ TableName: RUN_TABLE_NAME, Key, ConsistentRead: true }))).Item;
  }

  async putItem(item: Record<string, AttributeValue>): Promise<void> {
    await this.dynamoDb.send(new PutItemCommand({ TableName: RUN_TABLE_NAME, Item: item }));
  }

  /** A task says something. */
  async write(logGroupName: string, logStreamName: string, messages: readonly string[]): Promise<void> {
    const stream = { logGroupName, logStreamName };
    await this.logs.send(new CreateLogStreamCommand(stream)).catch(() => undefined);
    await this.logs.send(new PutLogEventsCommand({ ...stream, logEvents: messages.map((message) => ({ timestamp: Date.now(), message })) }));
  }

  async stop(): Promise<void> {
    this.states.stop();
    this.dynamoDb.destroy();
    this.logs.destroy();
    this.ssm.destroy();
    await this.moto.stop();
  }
}
