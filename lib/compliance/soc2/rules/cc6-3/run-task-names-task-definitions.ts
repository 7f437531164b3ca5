import { covers, type Statement } from '../../../../cloudformation/policy';
import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { Breadth, breadthOf } from '../support/breadth';
import { limitedBy } from '../support/conditions';
import { eachAllowance, POLICY_TYPES } from '../support/policies';
import { hasWildcard } from '../support/resource-patterns';
import { cloudFormation } from '../support/sources';

/** Who may start tasks may start the ones that are named, where they are meant to run. */
export const RUN_TASK_NAMES_TASK_DEFINITIONS: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'RunTaskNamesTaskDefinitions',
  info: 'A statement allows ecs:RunTask on task definitions that it does not name, or in any cluster.',
  explanation: 'Whoever may run any task definition acts with the role of any (CC6.3). Name the families (arn:…:task-definition/family:*), and the cluster by the condition ecs:cluster.',
  sources: [
    cloudFormation('AWS::IAM::Policy'),
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html',
  ],
  resourceTypes: POLICY_TYPES,
  check: (resource, { estate }) => eachAllowance(resource, estate, (statement, path) => {
    if (!allowsRunning(statement)) return COMPLIANT;
    if (!isAbsent(statement.raw.NotResource)) return [`${path}.NotResource`];
    const wide = statement.resources.map((definition) => hasWildcard(definition, resource.template, familyOf));
    const cluster = limitedBy(statement, /^ecs:cluster$/i);
    return [
      ...wide.includes(true) ? [`${path}.Resource`] : wide.includes(undefined) ? unresolved(`${path}.Resource`) : COMPLIANT,
      ...cluster === undefined ? unresolved(`${path}.Condition`) : compliantIf(cluster, `${path}.Condition`),
    ];
  }),
};

function allowsRunning({ actions }: Statement): boolean {
  return actions.some((action) => breadthOf(action) === Breadth.NAMED && covers(action, 'ecs:runtask'));
}

/** Without the revision, which may be any; a region or account that is any is no other task. */
function familyOf(arn: string): string {
  return arn.replace(/:[\d*]+$/, '').replace(/^.*task-definition\//, '') || arn;
}
