import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NOT_APPLICABLE } from '../../verdict';
import { openStatements } from '../support/open-statements';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::ECR::Repository': 'RepositoryPolicyText',
  'AWS::ECR::RegistryPolicy': 'PolicyText',
};

/** Not everyone may pull or push images. */
export const ECR_REPOSITORY_NOT_OPEN: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'ECRRepositoryNotOpen',
  info: 'The policy of the image repository or registry allows everyone something.',
  explanation: 'Anybody with an AWS account may then read images, or push one that the service will run (CC6.8). Name the accounts or roles as principals, or limit the statement by aws:PrincipalOrgID or the like.',
  sources: [cloudFormation('AWS::ECR::Repository'), 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html', CDK_NAG_RULES],
  resourceTypes: Object.keys(PROPERTIES),
  check: (resource) => {
    const property = PROPERTIES[resource.type] as string;
    const given = resource.get(property);
    if (isAbsent(given)) return resource.type === 'AWS::ECR::Repository' ? COMPLIANT : NOT_APPLICABLE;
    return openStatements(given, property);
  },
};
