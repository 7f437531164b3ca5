import { everyAt } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { joined, NOT_APPLICABLE } from '../../verdict';
import { checkFlag } from '../support/look';
import { cloudFormation } from '../support/sources';

/** Where each type says whether tasks may be entered. */
const PATHS: Readonly<Record<string, string>> = {
  'AWS::ECS::Service': 'EnableExecuteCommand',
  'AWS::Events::Rule': 'Targets.*.EcsParameters.EnableExecuteCommand',
  'AWS::Scheduler::Schedule': 'Target.EcsParameters.EnableExecuteCommand',
};

/** Nobody changes what runs by hand. */
export const EXEC_DISABLED: Rule = {
  criterion: TrustServicesCriterion.CC8_1,
  alsoServes: [TrustServicesCriterion.CC7_1, TrustServicesCriterion.CC6_8],
  name: 'EcsExecDisabled',
  info: 'Commands can be run in the tasks\' containers while they run.',
  explanation: 'A shell in a running container changes what runs without review, deployment or trace in the template (CC8.1). Leave EnableExecuteCommand out.',
  sources: [cloudFormation('AWS::ECS::Service'), 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html'],
  resourceTypes: Object.keys(PATHS),
  check: (resource) => {
    const path = PATHS[resource.type] as string;
    const given = everyAt(resource.properties, path);
    // Only some rules of EventBridge start tasks.
    if (given.length === 0) return resource.type === 'AWS::ECS::Service' ? [] : NOT_APPLICABLE;
    return joined(given.map((value) => checkFlag({ EnableExecuteCommand: value }, ['EnableExecuteCommand'], { wanted: false, whenAbsent: false })));
  },
};
