import { isAbsent, list, number, shown } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule, Scene } from '../../rule';
import { COMPLIANT, joined, NOT_APPLICABLE, unresolved } from '../../verdict';
import { daysInPlans } from '../support/backups';
import { look, readFlag } from '../support/look';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const TABLE = 'AWS::DynamoDB::Table';
const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';

/** How far back recovery reaches unless said otherwise. */
const LONGEST = 35;

/** Tables can be had back as they were some time ago. cdk-nag's rule does not know global tables, which is what CDK's TableV2 makes. */
export const TABLE_RECOVERABLE: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  alsoServes: [TrustServicesCriterion.C1_1],
  name: 'TableRecoverable',
  info: 'The table can\'t be had back as it was as many days ago as the organisation asks for.',
  explanation: 'Items that are deleted or damaged are then lost (A1.2). Enable PointInTimeRecoverySpecification, of each replica, or add the table to a backup plan of any stack of the app.',
  sources: [cloudFormation(TABLE), cloudFormation(GLOBAL_TABLE), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [TABLE, GLOBAL_TABLE],
  check: (table, scene) => {
    if (table.type === TABLE) return judged(table, table.properties, '', scene);
    const replicas = list(table.get('Replicas'));
    if (replicas === undefined) return isAbsent(table.get('Replicas')) ? NOT_APPLICABLE : unresolved('Replicas');
    return joined(replicas.map((replica) => judged(table, replica, replicas.length === 1 ? '' : shown(look(replica, 'Region')), scene)));
  },
};

/** @param of the table's properties, or a replica's */
function judged(table: Resource, of: Value, finding: string, { estate, thresholds }: Scene): readonly string[] {
  const isEnabled = look(of, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled');
  const days = look(of, 'PointInTimeRecoverySpecification', 'RecoveryPeriodInDays');
  const reaches = isAbsent(isEnabled) || readFlag(isEnabled) === false ? 0
    : readFlag(isEnabled) === undefined ? undefined
      : isAbsent(days) ? LONGEST : number(days);
  if (reaches !== undefined && reaches >= thresholds.backupRetentionDays) return COMPLIANT;
  const inPlans = daysInPlans({ resource: table, arn: 'arn:aws:dynamodb:region:account:table/name', tags: look(of, 'Tags') }, estate);
  if (typeof inPlans === 'number' && inPlans >= thresholds.backupRetentionDays) return COMPLIANT;
  if (reaches === undefined) return unresolved('PointInTimeRecoverySpecification');
  return inPlans === 'unknown' ? unresolved('BackupSelection') : [finding];
}
