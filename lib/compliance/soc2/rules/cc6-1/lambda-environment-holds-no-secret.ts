import { isAbsent, object } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { NOT_APPLICABLE, unresolved } from '../../verdict';
import { checkVariable } from '../support/environment';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

/** A function is told where its secrets are, not what they are. */
export const LAMBDA_ENVIRONMENT_HOLDS_NO_SECRET: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'LambdaEnvironmentHoldsNoSecret',
  info: 'The function is given a secret as plain text in its environment.',
  explanation: 'Whoever may see the function\'s configuration reads it, and every version keeps it (CC6.1). Hand in the ARN of a secret, and let the function fetch it.',
  sources: [cloudFormation('AWS::Lambda::Function'), 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  resourceTypes: ['AWS::Lambda::Function'],
  check: (resource) => {
    const variables = look(resource.get('Environment'), 'Variables');
    if (isAbsent(variables)) return NOT_APPLICABLE;
    const given = object(variables);
    return given === undefined ? unresolved('Environment.Variables') : Object.entries(given).flatMap(([name, value]) => checkVariable(name, value, resource));
  },
};
