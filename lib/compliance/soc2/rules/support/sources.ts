/** Prowler's mapping of checks to the Trust Services Criteria. */
export const PROWLER_SOC2 = 'https://github.com/prowler-cloud/prowler/blob/master/prowler/compliance/aws/soc2_aws.json';

/** What cdk-nag's rules look at, and which of its packs have them. */
export const CDK_NAG_RULES = 'https://github.com/cdklabs/cdk-nag/blob/main/RULES.md';

/** CloudFormation's page about a resource, by the page's name, such as `elasticloadbalancingv2-listener`. */
export function resourceReference(page: string): string {
  return `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-${page}.html`;
}

/** The same by its type, such as `AWS::ECS::Service`. */
export function typeReference(type: string): string {
  return resourceReference(type.toLowerCase().split('::').slice(1).join('-'));
}
