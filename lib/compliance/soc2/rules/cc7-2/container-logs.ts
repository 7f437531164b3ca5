import { isAbsent, object, objects, shown, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, NOT_APPLICABLE, unresolved } from '../../verdict';
import { look } from '../support/look';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const TASK = 'AWS::ECS::TaskDefinition';

/** Drivers whose output ends with the machine that the container ran on. */
const STAYS_ON_MACHINE = ['none', 'json-file', 'local'];

/** What containers say is kept. */
export const CONTAINER_LOGS: Rule = {
  criterion: TrustServicesCriterion.CC7_2,
  alsoServes: [TrustServicesCriterion.CC7_3],
  name: 'ContainerLogsKept',
  info: 'What the container writes is kept nowhere, or only on the machine that it runs on.',
  explanation: 'Errors and events of the application can then not be watched (CC7.2), nor read once the task has ended (CC7.3). Give the container a LogConfiguration, such as awslogs or awsfirelens.',
  sources: [cloudFormation(TASK), CDK_NAG_RULES],
  resourceTypes: [TASK],
  check: (task) => {
    const containers = task.get('ContainerDefinitions');
    if (isAbsent(containers)) return NOT_APPLICABLE;
    if (objects(containers).length === 0) return unresolved('ContainerDefinitions');
    return joined(objects(containers).map((container) => {
      // The router of FireLens carries the logs of the others.
      if (object(container.FirelensConfiguration) !== undefined) return COMPLIANT;
      const driver = look(container, 'LogConfiguration', 'LogDriver');
      if (isAbsent(driver)) return [shown(container.Name)];
      const known = text(driver);
      return known === undefined ? unresolved(shown(container.Name)) : STAYS_ON_MACHINE.includes(known) ? [shown(container.Name)] : COMPLIANT;
    }));
  },
};
