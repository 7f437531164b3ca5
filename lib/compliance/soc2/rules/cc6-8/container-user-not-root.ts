import { isAbsent, knownStart, text } from '../../../../cloudformation/read';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, unresolved } from '../../verdict';
import { CONTAINER_TYPES, eachLinuxContainer } from '../support/containers';
import { securityHub } from '../support/security-hub';

/** A container's processes are not root's. */
export const CONTAINER_USER_NOT_ROOT: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  name: 'ContainerUserNotRoot',
  info: 'The container runs as root, or as whatever user its image names: root, unless the image says otherwise.',
  explanation: 'Root in a container is one fault of the kernel away from root of the machine, and may change all that the container holds (CC6.8). Set User to a number other than 0, or to a name other than root. The image\'s own user can\'t be seen in the template.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdefinition.html',
    securityHub('ecs'),
  ],
  resourceTypes: CONTAINER_TYPES,
  check: (resource) => eachLinuxContainer(resource, ({ name, config }) => {
    const user = isAbsent(config.User) ? '' : userOf(config.User);
    return user === undefined ? unresolved(name) : compliantIf(!/^(0*|root)$/i.test(user), name);
  }),
};

/** The part before the group. */
function userOf(value: Value | undefined): string | undefined {
  const whole = text(value) ?? knownStart(value);
  return text(value) !== undefined || whole.includes(':') ? whole.split(':')[0]?.trim() : undefined;
}
