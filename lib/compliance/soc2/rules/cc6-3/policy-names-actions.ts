import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { Breadth, breadthOf } from '../support/breadth';
import { eachAllowance, POLICY_TYPES } from '../support/policies';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** What somebody may do is named, not "all of a service". */
export const POLICY_NAMES_ACTIONS: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'PolicyNamesActions',
  info: 'A statement allows all actions of a service, or all but some.',
  explanation: 'It gives more than anybody needs, and what the service learns tomorrow too (CC6.3: least privilege). Name the actions. A verb with a wildcard, such as s3:GetObject*, is taken for a name, as CDK\'s grants write it; in services that give access, such as iam, only one that shows is.',
  sources: [cloudFormation('AWS::IAM::Policy'), 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html', CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: POLICY_TYPES,
  check: (resource, { estate }) => eachAllowance(resource, estate, ({ actions, isPlain, isCertain, raw }, path) => {
    if (!isCertain) return unresolved(`${path}.Effect`);
    if (!isAbsent(raw.NotAction)) return [`${path}.NotAction`];
    const isBroad = actions.some((action) => breadthOf(action) !== Breadth.NAMED);
    if (!isBroad && !isPlain) return isAbsent(raw.Action) ? COMPLIANT : unresolved(`${path}.Action`);
    return compliantIf(!isBroad, `${path}.Action`);
  }),
};
