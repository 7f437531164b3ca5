import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { NOT_APPLICABLE } from '../../verdict';
import { openStatements } from '../support/open-statements';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** Where resources have policies that could let in the world. */
const POLICIES: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SNS::TopicInlinePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SQS::QueueInlinePolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
  'AWS::Elasticsearch::Domain': 'AccessPolicies',
  'AWS::OpenSearchService::Domain': 'AccessPolicies',
};

/** A bucket, topic, queue, secret or search domain is not the world's. */
export const RESOURCE_POLICY_NAMES_PRINCIPALS: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  alsoServes: [TrustServicesCriterion.CC6_6],
  name: 'ResourcePolicyNamesPrincipals',
  info: 'A statement of the resource\'s policy is for everybody.',
  explanation: 'A statement with principal * and no condition about who calls lets anyone in, also from outside the account (CC6.1). Name principals, or narrow it by a condition such as aws:PrincipalOrgID or aws:SourceArn.',
  sources: [CDK_NAG_RULES, securityHub('s3'), securityHub('sqs'), cloudFormation('AWS::S3::BucketPolicy'), cloudFormation('AWS::SQS::QueuePolicy')],
  resourceTypes: Object.keys(POLICIES),
  check: (resource) => {
    const property = POLICIES[resource.type] as string;
    const policy = resource.get(property);
    // A domain in a network is reached through its security groups only, and may leave it to them.
    if (isAbsent(policy) || !isAbsent(resource.get('VPCOptions'))) return NOT_APPLICABLE;
    return openStatements(policy, property);
  },
};
