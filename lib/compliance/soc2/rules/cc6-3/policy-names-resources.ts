import { covers } from '../../../../cloudformation/policy';
import { isAbsent } from '../../../../cloudformation/read';
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
    const limitable = statement.actions.filter((action) => breadthOf(action) === Breadth.NAMED && !takesNoResource(action) && !isElsewhere(action));
    if (limitable.length === 0 || limitedBy(statement, RESOURCE_KEY) === true) return COMPLIANT;
    if (!isAbsent(statement.raw.NotResource)) return [`${path}.NotResource`];
    const everything = statement.resources.map(isEverything);
    return everything.includes(true) ? [`${path}.Resource`] : everything.includes(undefined) ? unresolved(`${path}.Resource`) : COMPLIANT;
  }),
};

function isElsewhere(action: string): boolean {
  return ELSEWHERE.some((other) => covers(action, other));
}
