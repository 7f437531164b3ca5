import { RemovalPolicy } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** A plan whose vault stays empty while a test lasts: one with recovery points in it would not go. */
export function yearlyBackupPlan(scope: Construct, encryptionKey: IKey): BackupPlan {
  const backupVault = new BackupVault(scope, 'Vault', { encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
  return new BackupPlan(scope, 'Plan', {
    backupVault,
    backupPlanRules: [new BackupPlanRule({ ruleName: 'yearly', scheduleExpression: Schedule.cron({ minute: '0', hour: '5', day: '29', month: '2' }) })],
  });
}
