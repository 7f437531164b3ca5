import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { enabledRules } from '../support/lifecycle';
import { logWriters } from '../support/log-buckets';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

const BUCKET = 'AWS::S3::Bucket';

/** By what a rule ends the versions that are followed by others. */
const ENDS_FORMER = ['NoncurrentVersionExpiration', 'NoncurrentVersionExpirationInDays'];

/** The same for logs in buckets. */
export const LOG_BUCKET_ENDS: Rule = {
  criterion: TrustServicesCriterion.C1_2,
  name: 'LogBucketLifecycleSet',
  info: 'The bucket that logs land in keeps them for ever.',
  explanation: 'What logs hold of people and customers is then never disposed of (C1.2). Add a lifecycle rule with ExpirationInDays; where the bucket is versioned, with NoncurrentVersionExpiration too, since expiry then leaves a former version.',
  sources: [cloudFormation(BUCKET), 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html'],
  resourceTypes: [BUCKET],
  check: (bucket, { estate }) => {
    if (logWriters(bucket, estate).length === 0) return NOT_APPLICABLE;
    const rules = enabledRules(bucket);
    if (rules === undefined) return unresolved('LifecycleConfiguration');
    if (rules.every((rule) => isAbsent(rule.ExpirationInDays) && isAbsent(rule.ExpirationDate))) return ['ExpirationInDays'];
    const isVersioned = text(look(bucket.properties, 'VersioningConfiguration', 'Status')) === 'Enabled';
    return compliantIf(!isVersioned || rules.some((rule) => ENDS_FORMER.some((property) => !isAbsent(rule[property]))), 'NoncurrentVersionExpiration');
  },
};
