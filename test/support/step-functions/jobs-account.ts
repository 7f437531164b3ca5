import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { AwsClients } from '../../../images/gateway/src/jobs/step-functions/step-functions-runner';
import type { LuigiJobOptions } from '../../../lib/jobs/luigi-job-props';
import { startMoto, type Moto } from '../access/moto';
import { aJobStack, someJob } from '../lib/luigi-job';
import { FakeEcs } from './fake-ecs';
import type { Execution } from './interpreter';
import { createRunTable } from './run-table';
import { StepFunctionsService, type StepFunctionsServiceOptions } from './server';
import { serviceTasks } from './service-tasks';
import { stateMachinesOf } from './synthesised';

export const STATE_MACHINE_PREFIX = 'arn:aws:states:eu-central-1:111122223333:stateMachine:luigi-luigi_';
/** As the jobs' definitions name it. */
export const RUN_TABLE_NAME = 'luigi-runs';
export const LOG_GROUP = '/aws/vendedlogs/states/luigi-luigi_daily';

const CONNECTION = { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** An AWS account with jobs in it: DynamoDB and CloudWatch Logs of moto, Step Functions of our own, ECS that is made up. */
export class JobsAccount {
  readonly ecs = new FakeEcs();
  readonly dynamoDb: DynamoDBClient;
  readonly logs: CloudWatchLogsClient;
  /** What state machines have told topics. */
  readonly published: Record<string, unknown>[] = [];

  private constructor(readonly moto: Moto, readonly states: StepFunctionsService) {
    this.dynamoDb = new DynamoDBClient({ ...CONNECTION, endpoint: moto.endpoint });
    this.logs = new CloudWatchLogsClient({ ...CONNECTION, endpoint: moto.endpoint });
  }

  static async start(python: string, options: StepFunctionsServiceOptions = {}): Promise<JobsAccount> {
    const account = new JobsAccount(await startMoto(python), await StepFunctionsService.start(options));
    await createRunTable(account.dynamoDb, RUN_TABLE_NAME);
    await account.logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
    return account;
  }

  /** Deploys a job as CDK synthesises it. Waits are shortened, so that tests need not wait. */
  deploy(name: string, options: Partial<LuigiJobOptions> = {}, waitFactor = 0.01): void {
    const { stack, service } = aJobStack();
    service.addJob(name, someJob(options));
    for (const machine of stateMachinesOf(stack)) {
      const tasks = serviceTasks({ dynamoDb: this.dynamoDb, states: this.states, runTask: this.ecs.runTask, published: this.published });
      this.states.create(STATE_MACHINE_PREFIX.replace(/[^:]+$/, machine.name), machine.definition, tasks, { waitFactor });
    }
  }

  /** Clients as the gateway's, which talk to this account. */
  clients(over: { readonly maxAttempts?: number } = {}): AwsClients {
    const requestHandler = { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true };
    const settings = { ...CONNECTION, maxAttempts: 3, requestHandler, ...over };
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

  async write(logStreamName: string, messages: readonly string[]): Promise<void> {
    const stream = { logGroupName: LOG_GROUP, logStreamName };
    await this.logs.send(new CreateLogStreamCommand(stream)).catch(() => undefined);
    await this.logs.send(new PutLogEventsCommand({ ...stream, logEvents: messages.map((message) => ({ timestamp: Date.now(), message })) }));
  }

  async stop(): Promise<void> {
    this.states.stop();
    this.dynamoDb.destroy();
    this.logs.destroy();
    await this.moto.stop();
  }
}
