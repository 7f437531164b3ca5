import { shown, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { isUnresolved, joined, NOT_APPLICABLE, unresolved } from '../../verdict';
import { checkVariable } from '../support/environment';
import { cloudFormation } from '../support/sources';

const PARAMETER = 'AWS::SSM::Parameter';

/** Last parts of names that say nothing of what is in it. */
const SAYS_NOTHING = /\/(value|current|default|main|primary|latest)$/i;

/** What is confidential is not stored in the open. CloudFormation can't make parameters that are encrypted. */
export const PARAMETER_HOLDS_NO_SECRET: Rule = {
  criterion: TrustServicesCriterion.C1_1,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'ParameterHoldsNoSecret',
  info: 'A secret is kept in a parameter of Systems Manager without encryption.',
  explanation: 'Whoever may list parameters, or read the template, reads it (C1.1). Keep it in Secrets Manager, or in a SecureString made outside CloudFormation, and store its name here.',
  sources: [cloudFormation(PARAMETER), 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html'],
  resourceTypes: [PARAMETER],
  check: (parameter) => {
    if (text(parameter.get('Type')) === 'SecureString') return NOT_APPLICABLE;
    const findings = checkVariable(nameOf(parameter), parameter.get('Value'), parameter);
    return joined(findings.map((finding) => isUnresolved(finding) ? unresolved('Value') : ['']).concat([[]]));
  },
};

/** The last part of its name, or of its logical id, without what CDK adds to that. */
function nameOf(parameter: Resource): string {
  const name = shown(parameter.get('Name')).replace(/\$\{[^}]*\}/g, 'x').replace(SAYS_NOTHING, '');
  return name === '' ? parameter.logicalId.replace(/[0-9A-F]{8}$/, '').replace(/(Ssm)?Param(eter)?$/i, '') : name.split('/').at(-1) ?? name;
}
