import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RUN_TABLE } from '../../../../lib/contract/run-table';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

const template = (over: Partial<LuigiServiceProps> = {}): Template => Template.fromStack(aLuigiStack(() => over).stack);

describe('the table of runs', () => {
  const made = template();

  test('has the keys and indexes of the contract, each with all that a run has', () => {
    const key = (name: string, KeyType: string) => ({ AttributeName: name, KeyType });

    made.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [key('job', 'HASH'), key('item', 'RANGE')],
      LocalSecondaryIndexes: [{ IndexName: 'by-start', KeySchema: [key('job', 'HASH'), key('startedAt', 'RANGE')], Projection: { ProjectionType: 'ALL' } }],
      GlobalSecondaryIndexes: [{ IndexName: 'recent', KeySchema: [key('kind', 'HASH'), key('startedAt', 'RANGE')], Projection: { ProjectionType: 'ALL' } }],
      TimeToLiveSpecification: { AttributeName: RUN_TABLE.timeToLive, Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  test('is encrypted with the service\'s key, can be taken back to any second, and refuses to be deleted', () => {
    made.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LuigiKey'), 'Arn'] } },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
    });
  });

  test('has a generated name: one that was kept is in no successor\'s way', () => {
    made.hasResourceProperties('AWS::DynamoDB::Table', { TableName: Match.absent() });
  });

  test('goes with its stack where all is to go', () => {
    template({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false }).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete', Properties: { DeletionProtectionEnabled: false },
    });
  });

  test('comes with its key to whoever writes it: grants reach both', () => {
    const { service } = aLuigiStack();

    expect(service.runTable.encryptionKey).toBe(service.encryptionKey);
  });
});
