import { asList } from '../../../../cloudformation/policy';
import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, NON_COMPLIANT, unresolved } from '../../verdict';
import { look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

/** A tag means the image that was tested. */
export const ECR_TAGS_IMMUTABLE: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  alsoServes: [TrustServicesCriterion.CC8_1],
  name: 'ECRTagsImmutable',
  info: 'Tags of the image repository can be moved to other images.',
  explanation: 'Who may push can then put another program under a tag that is deployed already (CC6.8), without a change that anybody approved (CC8.1). Set ImageTagMutability to IMMUTABLE.',
  sources: [
    cloudFormation('AWS::ECR::Repository'),
    'https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html',
    securityHub('ecr'),
  ],
  resourceTypes: ['AWS::ECR::Repository'],
  check: (resource) => {
    const given = resource.get('ImageTagMutability');
    if (isAbsent(given)) return NON_COMPLIANT;
    const mutability = text(given)?.toUpperCase();
    if (mutability === undefined) return unresolved('ImageTagMutability');
    if (mutability === 'IMMUTABLE') return COMPLIANT;
    if (mutability !== 'IMMUTABLE_WITH_EXCLUSION') return NON_COMPLIANT;
    const exempt = asList(resource.get('ImageTagMutabilityExclusionFilters')).map((filter) => text(look(filter, 'ImageTagMutabilityExclusionFilterValue')));
    if (exempt.includes(undefined)) return unresolved('ImageTagMutabilityExclusionFilters');
    return compliantIf(!exempt.some((filter) => /^\*+$/.test(filter ?? '')), 'ImageTagMutabilityExclusionFilters');
  },
};
