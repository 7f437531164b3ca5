import { isAbsent, object, objects, text } from '../../../../cloudformation/read';
import { refersTo } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { kindOf, LOAD_BALANCER } from './load-balancing';

/** Who writes logs to buckets, and by which property it names them. */
const WRITERS: Readonly<Record<string, (writer: Resource) => Value | undefined>> = {
  [LOAD_BALANCER]: (balancer) => objects(balancer.get('LoadBalancerAttributes')).filter(({ Key: key }) => /^(access|connection)_logs\.s3\.bucket$/.test(text(key) ?? '')).map(({ Value: value }) => value ?? null),
  'AWS::ElasticLoadBalancing::LoadBalancer': (balancer) => balancer.get('AccessLoggingPolicy', 'S3BucketName'),
  'AWS::S3::Bucket': (bucket) => bucket.get('LoggingConfiguration', 'DestinationBucketName'),
  'AWS::CloudTrail::Trail': (trail) => trail.get('S3BucketName'),
  'AWS::EC2::FlowLog': (log) => log.get('LogDestination'),
  'AWS::WAFv2::LoggingConfiguration': (log) => log.get('LogDestinationConfigs'),
  'AWS::CloudFront::Distribution': (distribution) => distribution.get('DistributionConfig', 'Logging', 'Bucket'),
};

/** The resources whose logs land in a bucket, of all stacks. */
export function logWriters(bucket: Resource, estate: Estate): readonly Resource[] {
  const others = estate.referringTo(bucket, ...Object.keys(WRITERS)).filter((writer) => refersTo(WRITERS[writer.type]?.(writer), bucket));
  const logging = object(bucket.get('LoggingConfiguration'));
  // Without a destination a bucket logs to itself.
  return logging !== undefined && isAbsent(logging.DestinationBucketName) ? [...others, bucket] : others;
}

/** Whether it is where an application load balancer or S3 itself puts logs: neither can write under a KMS key. */
export function takesNoKmsKey(writer: Resource): boolean {
  return writer.type === 'AWS::S3::Bucket' || writer.type === 'AWS::ElasticLoadBalancing::LoadBalancer' || writer.type === LOAD_BALANCER && kindOf(writer) === 'application';
}

/** Whether a bucket only passes on what a pipeline can make again. */
export function isArtifactStore(bucket: Resource, estate: Estate): boolean {
  return estate.referringTo(bucket, 'AWS::CodePipeline::Pipeline')
    .some((pipeline) => refersTo(pipeline.get('ArtifactStore'), bucket) || refersTo(pipeline.get('ArtifactStores'), bucket));
}
