import { Duration, Stack } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, CfnBackupPlan } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { CfnDBCluster, CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { BACKUP_PLAN_KEEPS } from '../../../../../../../lib/compliance/soc2/rules/a1-2/backup-plan-keeps';
import { DATABASE_BACKUPS_KEPT } from '../../../../../../../lib/compliance/soc2/rules/a1-2/database-backups-kept';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const rule = (deleteAfterDays?: number) => ({ ruleName: `keep-${deleteAfterDays}`, targetBackupVault: 'vault', lifecycle: deleteAfterDays === undefined ? undefined : { deleteAfterDays } });

test('one rule of a plan keeps backups long enough', () => {
  const plan = (backupPlanRule: object[], thresholds = {}) => judged(BACKUP_PLAN_KEEPS, (stack) => {
    new CfnBackupPlan(stack, 'Plan', { backupPlan: { backupPlanName: 'p', backupPlanRule: backupPlanRule as [] } });
  }, thresholds)['Stack/Plan'];

  expect(plan([rule(7)])).toEqual(['']);
  expect(plan([rule(7), rule(35)])).toEqual([]);
  expect(plan([rule()])).toEqual([]);
  expect(plan([rule(7)], { backupRetentionDays: 7 })).toEqual([]);
  expect(plan([])).toEqual(['']);
});

test('a plan that deployment decides can\'t be told; those of CDK keep what they say', () => {
  expect(judgedTemplate(BACKUP_PLAN_KEEPS, {
    Parameters: { Days: { Type: 'Number', Default: 35 } },
    Resources: {
      Plan: {
        Type: 'AWS::Backup::BackupPlan',
        Properties: { BackupPlan: { BackupPlanName: 'p', BackupPlanRule: [{ RuleName: 'r', TargetBackupVault: 'v', Lifecycle: { DeleteAfterDays: { Ref: 'Days' } } }] } },
      },
    },
  })).toEqual({ Plan: ['unresolved:BackupPlanRule'] });
  expect(judged(BACKUP_PLAN_KEEPS, (stack) => { BackupPlan.dailyWeeklyMonthly5YearRetention(stack, 'Plan'); })).toEqual({ 'Stack/Plan/Resource': [] });
});

test.each([
  [{}, ['']], [{ BackupRetentionPeriod: 7 }, ['']], [{ BackupRetentionPeriod: '0' }, ['']], [{ BackupRetentionPeriod: '35' }, []],
  [{ BackupRetentionPeriod: { Ref: 'Days' } }, ['unresolved:BackupRetentionPeriod']],
  [{ Engine: 'aurora-mysql' }, undefined], [{ DBClusterIdentifier: 'cluster' }, undefined], [{ SourceDBInstanceIdentifier: 'db' }, undefined],
])('an instance with %j gets %j', (properties, verdict) => {
  expect(judgedTemplate(DATABASE_BACKUPS_KEPT, {
    Parameters: { Days: { Type: 'Number', Default: 35 } }, Resources: { Database: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres', ...properties } } },
  }).Database).toEqual(verdict);
});

test.each(['AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster', 'AWS::Neptune::DBCluster'])('%s is judged alike', (type) => {
  const days = (BackupRetentionPeriod?: number) => judgedTemplate(DATABASE_BACKUPS_KEPT, {
    Resources: { Database: { Type: type, Properties: { BackupRetentionPeriod } } },
  }, { backupRetentionDays: 14 });

  expect(days()).toEqual({ Database: [''] });
  expect(days(14)).toEqual({ Database: [] });
});

test('a plan of another stack stands in, where it keeps backups long enough', () => {
  const planned = (days: number) => judged(DATABASE_BACKUPS_KEPT, (stack) => {
    const plan = new BackupPlan(new Stack(stack.node.scope, 'Other'), 'Plan');
    plan.addRule(new BackupPlanRule({ deleteAfter: Duration.days(days), scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }) }));
    const cluster = new CfnDBCluster(stack, 'Cluster', { engine: 'aurora-mysql' });
    const instance = new CfnDBInstance(stack, 'Instance', { engine: 'postgres' });
    plan.addSelection('Some', {
      resources: [
        BackupResource.fromArn(stack.formatArn({ service: 'rds', resource: 'cluster', resourceName: cluster.ref, arnFormat: undefined })),
        BackupResource.fromArn(instance.attrDbInstanceArn),
      ],
    });
  });

  expect(planned(35)).toEqual({ 'Stack/Cluster': [], 'Stack/Instance': [] });
  expect(planned(14)).toEqual({ 'Stack/Cluster': [''], 'Stack/Instance': [''] });
});
