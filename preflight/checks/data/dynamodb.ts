import { at, completeList, list, number, object, objects, text } from '../../../lib/cloudformation/read';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';
import { type Check, type Found, resourceCheck } from '../check';

const TYPES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** Tables, keys and indexes. */
export const DYNAMODB_CHECKS: readonly Check[] = [
  resourceCheck('dynamodb-keys', TYPES, (table, found) => {
    const defined = completeList(table.get('AttributeDefinitions'))?.map((one) => text(at(one, 'AttributeName')));
    const used = new Set<string>();
    const schemas: [string, Value | undefined][] = [['KeySchema', table.get('KeySchema')],
      ...['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((property) => objects(table.get(property)).map(({ KeySchema }, index): [string, Value | undefined] => [`${property}.${index}`, KeySchema]))];
    for (const [where, schema] of schemas) {
      const keys = completeList(schema);
      if (keys === undefined) return;
      const kinds = keys.map((key) => text(at(key, 'KeyType')));
      const isPlain = !where.startsWith('Global');
      if (isPlain && !kinds.includes(undefined) && (kinds[0] !== 'HASH' || kinds.length > 2 || kinds.length === 2 && kinds[1] !== 'RANGE')) {
        found(`keys ${kinds.join(', ')}: expected HASH, then at most one RANGE; put them in that order`, where);
      }
      for (const key of keys) {
        const name = text(at(key, 'AttributeName'));
        if (name === undefined) return;
        used.add(name);
        if (defined !== undefined && !defined.includes(undefined) && !defined.includes(name)) found(`key ${name} is in no AttributeDefinitions: expected ${defined.join(', ')}; define it`, where);
      }
    }
    const isComplete = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].every((property) => table.get(property) === undefined || completeList(table.get(property)) !== undefined);
    const spare = !isComplete ? undefined : defined?.find((name) => name !== undefined && !used.has(name));
    if (spare !== undefined) found(`attribute ${spare} is defined and no key: expected only keys of the table and its indexes; remove it`, 'AttributeDefinitions');
  }),

  resourceCheck('dynamodb-indexes', TYPES, (table, found) => {
    const names: (string | undefined)[] = [];
    const hash = object(completeList(table.get('KeySchema'))?.[0]);
    for (const [property, most] of [['GlobalSecondaryIndexes', 20], ['LocalSecondaryIndexes', 5]] as const) {
      const indexes = objects(table.get(property));
      if (indexes.length > most) found(`${indexes.length} of ${property}: expected ${most} at most; remove some`, property);
      indexes.forEach((index, place) => {
        const where = `${property}.${place}`;
        const name = text(index.IndexName);
        if (name !== undefined && names.includes(name)) found(`two indexes are named ${name}: expected names that differ; rename one`, where);
        if (name !== undefined && !/^[\w.-]{3,255}$/.test(name)) found(`index ${name}: expected 3 to 255 letters, digits and _-.; rename it`, where);
        names.push(name);
        checkProjection(index, where, found);
        if (property === 'LocalSecondaryIndexes') checkLocal(table.get('KeySchema'), hash, index, where, found);
      });
    }
    const name = text(table.get('TableName'));
    if (name !== undefined && !/^[\w.-]{3,255}$/.test(name)) found(`table ${name}: expected 3 to 255 letters, digits and _-.; rename it`, 'TableName');
  }),

  resourceCheck('dynamodb-capacity', ['AWS::DynamoDB::Table'], (table, found) => {
    const mode = table.get('BillingMode') === undefined ? 'PROVISIONED' : text(table.get('BillingMode'));
    objects(table.get('GlobalSecondaryIndexes')).forEach((index, place) => {
      if (mode === 'PROVISIONED' && index.ProvisionedThroughput === undefined) found('an index without ProvisionedThroughput on a table with it: expected both; add it', `GlobalSecondaryIndexes.${place}`);
      if (mode === 'PAY_PER_REQUEST' && index.ProvisionedThroughput !== undefined) found('ProvisionedThroughput of an index that is paid per request: expected none; remove it', `GlobalSecondaryIndexes.${place}`);
    });
    for (const key of ['ReadCapacityUnits', 'WriteCapacityUnits']) {
      const units = number(table.get('ProvisionedThroughput', key));
      if (units !== undefined && units < 1 && mode === 'PROVISIONED') found(`${key} ${units}: expected 1 at least; raise it`, 'ProvisionedThroughput');
    }
    if (table.get('SSESpecification', 'KMSMasterKeyId') !== undefined && table.get('SSESpecification', 'SSEEnabled') !== true && text(table.get('SSESpecification', 'SSEEnabled')) !== undefined) {
      found('KMSMasterKeyId with SSEEnabled false: expected true; set it', 'SSESpecification');
    }
    if (table.get('TimeToLiveSpecification', 'Enabled') === true && table.get('TimeToLiveSpecification', 'AttributeName') === undefined) found('a time to live without an attribute: expected AttributeName; add it', 'TimeToLiveSpecification');
  }),
];

function checkProjection(index: ObjectValue, where: string, found: Found): void {
  const projection = object(index.Projection);
  const kind = text(projection?.ProjectionType);
  const extra = list(projection?.NonKeyAttributes) ?? [];
  if (kind === 'INCLUDE' && projection?.NonKeyAttributes === undefined) found('projection INCLUDE without NonKeyAttributes: expected some; add them', where);
  if (kind !== undefined && kind !== 'INCLUDE' && extra.length > 0) found(`projection ${kind} with NonKeyAttributes: expected INCLUDE; change one`, where);
  if (extra.length > 20) found(`${extra.length} projected attributes: expected 20 at most for one index; remove some`, where);
}

function checkLocal(tableKeys: Value | undefined, hash: ObjectValue | undefined, index: ObjectValue, where: string, found: Found): void {
  const keys = completeList(index.KeySchema);
  const [own, range] = objects(keys);
  if (completeList(tableKeys)?.length === 1) found('a local index of a table without a sort key: expected one; add it or make the index global', where);
  if (keys !== undefined && range === undefined) found('a local index without a sort key: expected HASH and RANGE; add it', where);
  const [wanted, got] = [text(hash?.AttributeName), text(own?.AttributeName)];
  if (wanted !== undefined && got !== undefined && wanted !== got) found(`a local index by ${got}: expected ${wanted}, the table's own; change it or make the index global`, where);
}
