import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';

export const DATABASE_INSTANCE = 'AWS::RDS::DBInstance';
export const DATABASE_CLUSTERS = ['AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster', 'AWS::Neptune::DBCluster'];

/** Whether it is an instance of a cluster, which has neither backups nor protection of its own. */
export function isPartOfCluster(database: Resource): boolean {
  return database.type === DATABASE_INSTANCE
    && (!isAbsent(database.get('DBClusterIdentifier')) || text(database.get('Engine'))?.startsWith('aurora') === true);
}
