import { covers, mayBeForService, statements } from '../../../../cloudformation/policy';
import { isAbsent } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, unresolved } from '../../verdict';
import { Breadth, breadthOf } from '../support/breadth';
import { limitedBy } from '../support/conditions';
import { eachAllowance, POLICY_TYPES } from '../support/policies';
import { isEverything } from '../support/resource-patterns';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';
import { takesNoResource } from '../support/without-resources';

/** Keys about the resource: those of services, and the global ones that tell resources apart. */
const RESOURCE_KEY = /^(?!aws:)[\w-]+:|^aws:(resource(tag\/.*|account|orgid|orgpaths)|requesttag\/.*|calledvia(first|last)?|viaawsservice)$/i;

/** Judged by rules of their own. */
const ELSEWHERE = ['iam:passrole', 'ecs:runtask'];

/** What somebody may act on is named. */
export const POLICY_NAMES_RESOURCES: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'PolicyNamesResources',
  info: 'A statement allows actions on all resources that could be limited to some.',
  explanation: 'It reaches what belongs to others, and what is yet to come (CC6.3: least privilege). Name the resources, or limit the statement by a condition such as aws:ResourceTag. All in one named thing (arn:…:bucket/*) is named; actions that take no resource, and those that only list and describe, may be on *.',
  sources: [
    cloudFormation('AWS::IAM::Policy'), CDK_NAG_RULES,
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  ],
  resourceTypes: POLICY_TYPES,
  check: (resource, { estate }) => eachAllowance(resource, estate, (statement, path) => {
    const isLimitable = statement.actions.some((action) => breadthOf(action) === Breadth.NAMED && !isBeyondLimits(action, resource));
    if (!isLimitable || limitedBy(statement, RESOURCE_KEY) === true) return COMPLIANT;
    if (!isAbsent(statement.raw.NotResource)) return [`${path}.NotResource`];
    const everything = statement.resources.map(isEverything);
    return everything.includes(true) ? [`${path}.Resource`] : everything.includes(undefined) ? unresolved(`${path}.Resource`) : COMPLIANT;
  }),
};

/** It takes no resource, or another rule looks at it. */
function isBeyondLimits(action: string, resource: Resource): boolean {
  return takesNoResource(action) || isElsewhere(action) || isText(action, resource);
}

function isElsewhere(action: string): boolean {
  return ELSEWHERE.some((other) => covers(action, other));
}

/** Text messages go to telephones, which are no resources; Cognito sends them by a role of its own. */
function isText(action: string, { type, properties }: Resource): boolean {
  return action === 'sns:publish' && type === 'AWS::IAM::Role'
    && statements(properties.AssumeRolePolicyDocument)?.every((trust) => mayBeForService(trust, 'cognito-idp')) === true;
}
