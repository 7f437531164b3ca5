import { Stack } from 'aws-cdk-lib';
import { AttributeType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { TABLE_RECOVERABLE } from '../../../../../../../lib/compliance/soc2/rules/a1-2/table-recoverable';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const partitionKey = { name: 'id', type: AttributeType.STRING };

test.each([
  [undefined, ['']],
  [{ PointInTimeRecoveryEnabled: false }, ['']],
  [{ PointInTimeRecoveryEnabled: true }, []],
  [{ PointInTimeRecoveryEnabled: 'true', RecoveryPeriodInDays: '35' }, []],
  [{ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 }, ['']],
  [{ PointInTimeRecoveryEnabled: { Ref: 'On' } }, ['unresolved:PointInTimeRecoverySpecification']],
])('a table with %j gets %j', (specification, verdict) => {
  expect(judgedTemplate(TABLE_RECOVERABLE, {
    Parameters: { On: { Type: 'String', Default: 'true' } },
    Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [], PointInTimeRecoverySpecification: specification } } },
  })).toEqual({ Table: verdict });
});

test('tables of CDK are judged alike, each replica of a global one by itself', () => {
  const pointInTimeRecoverySpecification = { pointInTimeRecoveryEnabled: true };
  expect(judged(TABLE_RECOVERABLE, (inner) => {
    const stack = new Stack(inner, 'Regional', { env: { region: 'eu-west-1' } });
    new Table(stack, 'Lost', { partitionKey });
    new Table(stack, 'Kept', { partitionKey, pointInTimeRecoverySpecification });
    new TableV2(stack, 'LostGlobal', { partitionKey });
    new TableV2(stack, 'KeptGlobal', { partitionKey, pointInTimeRecoverySpecification });
    new TableV2(stack, 'Half', {
      partitionKey, pointInTimeRecoverySpecification, replicas: [{ region: 'eu-west-3', pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } }],
    });
  })).toEqual({
    'Stack/Regional/Lost/Resource': [''], 'Stack/Regional/Kept/Resource': [], 'Stack/Regional/LostGlobal/Resource': [''], 'Stack/Regional/KeptGlobal/Resource': [],
    'Stack/Regional/Half/Resource': ['eu-west-3'],
  });
});
