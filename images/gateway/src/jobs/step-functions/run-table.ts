import {
  BatchGetItemCommand, GetItemCommand, QueryCommand, type AttributeValue, type DynamoDBClient, type KeysAndAttributes, type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { RUN_TABLE, type RunRecord } from '../../../../../lib/contract/run-table';
import type { AwsCalls } from './aws-calls';
import { recordOf, type Item } from './run-record';

/** Where a list goes on. */
export interface RecordPlace {
  readonly job: string;
  readonly id: string;
  readonly startedAt: string;
}

/** Some records, the newest first. */
export interface RecordPage {
  readonly records: readonly RunRecord[];
  /** @default - these were the last */
  readonly next?: RecordPlace;
}

/** What the table says of a job at one moment. */
export interface JobTurns {
  /** Executions that may run now; one that was stopped may still be among them. */
  readonly holders: ReadonlySet<string>;
  /** Of the runs that were asked for, those that there are. */
  readonly records: ReadonlyMap<string, RunRecord>;
}

const MOST_KEYS = 100;
const MOST_ROUNDS = 5;

/** Reads the service's table of runs. Needs dynamodb:GetItem and BatchGetItem on the table, and Query on its two indexes. */
export class RunTable {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly tableName: string,
    private readonly calls: AwsCalls,
  ) {}

  /** As last written. */
  async record(job: string, id: string): Promise<RunRecord | undefined> {
    const { Item: item } = await this.calls.call('dynamodb:GetItem', (abortSignal) => this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: keyOf(job, RUN_TABLE.runPrefix + id), ConsistentRead: true }), { abortSignal }));
    return item === undefined ? undefined : recordOf(item);
  }

  /** As last written. */
  async turns(job: string, ids: Iterable<string>): Promise<JobTurns> {
    const items = await this.items(job, [RUN_TABLE.turns, ...new Set([...ids].map((id) => RUN_TABLE.runPrefix + id))]);
    const turns = items.find((item) => item[RUN_TABLE.sortKey]?.S === RUN_TABLE.turns);
    const records = items.flatMap((item) => recordOf(item) ?? []);
    return { holders: new Set(turns?.[RUN_TABLE.holders]?.SS ?? []), records: new Map(records.map((record) => [record.id, record])) };
  }

  /** Runs of a job. */
  ofJob(job: string, limit: number, from?: RecordPlace): Promise<RecordPage> {
    return this.page(limit, {
      IndexName: RUN_TABLE.byStart, ConsistentRead: true,
      ...where(RUN_TABLE.partitionKey, job),
      ...(from === undefined ? {} : { ExclusiveStartKey: keyOfPlace({ ...from, job }) }),
    });
  }

  /** Runs of all jobs. */
  ofAll(limit: number, from?: RecordPlace): Promise<RecordPage> {
    return this.page(limit, {
      IndexName: RUN_TABLE.recent,
      ...where(RUN_TABLE.kind, RUN_TABLE.runKind),
      ...(from === undefined ? {} : { ExclusiveStartKey: { ...keyOfPlace(from), [RUN_TABLE.kind]: { S: RUN_TABLE.runKind } } }),
    });
  }

  private async page(limit: number, query: Omit<QueryCommandInput, 'TableName'>): Promise<RecordPage> {
    const { Items = [], LastEvaluatedKey } = await this.calls.call('dynamodb:Query', (abortSignal) => this.client.send(
      new QueryCommand({ TableName: this.tableName, ScanIndexForward: false, Limit: limit, ...query }), { abortSignal }));
    const records = Items.flatMap((item) => recordOf(item) ?? []);
    const next = LastEvaluatedKey === undefined ? undefined : placeOf(LastEvaluatedKey);
    return { records, ...(next === undefined ? {} : { next }) };
  }

  private async items(job: string, sortKeys: readonly string[]): Promise<Item[]> {
    const keys = sortKeys.map((sortKey) => keyOf(job, sortKey));
    const chunks = Array.from({ length: Math.ceil(keys.length / MOST_KEYS) }, (_, index) => keys.slice(index * MOST_KEYS, (index + 1) * MOST_KEYS));
    return (await Promise.all(chunks.map((chunk) => this.chunk(chunk)))).flat();
  }

  private chunk(keys: Record<string, AttributeValue>[]): Promise<Item[]> {
    return this.calls.call('dynamodb:BatchGetItem', async (abortSignal) => {
      const items: Item[] = [];
      let wanted: Record<string, KeysAndAttributes> = { [this.tableName]: { Keys: keys, ConsistentRead: true } };
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const { Responses = {}, UnprocessedKeys = {} } = await this.client.send(new BatchGetItemCommand({ RequestItems: wanted }), { abortSignal });
        items.push(...Object.values(Responses).flat());
        if (Object.keys(UnprocessedKeys).length === 0) return items;
        wanted = UnprocessedKeys;
        await new Promise((resolve) => { setTimeout(resolve, 50 * 2 ** round); });
      }
      throw Object.assign(new Error('got keys unprocessed again and again'), { name: 'UnprocessedKeys' });
    });
  }
}

function where(name: string, value: string): Partial<QueryCommandInput> {
  return { KeyConditionExpression: '#key = :key', ExpressionAttributeNames: { '#key': name }, ExpressionAttributeValues: { ':key': { S: value } } };
}

function keyOf(job: string, item: string): Record<string, AttributeValue> {
  return { [RUN_TABLE.partitionKey]: { S: job }, [RUN_TABLE.sortKey]: { S: item } };
}

function keyOfPlace({ job, id, startedAt }: RecordPlace): Item {
  return { ...keyOf(job, RUN_TABLE.runPrefix + id), [RUN_TABLE.startedAt]: { S: startedAt } };
}

function placeOf(key: Item): RecordPlace | undefined {
  const [job, item, startedAt] = [key[RUN_TABLE.partitionKey]?.S, key[RUN_TABLE.sortKey]?.S, key[RUN_TABLE.startedAt]?.S];
  if (job === undefined || item === undefined || startedAt === undefined || !item.startsWith(RUN_TABLE.runPrefix)) return undefined;
  return { job, id: item.slice(RUN_TABLE.runPrefix.length), startedAt };
}
