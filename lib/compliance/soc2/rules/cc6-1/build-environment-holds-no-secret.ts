import { asList } from '../../../../cloudformation/policy';
import { isAbsent, object, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, NOT_APPLICABLE, unresolved } from '../../verdict';
import { checkVariable } from '../support/environment';
import { look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** A build fetches its secrets, it isn't given them in plain text. */
export const BUILD_ENVIRONMENT_HOLDS_NO_SECRET: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'BuildEnvironmentHoldsNoSecret',
  info: 'The build project is given a secret as plain text in its environment.',
  explanation: 'It shows in the console and in each build\'s record (CC6.1). Give the variable the type SECRETS_MANAGER, or PARAMETER_STORE for a SecureString.',
  sources: [CDK_NAG_RULES, securityHub('codebuild'), cloudFormation('AWS::CodeBuild::Project')],
  resourceTypes: ['AWS::CodeBuild::Project'],
  check: (resource) => {
    const variables = look(resource.get('Environment'), 'EnvironmentVariables');
    if (isAbsent(variables)) return NOT_APPLICABLE;
    return joined(asList(variables).map((variable) => {
      if (object(variable) === undefined) return unresolved('Environment.EnvironmentVariables');
      const type = text(look(variable, 'Type') ?? 'PLAINTEXT');
      return type === 'SECRETS_MANAGER' || type === 'PARAMETER_STORE' ? COMPLIANT : checkVariable(look(variable, 'Name'), look(variable, 'Value'), resource);
    }));
  },
};
