import { isAbsent, number } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NON_COMPLIANT, unresolved } from '../../verdict';
import { look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

/** An access point makes whoever mounts it a user of its own, not root. */
export const EFS_ACCESS_POINT_NOT_ROOT: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'EfsAccessPointNotRoot',
  info: 'Who mounts the access point is root on it, or whoever they say they are.',
  explanation: 'Without a user of its own, or with user 0, an access point lets its clients read and change the files of all others (CC6.1). Set PosixUser with a Uid that is not 0.',
  sources: [securityHub('efs'), cloudFormation('AWS::EFS::AccessPoint'), 'https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html'],
  resourceTypes: ['AWS::EFS::AccessPoint'],
  check: (resource) => {
    const uid = look(resource.get('PosixUser'), 'Uid');
    if (isAbsent(uid)) return NON_COMPLIANT;
    return number(uid) === undefined ? unresolved('PosixUser.Uid') : compliantIf(number(uid) !== 0);
  },
};
