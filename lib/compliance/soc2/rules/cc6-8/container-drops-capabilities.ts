import { asList } from '../../../../cloudformation/policy';
import { text } from '../../../../cloudformation/read';
import type { ObjectValue } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, unresolved } from '../../verdict';
import { eachLinuxContainer, TASK_DEFINITION } from '../support/containers';
import { look } from '../support/look';

/** Given back, they make dropping the others pointless: each is a known way out of a container. */
const WAYS_OUT = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'DAC_READ_SEARCH'];

/** A container has none of the kernel's capabilities but those that it names. */
export const CONTAINER_DROPS_CAPABILITIES: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  name: 'ContainerDropsCapabilities',
  info: 'The container keeps the kernel capabilities that Docker gives by default, or adds one that leads out of it.',
  explanation: 'With them, software that got in can do more than the application ever needs, such as forge packets or make device files (CC6.8). Drop ALL in LinuxParameters.Capabilities, then add the one or two that it needs.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-kernelcapabilities.html',
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  ],
  resourceTypes: [TASK_DEFINITION],
  check: (resource) => eachLinuxContainer(resource, ({ name, config }) => {
    const [dropped, added] = [listed(config, 'Drop'), listed(config, 'Add')];
    if (added.some((capability) => WAYS_OUT.includes(capability ?? ''))) return [name];
    if (!dropped.includes('ALL')) return dropped.includes(undefined) ? unresolved(name) : [name];
    return added.includes(undefined) ? unresolved(name) : compliantIf(true);
  }),
};

/** Upper case; what isn't known is `undefined`. */
function listed(config: ObjectValue, property: string): readonly (string | undefined)[] {
  return asList(look(config, 'LinuxParameters', 'Capabilities', property)).map((capability) => text(capability)?.toUpperCase().replace(/^CAP_/, ''));
}
