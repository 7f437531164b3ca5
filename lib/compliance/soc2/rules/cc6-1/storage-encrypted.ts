import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { DATABASE_INSTANCE, isPartOfCluster } from '../support/databases';
import { checkFlag } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

interface Storage {
  readonly path: readonly string[];
  readonly whenAbsent?: boolean;
  /** Where it is made from another, it is encrypted as that is, which is looked at itself. */
  readonly copies?: readonly string[];
  /** Where it is made from a snapshot, it is encrypted as that is, which nobody sees. */
  readonly restores?: readonly string[];
}

const STORAGE: Readonly<Record<string, Storage>> = {
  'AWS::DAX::Cluster': { path: ['SSESpecification', 'SSEEnabled'] },
  'AWS::DocDB::DBCluster': { path: ['StorageEncrypted'], copies: ['SourceDBClusterIdentifier'], restores: ['SnapshotIdentifier'] },
  'AWS::EC2::Volume': { path: ['Encrypted'], copies: ['SourceVolumeId'], restores: ['SnapshotId'] },
  'AWS::ElastiCache::ReplicationGroup': { path: ['AtRestEncryptionEnabled'], copies: ['GlobalReplicationGroupId'] },
  'AWS::Elasticsearch::Domain': { path: ['EncryptionAtRestOptions', 'Enabled'] },
  'AWS::Neptune::DBCluster': { path: ['StorageEncrypted'], copies: ['SourceDBClusterIdentifier'], restores: ['SnapshotIdentifier'] },
  'AWS::OpenSearchService::Domain': { path: ['EncryptionAtRestOptions', 'Enabled'] },
  'AWS::RDS::DBCluster': { path: ['StorageEncrypted'], copies: ['SourceDBClusterIdentifier'], restores: ['SnapshotIdentifier'] },
  [DATABASE_INSTANCE]: {
    path: ['StorageEncrypted'], copies: ['SourceDBInstanceIdentifier', 'SourceDbiResourceId', 'SourceDBInstanceAutomatedBackupsArn', 'SourceDBClusterIdentifier'],
    restores: ['DBSnapshotIdentifier', 'DBClusterSnapshotIdentifier'],
  },
  'AWS::Redshift::Cluster': { path: ['Encrypted'], whenAbsent: true },
};

/** What a database, a cache or a volume stores is encrypted. */
export const STORAGE_ENCRYPTED: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  alsoServes: [TrustServicesCriterion.C1_1],
  name: 'StorageEncrypted',
  info: 'What it stores is not encrypted.',
  explanation: 'Whoever gets hold of the storage, or of a snapshot of it, can read it, and no key\'s policy guards it (CC6.1). Set StorageEncrypted, Encrypted, or what it is called there, to true: with most it can\'t be changed later.',
  sources: [
    CDK_NAG_RULES, securityHub('rds'), securityHub('documentdb'), securityHub('neptune'), securityHub('opensearch'), securityHub('elasticache'), securityHub('ec2'),
    ...Object.keys(STORAGE).map(cloudFormation),
  ],
  resourceTypes: Object.keys(STORAGE),
  check: (resource) => {
    const { path, whenAbsent = false, copies = [], restores = [] } = STORAGE[resource.type] as Storage;
    if (isPartOfCluster(resource) || gives(resource, copies) !== undefined || text(resource.get('EngineMode')) === 'serverless') return NOT_APPLICABLE;
    const verdict = checkFlag(resource.properties, path, { whenAbsent });
    if (verdict.length === 0) return COMPLIANT;
    const snapshot = isAbsent(resource.get(path[0] as string)) ? gives(resource, restores) : undefined;
    return snapshot === undefined ? verdict : unresolved(snapshot);
  },
};

/** Which of some properties a resource has. */
function gives(resource: Resource, properties: readonly string[]): string | undefined {
  return properties.find((property) => !isAbsent(resource.get(property)) && resource.get(property) !== '');
}
