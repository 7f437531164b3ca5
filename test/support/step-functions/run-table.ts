import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RunTable } from '../../../lib/jobs/run-table';

/** Makes the service's table of runs, as its template describes it. */
export async function createRunTable(client: DynamoDBClient, name: string): Promise<void> {
  const stack = new Stack(new App(), 'Table');
  new RunTable(stack, 'Runs', { encryptionKey: new Key(stack, 'Key'), removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false });
  const [table] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));
  const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes, GlobalSecondaryIndexes, BillingMode } = table?.['Properties'] as CreateTableCommandInput;
  const indexes = { LocalSecondaryIndexes, GlobalSecondaryIndexes };
  await client.send(new CreateTableCommand({ TableName: name, KeySchema, AttributeDefinitions, ...indexes, BillingMode }));
}
