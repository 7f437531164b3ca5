import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, unresolved } from '../../verdict';
import { BACKUP_PLAN, daysOf } from '../support/backups';
import { cloudFormation } from '../support/sources';

/** A plan keeps what it makes. */
export const BACKUP_PLAN_KEEPS: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  alsoServes: [TrustServicesCriterion.C1_1],
  name: 'BackupPlanKeepsLongEnough',
  info: 'No rule of the backup plan keeps backups for as many days as the organisation asks for.',
  explanation: 'Damage that is found late can then not be undone (A1.2). Raise DeleteAfterDays of a rule, or set the threshold backupRetentionDays of Soc2Checks to what the organisation has decided; it is 35 unless said otherwise.',
  sources: [cloudFormation(BACKUP_PLAN), 'https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html'],
  resourceTypes: [BACKUP_PLAN],
  check: (plan, { thresholds }) => {
    const days = daysOf(plan);
    return days === undefined ? unresolved('BackupPlanRule') : compliantIf(days >= thresholds.backupRetentionDays);
  },
};
