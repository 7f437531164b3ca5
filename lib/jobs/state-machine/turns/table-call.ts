import { CALL_RETRY, CALL_SECONDS } from './retries';

/** Where a job's turns and records are. */
export interface TurnTable {
  readonly partition: string;
  readonly tableName: string;
  readonly jobName: string;
}

/** A Task state that calls the table. It is tried again, and its errors go where `more` says. */
export function tableCall({ partition, tableName }: TurnTable, call: 'getItem' | 'putItem' | 'updateItem', args: object, more: object): object {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::dynamodb:${call}`,
    Arguments: { TableName: tableName, ...args },
    TimeoutSeconds: CALL_SECONDS,
    Retry: CALL_RETRY,
    ...more,
  };
}
