import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TaskError, type TaskHandler, type TaskHandlers } from './interpreter';
import type { StepFunctionsService } from './server';
import { ServiceError } from './server-faults';

/** What jobs' state machines call. */
export interface CalledServices {
  readonly dynamoDb: DynamoDBClient;
  readonly states: StepFunctionsService;
  readonly runTask: TaskHandler;
  /** What is published to topics. */
  readonly published?: Record<string, unknown>[];
}

/** Handlers that call real services, or their stand-ins, and name errors as Step Functions does. */
export function serviceTasks({ dynamoDb, states, runTask, published = [] }: CalledServices): TaskHandlers {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- arguments are the API's own, whatever call it is
  const table = (Command: any): TaskHandler => async (args) => {
    try {

      const { $metadata: _metadata, ...answer } = await dynamoDb.send(new Command(args)) as unknown as Record<string, unknown>;
      return answer;
    } catch (error) {
      throw new TaskError(`DynamoDB.${(error as Error).name}`, (error as Error).message);
    }
  };
  return {
    'ecs:runTask.sync': runTask,
    'dynamodb:putItem': table(PutItemCommand),
    'dynamodb:getItem': table(GetItemCommand),
    'dynamodb:updateItem': table(UpdateItemCommand),
    'dynamodb:deleteItem': table(DeleteItemCommand),
    'aws-sdk:sfn:describeExecution': async ({ ExecutionArn }) => {
      try {
        return named(states.describe(String(ExecutionArn)));
      } catch (error) {
        if (error instanceof ServiceError) throw new TaskError(`Sfn.${error.type}Exception`, error.message);
        throw error;
      }
    },
    'sns:publish': async (args) => {
      published.push(args);
      return { MessageId: String(published.length) };
    },
  };
}

/** The state machines of AWS SDK calls name members in PascalCase. */
function named(answer: object): object {
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value as unknown]));
}
