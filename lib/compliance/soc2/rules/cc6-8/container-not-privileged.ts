import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { isUnresolved, unresolved } from '../../verdict';
import { CONTAINER_TYPES, eachContainer } from '../support/containers';
import { checkFlag } from '../support/look';
import { securityHub } from '../support/security-hub';

/** No container has the powers of its machine's root. */
export const CONTAINER_NOT_PRIVILEGED: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  name: 'ContainerNotPrivileged',
  info: 'The container is privileged.',
  explanation: 'It has all powers of its machine\'s root user and can reach what runs beside it (CC6.8). Leave Privileged out.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html',
    securityHub('ecs'),
  ],
  resourceTypes: CONTAINER_TYPES,
  check: (resource) => eachContainer(resource, ({ name, config }) => {
    const verdict = checkFlag(config, ['Privileged'], { wanted: false, whenAbsent: false, finding: name });
    return verdict.some(isUnresolved) ? unresolved(name) : verdict;
  }),
};
