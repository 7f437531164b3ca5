import { asList } from '../../../../cloudformation/policy';
import { isAbsent, object, shown, text } from '../../../../cloudformation/read';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, NOT_APPLICABLE, unresolved } from '../../verdict';
import { isOpen, look } from '../support/look';
import { cloudFormation } from '../support/sources';

/** A task mounts a file system as its role, over TLS. */
export const TASK_MOUNTS_EFS_SECURELY: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  alsoServes: [TrustServicesCriterion.CC6_7],
  name: 'TaskMountsEfsSecurely',
  info: 'The task mounts a file system without IAM authorization or without encryption in transit.',
  explanation: 'Without IAM, whatever is in the network can mount the file system; without TLS, what it reads can be listened to (CC6.1, CC6.7). Set AuthorizationConfig.IAM and TransitEncryption to ENABLED: both are off unless set.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-efsvolumeconfiguration.html',
    cloudFormation('AWS::ECS::TaskDefinition'),
  ],
  resourceTypes: ['AWS::ECS::TaskDefinition'],
  check: (task) => {
    const volumes = task.get('Volumes');
    if (isOpen(volumes)) return unresolved('Volumes');
    return joined(asList(volumes).map((volume, index) => {
      if (object(volume) === undefined) return unresolved(`Volumes.${index}`);
      const efs = look(volume, 'EFSVolumeConfiguration');
      if (isAbsent(efs)) return NOT_APPLICABLE;
      const name = shown(look(volume, 'Name')) || String(index);
      return [
        ...checkEnabled(look(efs, 'TransitEncryption'), `${name}.TransitEncryption`),
        ...checkEnabled(look(efs, 'AuthorizationConfig', 'IAM'), `${name}.AuthorizationConfig.IAM`),
      ];
    }));
  },
};

function checkEnabled(value: Value | undefined, path: string): readonly string[] {
  const given = text(value ?? 'DISABLED');
  if (given === undefined) return unresolved(path);
  return given === 'ENABLED' ? COMPLIANT : [path];
}
