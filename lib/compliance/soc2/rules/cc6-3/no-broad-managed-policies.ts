import { isAbsent } from '../../../../cloudformation/read';
import { Unknown } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { attachedTo } from '../support/managed-policies';
import { IDENTITY_TYPES } from '../support/policies';
import { CDK_NAG_RULES, PROWLER_SOC2, cloudFormation } from '../support/sources';

/** AWS's policies that reach everything of a service, or of all services, by what their names say. */
const BROAD = /(^|\/)(Administrator|PowerUser|ReadOnlyAccess$|ViewOnlyAccess$|job-function\/)|FullAccess|(ReadOnly|ReadWrite|Administrator|PowerUser|ReadOnlyAccess|DeveloperAccess|Admin)(Access)?(_v\d+)?$/;

/** What a machine needs to fetch its images; AWS names it for that. */
const NARROW = /^AmazonEC2ContainerRegistry(ReadOnly|PullOnly)$/;

/** Nobody has a policy of AWS's that is about all resources of a service. */
export const NO_BROAD_MANAGED_POLICIES: Rule = {
  criterion: TrustServicesCriterion.CC6_3,
  name: 'NoBroadManagedPolicies',
  info: 'A managed policy of AWS gives full access, administration, or reading and writing of all resources of a service.',
  explanation: 'Such policies name no resource, and AWS adds to them what a service learns (CC6.3: least privilege). Write a policy that names actions and resources. AWS\'s policies for the roles of services (service-role/…) are accepted: they allow what that service needs.',
  sources: [cloudFormation('AWS::IAM::Role'), 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html', CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: IDENTITY_TYPES,
  check: (resource) => {
    const attached = attachedTo(resource);
    if (attached.length === 0) return NOT_APPLICABLE;
    return attached.flatMap(({ path, awsName, arn }) => {
      if (awsName === undefined) return arn instanceof Unknown && !isAbsent(arn) ? unresolved(path) : [];
      return compliantIf(!BROAD.test(awsName) || NARROW.test(awsName) || awsName.startsWith('service-role/'), path);
    });
  },
};
