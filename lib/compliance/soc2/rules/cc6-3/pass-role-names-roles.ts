import { covers, servicePrefix, asList, statements, type Statement } from '../../../../cloudformation/policy';
import { isAbsent, object, reference } from '../../../../cloudformation/read';
import { target } from '../../../../cloudformation/template';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { Breadth, breadthOf } from '../support/breadth';
import { limitedBy } from '../support/conditions';
import { eachAllowance, POLICY_TYPES } from '../support/policies';
import { hasWildcard } from '../support/resource-patterns';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

/** Who may hand a role to a service may hand it just that role, to just that service. */
export const PASS_ROLE_NAMES_ROLES: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'PassRoleNamesRoles',
  info: 'A statement lets roles be passed that it does not name, or to services that it does not name.',
  explanation: 'Who may pass any role has the permissions of them all: a task or function that they start does for them what they may not (CC6.3). Name each role by its whole ARN, and the service by the condition iam:PassedToService; the latter is not asked for where the role\'s own trust policy, in the same app, names services only.',
  sources: [
    cloudFormation('AWS::IAM::Policy'), securityHub('iam'),
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  ],
  resourceTypes: POLICY_TYPES,
  check: (resource, { estate }) => eachAllowance(resource, estate, (statement, path) => {
    if (!allowsPassing(statement)) return COMPLIANT;
    if (!isAbsent(statement.raw.NotResource)) return [`${path}.NotResource`];
    const wide = statement.resources.map((role) => hasWildcard(role, resource.template));
    const service = limitedBy(statement, /^iam:PassedToService$/i, true);
    return [
      ...wide.includes(true) ? [`${path}.Resource`] : wide.includes(undefined) ? unresolved(`${path}.Resource`) : COMPLIANT,
      ...service === true || !wide.includes(true) && statement.resources.every(isForServicesOnly) ? COMPLIANT
        : service === undefined ? unresolved(`${path}.Condition`) : compliantIf(false, `${path}.Condition`),
    ];
  }),
};

/** By name, or by a pattern of the service: what allows everything is found as that. */
function allowsPassing({ actions }: Statement): boolean {
  return actions.some((action) => breadthOf(action) !== Breadth.ALL && covers(action, 'iam:passrole'));
}

/** Whether it is a role of the app that only services can take on. */
function isForServicesOnly(value: Value): boolean {
  const role = target(reference(value));
  const trust = role?.type === 'AWS::IAM::Role' ? statements(role.get('AssumeRolePolicyDocument')) : undefined;
  return trust?.every(({ principal }) => {
    const kinds = Object.keys(object(principal) ?? { other: true });
    return kinds.length === 1 && kinds[0] === 'Service' && asList(object(principal)?.Service).every((name) => servicePrefix(name) !== undefined);
  }) === true;
}
