import { isAbsent, list, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { logWriters, takesNoKmsKey } from '../support/log-buckets';
import { look } from '../support/look';

/** What is logged arrives. */
export const LOG_BUCKET_TAKES_LOGS: Rule = {
  criterion: TrustServicesCriterion.CC7_2,
  name: 'LogBucketTakesLogs',
  info: 'The bucket is encrypted in a way that keeps logs from arriving.',
  explanation: 'Application load balancers and S3 server access logging can\'t write to a bucket whose default encryption is a KMS key: logging is on and nothing arrives (CC7.2). Give the bucket for these logs SSE-S3 (AES256).',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html',
  ],
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket, { estate }) => {
    if (!logWriters(bucket, estate).some(takesNoKmsKey)) return NOT_APPLICABLE;
    const rules = look(bucket.properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration');
    if (isAbsent(rules)) return COMPLIANT;
    const known = list(rules);
    if (known === undefined) return unresolved('BucketEncryption');
    return joined(known.map((rule) => {
      const algorithm = look(rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm');
      if (isAbsent(algorithm)) return COMPLIANT;
      return text(algorithm) === undefined ? unresolved('BucketEncryption') : text(algorithm)?.startsWith('aws:kms') === true ? NON_COMPLIANT : COMPLIANT;
    }));
  },
};
