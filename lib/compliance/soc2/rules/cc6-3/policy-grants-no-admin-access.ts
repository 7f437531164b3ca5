import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { Breadth, breadthOf } from '../support/breadth';
import { eachAllowance, POLICY_TYPES } from '../support/policies';
import { isEverything } from '../support/resource-patterns';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** Nobody may do everything with everything. */
export const POLICY_GRANTS_NO_ADMIN_ACCESS: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'PolicyGrantsNoAdminAccess',
  info: 'A statement allows all actions on all resources.',
  explanation: 'Who has it can change every control that the account has, its records too: no role is separate from another then (CC6.3). Name the actions that are needed, and the resources.',
  sources: [cloudFormation('AWS::IAM::Policy'), 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html', CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: POLICY_TYPES,
  check: (resource, { estate }) => eachAllowance(resource, estate, ({ actions, resources, isCertain }, path) => {
    const isAdmin = isCertain && actions.some((action) => breadthOf(action) === Breadth.ALL) && resources.some((one) => isEverything(one) === true);
    return compliantIf(!isAdmin, path);
  }),
};
