import { number, text } from '../../../lib/cloudformation/read';
import { type Check, resourceCheck } from '../check';

const INSTANCE = 'AWS::RDS::DBInstance';
const CLUSTER = 'AWS::RDS::DBCluster';

/** Databases. */
export const RDS_CHECKS: readonly Check[] = [
  resourceCheck('rds-names', [INSTANCE, CLUSTER], (database, found) => {
    const property = database.type === INSTANCE ? 'DBInstanceIdentifier' : 'DBClusterIdentifier';
    const identifier = text(database.get(property));
    const engine = text(database.get('Engine')) ?? '';
    if (identifier !== undefined && (!/^[A-Za-z](?:-?[A-Za-z0-9])*$/.test(identifier) || identifier.length > 63)) {
      found(`${property} ${identifier}: expected at most 63 letters, digits and single "-", a letter first and no "-" last; rename it`, property);
    }
    const nameProperty = database.type === INSTANCE ? 'DBName' : 'DatabaseName';
    const name = text(database.get(nameProperty));
    if (name !== undefined && /postgres|mysql|mariadb/.test(engine) && (!/^[A-Za-z_]\w*$/.test(name) || name.length > (engine.includes('postgres') ? 63 : 64))) {
      found(`${nameProperty} ${name}: expected letters, digits and "_", a letter first; rename it`, nameProperty);
    }
    const user = text(database.get('MasterUsername'));
    const reserved = engine.includes('postgres') ? ['admin', 'rdsadmin', 'user', 'public', 'root', 'rds_superuser'] : /mysql|mariadb/.test(engine) ? ['rdsadmin', 'mysql.sys'] : [];
    if (user !== undefined && (reserved.includes(user.toLowerCase()) && user !== 'root' || !/^[A-Za-z]\w*$/.test(user))) {
      found(`MasterUsername ${user}: expected a letter and then letters, digits and "_", and none that ${engine || 'the engine'} reserves (${reserved.join(', ')}); rename it`, 'MasterUsername');
    }
  }),

  resourceCheck('rds-password', [INSTANCE, CLUSTER], (database, found) => {
    const password = text(database.get('MasterUserPassword'));
    const isManaged = database.get('ManageMasterUserPassword') === true;
    if (isManaged && database.get('MasterUserPassword') !== undefined) found('MasterUserPassword with ManageMasterUserPassword: expected one of them; remove the other', 'MasterUserPassword');
    if (password !== undefined && (password.length < 8 || /[/@" ]/.test(password))) found('a master password of less than 8 characters, or with "/", "@", a quote or a space: expected none of these; use a secret', 'MasterUserPassword');
    const isCopy = ['SourceDBInstanceIdentifier', 'DBSnapshotIdentifier', 'DBClusterIdentifier', 'SnapshotIdentifier', 'SourceDBClusterIdentifier', 'DBClusterSnapshotIdentifier', 'SourceDbiResourceId', 'SourceDBInstanceAutomatedBackupsArn', 'ReplicationSourceIdentifier', 'GlobalClusterIdentifier', 'SourceDbClusterResourceId'].some((key) => database.get(key) !== undefined);
    if (!isCopy && !isManaged && database.get('ManageMasterUserPassword') === undefined && database.get('MasterUserPassword') === undefined) found('a database without a master password: expected MasterUserPassword or ManageMasterUserPassword; add one', 'MasterUserPassword');
    if (!isCopy && database.get('MasterUsername') === undefined) found('a database without a master user: expected MasterUsername; add it', 'MasterUsername');
  }),

  resourceCheck('rds-limits', [INSTANCE, CLUSTER], (database, found) => {
    const retention = number(database.get('BackupRetentionPeriod'));
    if (retention !== undefined && (retention < 0 || retention > 35)) found(`backups kept for ${retention} days: expected 0 to 35; change it`, 'BackupRetentionPeriod');
    const storage = number(database.get('AllocatedStorage'));
    const [type, most] = [text(database.get('StorageType')), number(database.get('MaxAllocatedStorage'))];
    if (storage !== undefined && type !== undefined && /^gp/.test(type) && storage < 20) found(`${storage} GiB of ${type}: expected 20 at least; raise it`, 'AllocatedStorage');
    if (storage !== undefined && most !== undefined && most <= storage) found(`MaxAllocatedStorage ${most} with AllocatedStorage ${storage}: expected more; raise it`, 'MaxAllocatedStorage');
    if (database.get('MultiAZ') === true && database.get('AvailabilityZone') !== undefined) found('MultiAZ with AvailabilityZone: expected one of them; remove the zone', 'AvailabilityZone');
    const [low, high] = ['MinCapacity', 'MaxCapacity'].map((key) => number(database.get('ServerlessV2ScalingConfiguration', key)));
    if (low !== undefined && high !== undefined && low > high) found(`capacity from ${low} to ${high}: expected the lower one first; swap them`, 'ServerlessV2ScalingConfiguration');
    const [backup, upkeep] = [text(database.get('PreferredBackupWindow')), text(database.get('PreferredMaintenanceWindow'))];
    if (backup !== undefined && !/^\d\d:\d\d-\d\d:\d\d$/.test(backup)) found(`backup window ${backup}: expected such as 01:00-02:00; correct it`, 'PreferredBackupWindow');
    if (upkeep !== undefined && !/^(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d-(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d$/i.test(upkeep)) found(`maintenance window ${upkeep}: expected such as sun:03:00-sun:04:00; correct it`, 'PreferredMaintenanceWindow');
  }),
];
