import { isAbsent, number } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { daysInPlans } from '../support/backups';
import { DATABASE_CLUSTERS, DATABASE_INSTANCE, isPartOfCluster } from '../support/databases';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** What a copy of another database says of where it comes from: the other is backed up. */
const COPIED_FROM = ['SourceDBInstanceIdentifier', 'SourceDBClusterIdentifier', 'ReplicationSourceIdentifier'];

/** Databases can be had back as they were some time ago. */
export const DATABASE_BACKUPS_KEPT: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  alsoServes: [TrustServicesCriterion.C1_1],
  name: 'DatabaseBackupsKept',
  info: 'The database keeps its backups for fewer days than the organisation asks for.',
  explanation: 'Damage that is found late can then not be undone (A1.2); unless said otherwise backups are kept for one day. Raise BackupRetentionPeriod, or add the database to a backup plan of any stack of the app, or set the threshold backupRetentionDays of Soc2Checks to what the organisation has decided; it is 35 unless said otherwise.',
  sources: [cloudFormation(DATABASE_INSTANCE), ...DATABASE_CLUSTERS.map(cloudFormation), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [DATABASE_INSTANCE, ...DATABASE_CLUSTERS],
  check: (database, { estate, thresholds }) => {
    if (isPartOfCluster(database) || COPIED_FROM.some((property) => !isAbsent(database.get(property)))) return NOT_APPLICABLE;
    const given = database.get('BackupRetentionPeriod');
    const days = isAbsent(given) ? 1 : number(given);
    if (days !== undefined && days >= thresholds.backupRetentionDays) return COMPLIANT;
    const kind = database.type === DATABASE_INSTANCE ? 'db' : 'cluster';
    const inPlans = daysInPlans({ resource: database, arn: `arn:aws:rds:region:account:${kind}:name`, tags: database.get('Tags') }, estate);
    if (typeof inPlans === 'number' && inPlans >= thresholds.backupRetentionDays) return COMPLIANT;
    if (days === undefined) return unresolved('BackupRetentionPeriod');
    return inPlans === 'unknown' ? unresolved('BackupSelection') : NON_COMPLIANT;
  },
};
