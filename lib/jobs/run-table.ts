import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../compliance/acknowledge';
import { RUN_TABLE } from '../contract/run-table';

/** What the table is made of. */
export interface RunTableProps {
  /** Encrypts it. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
}

/** The service's table of runs, and of whose turn it is to run. */
export class RunTable extends Construct {
  public readonly table: ITable;

  public constructor(scope: Construct, id: string, props: RunTableProps) {
    super(scope, id);
    const table = new Table(this, 'Resource', {
      partitionKey: { name: RUN_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: RUN_TABLE.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: RUN_TABLE.timeToLive,
      deletionProtection: props.deletionProtection,
      removalPolicy: props.removalPolicy,
    });
    table.addLocalSecondaryIndex({
      indexName: RUN_TABLE.byStart, sortKey: { name: RUN_TABLE.startedAt, type: AttributeType.STRING }, projectionType: ProjectionType.ALL,
    });
    table.addGlobalSecondaryIndex({
      indexName: RUN_TABLE.recent,
      partitionKey: { name: RUN_TABLE.kind, type: AttributeType.STRING }, sortKey: { name: RUN_TABLE.startedAt, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    // The plan of luigid's state would copy the same 35 days once more: its owner may bring that plan, or have none.
    acknowledgeInPacks(table, 'DynamoDBInBackupPlan', 'Backed up all the time, by the table itself: point-in-time recovery brings back any second of the last 35 days, and DynamoDB keeps a backup for as long when the table is deleted. A daily plan would hold less. Who asked for what is recorded in the decision log, kept for a year at least');
    this.table = table;
  }
}
