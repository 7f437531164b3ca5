import { asList, statements, type Statement } from '../../../../cloudformation/policy';
import { isAbsent, object } from '../../../../cloudformation/read';
import { refersTo } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { joined, NOT_APPLICABLE, unresolved, type Verdict } from '../../verdict';

const WITH_DOCUMENT = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy'];

/** Who can have managed policies, and policies of their own. */
export const IDENTITY_TYPES = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** All that says what an identity may do. */
export const POLICY_TYPES = [...WITH_DOCUMENT, ...IDENTITY_TYPES];

/** A policy, and where it stands in its resource. */
export interface PolicyDocument { readonly path: string; readonly document: Value | undefined }

/** The policies that a resource holds. */
export function policiesIn(resource: Resource): readonly PolicyDocument[] {
  if (WITH_DOCUMENT.includes(resource.type)) {
    const document = resource.get('PolicyDocument');
    return isAbsent(document) ? [] : [{ path: 'PolicyDocument', document }];
  }
  return asList(resource.get('Policies')).map((policy, index) => object(policy) === undefined
    ? { path: `Policies.${index}`, document: policy }
    : { path: `Policies.${index}.PolicyDocument`, document: object(policy)?.PolicyDocument });
}

/**
 * Judges each statement that may allow something, of each policy that gives permissions: those that CDK makes for its own functions, and
 * those that only bound what others give, are left out.
 * @param judge is given the statement and its path, such as `PolicyDocument.Statement.0`
 */
export function eachAllowance(resource: Resource, estate: Estate, judge: (statement: Statement, path: string) => readonly string[]): Verdict {
  if (isOfCdk(resource) || isOnlyBoundary(resource, estate)) return NOT_APPLICABLE;
  return joined(policiesIn(resource).map(({ path, document }) => {
    const known = statements(document);
    if (known === undefined) return unresolved(path);
    return known.flatMap((statement, index) => statement.allows || !statement.isCertain ? judge(statement, `${path}.Statement.${index}`) : []);
  }));
}

/**
 * Functions that CDK adds to a stack, once and under a fixed id, to do at deployment what CloudFormation can't. Nobody who uses CDK can
 * narrow what they may do, and nobody but CloudFormation calls them.
 */
const PROVIDERS_OF_CDK = [
  'LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a', 'BucketNotificationsHandler050a0587b7544547bf325f094a3db834',
  'CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C', 'CustomAWSCDKOpenIdConnectProviderCustomResourceProviderRole517FED65',
];

function isOfCdk({ logicalId }: Resource): boolean {
  return PROVIDERS_OF_CDK.some((provider) => logicalId.startsWith(provider));
}

function isOnlyBoundary(policy: Resource, estate: Estate): boolean {
  if (policy.type !== 'AWS::IAM::ManagedPolicy' || ['Roles', 'Users', 'Groups'].some((property) => !isAbsent(policy.get(property)))) return false;
  const users = estate.referringTo(policy, ...IDENTITY_TYPES);
  return users.some((user) => refersTo(user.get('PermissionsBoundary'), policy)) && !users.some((user) => refersTo(user.get('ManagedPolicyArns'), policy));
}
