import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { isUnresolved, unresolved } from '../../verdict';
import { CONTAINER_TYPES, eachLinuxContainer } from '../support/containers';
import { checkFlag } from '../support/look';
import { securityHub } from '../support/security-hub';

/** Nothing that gets into a container can put programs into it. */
export const CONTAINER_ROOT_FILE_SYSTEM_READ_ONLY: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  name: 'ContainerRootFileSystemReadOnly',
  info: 'The container can write to its root file system.',
  explanation: 'Whoever gets into it can replace its programs or add others (CC6.8). Set ReadonlyRootFilesystem to true, and give it volumes for what it writes.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html',
    securityHub('ecs'),
  ],
  resourceTypes: CONTAINER_TYPES,
  check: (resource) => eachLinuxContainer(resource, ({ name, config }) => {
    const verdict = checkFlag(config, ['ReadonlyRootFilesystem'], { whenAbsent: false, finding: name });
    return verdict.some(isUnresolved) ? unresolved(name) : verdict;
  }),
};
