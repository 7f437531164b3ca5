/** Prowler's mapping of checks to the Trust Services Criteria. */
export const PROWLER_SOC2 = 'https://github.com/prowler-cloud/prowler/blob/master/prowler/compliance/aws/soc2_aws.json';

/** What cdk-nag's rules look at, and which of its packs have them. */
export const CDK_NAG_RULES = 'https://github.com/cdklabs/cdk-nag/blob/main/RULES.md';

/** CloudFormation's page about a type of resource, such as `AWS::ECS::Service`. */
export function cloudFormation(type: string): string {
  const page = type.toLowerCase().split('::').slice(1).join('-');
  return `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-${page}.html`;
}
