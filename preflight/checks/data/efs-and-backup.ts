import { at, completeList, isAbsent, list, number, object, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import { assemblyCheck, type Check, resourceCheck } from '../check';

/** Elastic File System and Backup. */
export const EFS_AND_BACKUP_CHECKS: readonly Check[] = [
  resourceCheck('efs-file-system', ['AWS::EFS::FileSystem'], (files, found) => {
    const mode = text(files.get('ThroughputMode'));
    const provisioned = files.get('ProvisionedThroughputInMibps');
    if (files.get('KmsKeyId') !== undefined && (files.get('Encrypted') === undefined || files.get('Encrypted') === false)) found('KmsKeyId of a file system that is not encrypted: expected Encrypted true; set it', 'KmsKeyId');
    if (mode === 'provisioned' && isAbsent(provisioned)) found('throughput mode provisioned without ProvisionedThroughputInMibps: expected it; add it', 'ThroughputMode');
    if (!isAbsent(provisioned) && mode !== 'provisioned' && (mode !== undefined || files.get('ThroughputMode') === undefined)) found(`ProvisionedThroughputInMibps in throughput mode ${mode ?? 'bursting'}: expected provisioned; change one`, 'ProvisionedThroughputInMibps');
    if (text(files.get('PerformanceMode')) === 'maxIO' && mode === 'elastic') found('performance mode maxIO with elastic throughput: expected generalPurpose; change one', 'PerformanceMode');
    objects(files.get('LifecyclePolicies')).forEach((policy, index) => {
      if (Object.keys(policy).length !== 1) found(`a lifecycle policy of ${Object.keys(policy).join(', ')}: expected one of them in each member; split it`, `LifecyclePolicies.${index}`);
    });
  }),

  resourceCheck('efs-access-point', ['AWS::EFS::AccessPoint'], (point, found) => {
    const path = text(point.get('RootDirectory', 'Path'));
    const creation = point.get('RootDirectory', 'CreationInfo');
    const permissions = text(at(creation, 'Permissions'));
    if (path !== undefined && (!path.startsWith('/') || path !== '/' && path.endsWith('/') || path.length > 100)) found(`path ${path}: expected it to begin with "/", not to end so, and to have 100 characters at most; correct it`, 'RootDirectory.Path');
    else if (path !== undefined && path !== '/' && path.split('/').length - 1 > 4) found(`path ${path}: expected 4 levels at most; use fewer`, 'RootDirectory.Path');
    if (permissions !== undefined && !/^[0-7]{3,4}$/.test(permissions)) found(`permissions ${permissions}: expected 3 or 4 octal digits such as 750; correct them`, 'RootDirectory.CreationInfo');
    const files = target(reference(point.get('FileSystemId')));
    if (path !== undefined && path !== '/' && creation === undefined && files?.type === 'AWS::EFS::FileSystem') {
      found(`path ${path} on a new file system without CreationInfo: expected owner and permissions, or it can't be mounted; add them`, 'RootDirectory');
    }
    for (const [key, where] of [['Uid', 'PosixUser'], ['Gid', 'PosixUser'], ['OwnerUid', 'RootDirectory.CreationInfo'], ['OwnerGid', 'RootDirectory.CreationInfo']] as const) {
      const id = text(point.get(...where.split('.'), key));
      if (id !== undefined && (!/^\d+$/.test(id) || Number(id) > 4294967295)) found(`${key} ${id}: expected 0 to 4,294,967,295; correct it`, where);
    }
  }),

  assemblyCheck('efs-mount-target', (assembly, found) => {
    const taken = new Map<string, string>();
    for (const mount of assembly.ofType('AWS::EFS::MountTarget')) {
      if (mount.raw.Condition !== undefined) continue;
      const subnet = target(reference(mount.get('SubnetId')));
      const zone = subnet?.type === 'AWS::EC2::Subnet' ? shown(subnet.get('AvailabilityZone')) : '';
      const files = shown(mount.get('FileSystemId'));
      for (const place of [`subnet ${shown(mount.get('SubnetId'))}`, ...zone === '' ? [] : [`zone ${zone}`]]) {
        const key = `${mount.template.source.file} ${files} ${place}`;
        const other = taken.get(key);
        if (other !== undefined && other !== mount.logicalId) {
          found({ template: mount.template, resource: mount, at: 'SubnetId', message: `${files} has a mount target in ${place} already, ${other}: expected one in each zone; remove one` });
          break;
        }
        taken.set(key, mount.logicalId);
      }
      if ((list(mount.get('SecurityGroups')) ?? []).length > 5) found({ template: mount.template, resource: mount, at: 'SecurityGroups', message: 'more than 5 security groups: expected 5 at most; remove some' });
    }
  }),

  resourceCheck('backup-plan', ['AWS::Backup::BackupPlan'], (plan, found) => {
    const rules = objects(plan.get('BackupPlan', 'BackupPlanRule'));
    const names = rules.map(({ RuleName }) => text(RuleName));
    rules.forEach((rule, index) => {
      const where = `BackupPlan.BackupPlanRule.${index}`;
      const [cold, end] = [number(at(rule, 'Lifecycle', 'MoveToColdStorageAfterDays')), number(at(rule, 'Lifecycle', 'DeleteAfterDays'))];
      const [start, completion] = [number(rule.StartWindowMinutes), number(rule.CompletionWindowMinutes)];
      if (rule.EnableContinuousBackup === true && (cold !== undefined || end === undefined && at(rule, 'Lifecycle', 'DeleteAfterDays') === undefined || end !== undefined && end > 35)) {
        found(`continuous backup kept for ${end ?? 'ever'} days${cold === undefined ? '' : ' and moved to cold storage'}: expected 1 to 35 days and no cold storage; change Lifecycle`, where);
      }
      if (cold !== undefined && end !== undefined && end > 0 && end < cold + 90) found(`deleted after ${end} days, ${end - cold} after the move to cold storage: expected 90 at least between them; change Lifecycle`, where);
      if (start !== undefined && start < 60) found(`a start window of ${start} minutes: expected 60 at least; raise it`, where);
      if (completion !== undefined && completion < (start ?? 0) + 60) found(`a completion window of ${completion} minutes: expected 60 more than the start window (${start ?? 60}); raise it`, where);
      const name = names[index];
      if (name !== undefined && !/^[\w.-]{1,50}$/.test(name)) found(`rule ${name}: expected at most 50 letters, digits and -_.; rename it`, where);
      if (name !== undefined && names.indexOf(name) !== index) found(`two rules are named ${name}: expected names that differ; rename one`, where);
      const schedule = text(rule.ScheduleExpression);
      if (schedule !== undefined && !/^cron\(\S+ \S+ \S+ \S+ \S+ \S+\)$|^rate\(/.test(schedule)) found(`schedule ${schedule}: expected cron with six fields; correct it`, where);
    });
  }),

  resourceCheck('backup-vault', ['AWS::Backup::BackupVault'], (vault, found) => {
    const name = text(vault.get('BackupVaultName'));
    if (name !== undefined && !/^[\w-]{2,50}$/.test(name)) found(`vault ${name}: expected 2 to 50 letters, digits, "-" and "_"; rename it`, 'BackupVaultName');
    const [least, most] = [number(vault.get('LockConfiguration', 'MinRetentionDays')), number(vault.get('LockConfiguration', 'MaxRetentionDays'))];
    if (least !== undefined && most !== undefined && least > most) found(`kept for at least ${least} and at most ${most} days: expected the other way round; swap them`, 'LockConfiguration');
    const grace = number(vault.get('LockConfiguration', 'ChangeableForDays'));
    if (grace !== undefined && grace < 3) found(`ChangeableForDays ${grace}: expected 3 at least; raise it`, 'LockConfiguration');
  }),

  resourceCheck('backup-retention', ['AWS::Backup::BackupPlan'], (plan, found) => objects(plan.get('BackupPlan', 'BackupPlanRule')).forEach((rule, index) => {
    const vault = target(reference(rule.TargetBackupVault));
    const days = number(at(rule, 'Lifecycle', 'DeleteAfterDays'));
    const [least, most] = ['MinRetentionDays', 'MaxRetentionDays'].map((key) => vault?.type === 'AWS::Backup::BackupVault' ? number(vault.get('LockConfiguration', key)) : undefined);
    if (days !== undefined && (least !== undefined && days < least || most !== undefined && days > most)) {
      found(`kept for ${days} days in vault ${vault?.logicalId}, whose lock asks for ${least ?? 1} to ${most ?? 'any number of'}: expected days within; change one`, `BackupPlan.BackupPlanRule.${index}`);
    }
  })),

  resourceCheck('backup-selection', ['AWS::Backup::BackupSelection'], (selection, found) => {
    const body = object(selection.get('BackupSelection'));
    if (body === undefined) return;
    const picks = ['Resources', 'ListOfTags', 'Conditions', 'NotResources'].filter((key) => body[key] !== undefined && completeList(body[key])?.length !== 0);
    if (picks.length === 0) found('a selection of nothing: expected Resources, ListOfTags or Conditions; add one', 'BackupSelection');
    const name = text(body.SelectionName);
    if (name !== undefined && !/^[\w.-]{1,50}$/.test(name)) found(`selection ${name}: expected at most 50 letters, digits and -_.; rename it`, 'BackupSelection.SelectionName');
  }),
];
