import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { daysInPlans } from '../support/backups';
import { look } from '../support/look';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const FILE_SYSTEM = 'AWS::EFS::FileSystem';

/** The plan that automatic backups are made by keeps them so many days. */
const AUTOMATIC_DAYS = 35;

/** Files can be had back. cdk-nag's rule knows neither selections by tag or pattern, nor other stacks, nor automatic backups. */
export const FILE_SYSTEM_BACKED_UP: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  alsoServes: [TrustServicesCriterion.C1_1],
  name: 'FileSystemBackedUp',
  info: 'The file system is in no backup plan.',
  explanation: 'Files that are deleted or damaged are then lost (A1.2). Add it to a backup plan, by its ARN or a tag, in any stack of the app, or turn on its automatic backups (BackupPolicy).',
  sources: [cloudFormation(FILE_SYSTEM), 'https://docs.aws.amazon.com/efs/latest/ug/automatic-backups.html', CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [FILE_SYSTEM],
  check: (fileSystem, { estate, thresholds }) => {
    const days = daysInPlans({
      resource: fileSystem, arn: 'arn:aws:elasticfilesystem:region:account:file-system/fs', tags: fileSystem.get('FileSystemTags'),
    }, estate);
    if (typeof days === 'number') return COMPLIANT;
    const policy = look(fileSystem.properties, 'BackupPolicy', 'Status');
    // Only file systems of one zone have automatic backups without a word.
    const automatic = isAbsent(policy) ? isAbsent(fileSystem.get('AvailabilityZoneName')) ? 'DISABLED' : 'ENABLED' : text(policy);
    if (automatic === 'ENABLED') return compliantIf(AUTOMATIC_DAYS >= thresholds.backupRetentionDays);
    if (automatic === undefined) return unresolved('BackupPolicy');
    return days === 'unknown' ? unresolved('BackupSelection') : [''];
  },
};
