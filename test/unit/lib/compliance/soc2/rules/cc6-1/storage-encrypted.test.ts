import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { STORAGE_ENCRYPTED } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/storage-encrypted';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const RDS = 'AWS::RDS::DBInstance';
const SEARCH = 'AWS::OpenSearchService::Domain';

test.each([
  [RDS, { StorageEncrypted: true }], [RDS, { StorageEncrypted: 'true', DBSnapshotIdentifier: 'snapshot' }], [SEARCH, { EncryptionAtRestOptions: { Enabled: true } }],
  ['AWS::Redshift::Cluster', {}], ['AWS::DAX::Cluster', { SSESpecification: { SSEEnabled: 'true' } }], ['AWS::ElastiCache::ReplicationGroup', { AtRestEncryptionEnabled: true }],
])('%s complies with %j', (type, properties) => {
  expect(verdictOn(STORAGE_ENCRYPTED, type, properties)).toEqual([]);
});

test.each([
  [RDS, {}], [RDS, { StorageEncrypted: 'false' }], [RDS, { DBSnapshotIdentifier: '' }], ['AWS::RDS::DBCluster', {}], ['AWS::DocDB::DBCluster', {}], ['AWS::Neptune::DBCluster', {}],
  [SEARCH, {}], [SEARCH, { EncryptionAtRestOptions: { Enabled: 'false' } }], ['AWS::Redshift::Cluster', { Encrypted: false }], ['AWS::EC2::Volume', {}], ['AWS::ElastiCache::ReplicationGroup', {}],
  ['AWS::DocDB::DBCluster', { StorageEncrypted: false, SnapshotIdentifier: 'snapshot' }],
])('%s is found with %j', (type, properties) => {
  expect(verdictOn(STORAGE_ENCRYPTED, type, properties)).toEqual(['']);
});

test.each([
  [RDS, { Engine: 'aurora-mysql' }], [RDS, { DBClusterIdentifier: 'ours' }], [RDS, { SourceDBInstanceIdentifier: 'ours' }], ['AWS::ElastiCache::ReplicationGroup', { GlobalReplicationGroupId: 'ours' }],
  ['AWS::RDS::DBCluster', { EngineMode: 'serverless' }], ['AWS::DynamoDB::Table', {}],
])('%s is not looked at with %j: it has no choice', (type, properties) => {
  expect(verdictOn(STORAGE_ENCRYPTED, type, properties)).toBeUndefined();
});

test('what can\'t be told is a finding of its own', () => {
  expect(verdictOn(STORAGE_ENCRYPTED, RDS, { StorageEncrypted: HANDED_IN })).toEqual(unresolvedAt('StorageEncrypted'));
  expect(verdictOn(STORAGE_ENCRYPTED, SEARCH, { EncryptionAtRestOptions: HANDED_IN })).toEqual(unresolvedAt('EncryptionAtRestOptions.Enabled'));
});

test.each([
  [RDS, 'DBSnapshotIdentifier'], [RDS, 'DBClusterSnapshotIdentifier'], ['AWS::RDS::DBCluster', 'SnapshotIdentifier'], ['AWS::DocDB::DBCluster', 'SnapshotIdentifier'],
  ['AWS::Neptune::DBCluster', 'SnapshotIdentifier'], ['AWS::EC2::Volume', 'SnapshotId'],
])('%s is encrypted as the snapshot in its %s is, which nobody sees', (type, property) => {
  expect(verdictOn(STORAGE_ENCRYPTED, type, { [property]: 'snapshot' })).toEqual(unresolvedAt(property));
});

test('databases that CDK makes', () => {
  const found = judged(STORAGE_ENCRYPTED, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const engine = DatabaseInstanceEngine.POSTGRES;
    new DatabaseInstance(stack, 'Good', { vpc, engine, storageEncrypted: true });
    new DatabaseInstance(stack, 'Default', { vpc, engine });
    new DatabaseCluster(stack, 'Cluster', {
      vpc, engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_15_3 }), writer: ClusterInstance.provisioned('Writer'), storageEncrypted: true,
    });
  });

  expect(found).toEqual({ 'Stack/Good/Resource': [], 'Stack/Default/Resource': [''], 'Stack/Cluster/Resource': [] });
});
