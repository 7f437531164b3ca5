import type { Statement } from '../../../../cloudformation/policy';
import { shown, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { target } from '../../../../cloudformation/template';
import { Reference, Text, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, unresolved } from '../../verdict';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';
import { namesUnknown, policiesOf, refusalsOfPlainHttp } from '../support/tls-only';

const POLICY = { type: 'AWS::S3::BucketPolicy', property: 'Bucket', name: 'BucketName' };

/** A bucket is read and written with encryption only. */
export const BUCKET_TAKES_TLS_ONLY: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'BucketTakesTlsOnly',
  info: 'The bucket answers requests that arrive without encryption.',
  explanation: 'Its objects can be read and changed on the way (CC6.7). Deny s3:* to everyone, on the bucket and on what is in it, where aws:SecureTransport is false: enforceSSL of CDK\'s Bucket does.',
  sources: [cloudFormation('AWS::S3::Bucket'), cloudFormation('AWS::S3::BucketPolicy'), securityHub('s3'), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: ['AWS::S3::Bucket'],
  check: (bucket, { estate }) => {
    const refusals = refusalsOfPlainHttp(policiesOf(bucket, POLICY, estate), ['s3:getobject', 's3:putobject', 's3:listbucket', 's3:deleteobject', 's3:restoreobject']);
    const covered = new Set(refusals.flatMap((refusal) => refusal === undefined ? [] : partsOf(refusal, bucket)));
    if (covered.has('bucket') && covered.has('objects')) return COMPLIANT;
    return refusals.some((refusal) => refusal === undefined || namesUnknown(refusal)) ? unresolved('BucketPolicy') : NON_COMPLIANT;
  },
};

/** What of the bucket a statement is about. */
function partsOf({ resources }: Statement, bucket: Resource): readonly string[] {
  return resources.flatMap((one) => {
    const pattern = patternOf(one, bucket);
    if (/^\*+$/.test(pattern) || pattern === '@*') return ['bucket', 'objects'];
    return pattern === '@' ? ['bucket'] : pattern === '@/*' ? ['objects'] : [];
  });
}

/** A resource with `@` where it means the bucket. */
function patternOf(value: Value, bucket: Resource): string {
  const parts = value instanceof Text ? value.parts : [value];
  const whole = parts.map((part) => part instanceof Reference && target(part)?.is(bucket) === true ? '@' : shown(part)).join('');
  const name = text(bucket.get('BucketName')) ?? shown(bucket.get('BucketName'));
  const rest = whole.replace(/^arn:.*:::/, '');
  return name !== '' && (rest === name || rest.startsWith(`${name}/`) || rest.startsWith(`${name}*`)) ? `@${rest.slice(name.length)}` : rest;
}
