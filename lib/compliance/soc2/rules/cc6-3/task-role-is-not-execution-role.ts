import { isAbsent, reference, shown, text } from '../../../../cloudformation/read';
import { target } from '../../../../cloudformation/template';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { TASK_DEFINITION } from '../support/containers';
import { cloudFormation } from '../support/sources';

/** What runs in a task has not the permissions that starting it takes. */
export const TASK_ROLE_IS_NOT_EXECUTION_ROLE: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'TaskRoleIsNotExecutionRole',
  info: 'The task\'s own role is also the one that starts it.',
  explanation: 'The application can then read every secret and pull every image that the agent may, also those that it is not given (CC6.3: separation of duties). Give it a role of its own, or none.',
  sources: [
    cloudFormation(TASK_DEFINITION),
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html',
  ],
  resourceTypes: [TASK_DEFINITION],
  check: (resource) => {
    const [own, starting] = [resource.get('TaskRoleArn'), resource.get('ExecutionRoleArn')];
    if (isAbsent(own) || isAbsent(starting)) return isAbsent(own) && isAbsent(starting) ? NOT_APPLICABLE : COMPLIANT;
    const [one, other] = [nameOf(own), nameOf(starting)];
    if (shown(own) === shown(starting) || one !== undefined && one === other) return NON_COMPLIANT;
    return mayBeSame(own, one, starting, other) ? unresolved('TaskRoleArn') : COMPLIANT;
  },
};

/** The role's name, as far as the template gives it one. */
function nameOf(role: Value | undefined): string | undefined {
  const made = target(reference(role));
  const name = made === undefined ? shown(role).split('/').at(-1) : text(made.get('RoleName'));
  return name === undefined || name.includes('${') || name.includes('{{') ? undefined : name;
}

/** Two parameters may be handed the same role; what the app makes is not what is handed in. */
function mayBeSame(own: Value | undefined, one: string | undefined, starting: Value | undefined, other: string | undefined): boolean {
  const areOutside = [own, starting].every((role) => target(reference(role)) === undefined);
  return areOutside && (one === undefined || other === undefined);
}
