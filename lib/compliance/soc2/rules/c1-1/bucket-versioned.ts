import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { isArtifactStore } from '../support/log-buckets';
import { look } from '../support/look';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const BUCKET = 'AWS::S3::Bucket';

/** What is kept can't be overwritten or deleted for good by mistake. */
export const BUCKET_VERSIONED: Rule = {
  criterion: TrustServicesCriterion.C1_1,
  alsoServes: [TrustServicesCriterion.A1_2, TrustServicesCriterion.C1_2, TrustServicesCriterion.CC7_4],
  name: 'BucketVersioned',
  info: 'The bucket keeps no former versions of its objects.',
  explanation: 'What somebody, or ransomware, overwrites or deletes is then gone before its time (C1.1, A1.2). Set VersioningConfiguration to Enabled, with a lifecycle rule that ends former versions. Where a pipeline keeps artifacts that it can make again, this is not asked.',
  sources: [cloudFormation(BUCKET), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [BUCKET],
  check: (bucket, { estate }) => {
    if (isArtifactStore(bucket, estate)) return NOT_APPLICABLE;
    const status = look(bucket.properties, 'VersioningConfiguration', 'Status');
    if (isAbsent(status)) return NON_COMPLIANT;
    return text(status) === undefined ? unresolved('VersioningConfiguration') : compliantIf(text(status) === 'Enabled');
  },
};
