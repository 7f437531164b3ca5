import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { joined, NOT_APPLICABLE, unresolved } from '../../verdict';
import { checkAtLeast } from '../support/at-least';
import { enabledRules } from '../support/lifecycle';
import { logWriters } from '../support/log-buckets';
import { cloudFormation } from '../support/sources';

/** By what a rule is about some objects only. */
const NARROWING = ['Prefix', 'TagFilters', 'ObjectSizeLessThan', 'ObjectSizeGreaterThan'];

/** The same for logs in buckets. */
export const LOG_BUCKET_KEPT: Rule = {
  criterion: TrustServicesCriterion.CC7_3,
  alsoServes: [TrustServicesCriterion.CC7_2],
  name: 'LogBucketKeptLongEnough',
  info: 'The bucket that logs land in deletes them after fewer days than the organisation asks for.',
  explanation: 'An event that is looked into, or a period that is audited, may lie further back than the logs (CC7.3). Raise ExpirationInDays, or set the threshold logRetentionDays of Soc2Checks to what the organisation has decided; it is 365 unless said otherwise.',
  sources: [cloudFormation('AWS::S3::Bucket'), 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html'],
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket, { estate, thresholds }) => {
    if (logWriters(bucket, estate).length === 0) return NOT_APPLICABLE;
    const rules = enabledRules(bucket);
    if (rules === undefined) return unresolved('LifecycleConfiguration');
    return joined([[], ...rules
      // What is told by prefix, tag or size may be something else than the logs.
      .filter((rule) => NARROWING.every((property) => isAbsent(rule[property])))
      .map((rule) => checkAtLeast(thresholds.logRetentionDays, rule, ['ExpirationInDays'], { whenAbsent: Infinity }))]);
  },
};
