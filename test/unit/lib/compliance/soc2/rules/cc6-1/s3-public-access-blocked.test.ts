import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { S3_PUBLIC_ACCESS_BLOCKED } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/s3-public-access-blocked';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const ALL = { BlockPublicAcls: true, BlockPublicPolicy: 'true', IgnorePublicAcls: true, RestrictPublicBuckets: true };
const bucket = (PublicAccessBlockConfiguration: object) => verdictOn(S3_PUBLIC_ACCESS_BLOCKED, 'AWS::S3::Bucket', { PublicAccessBlockConfiguration });

test('all four comply, and so does saying nothing: new buckets block by themselves', () => {
  expect(bucket(ALL)).toEqual([]);
  expect(verdictOn(S3_PUBLIC_ACCESS_BLOCKED, 'AWS::S3::Bucket', {})).toEqual([]);
});

test.each([{}, { ...ALL, RestrictPublicBuckets: false }, { ...ALL, BlockPublicPolicy: 'false' }, { BlockPublicAcls: true, IgnorePublicAcls: true }])('less is found: %j', (settings) => {
  expect(bucket(settings)).toEqual(['']);
});

test('an access point has a block of its own', () => {
  const accessPoint = (PublicAccessBlockConfiguration: object) => verdictOn(S3_PUBLIC_ACCESS_BLOCKED, 'AWS::S3::AccessPoint', { Bucket: 'b', PublicAccessBlockConfiguration });

  expect(accessPoint(ALL)).toEqual([]);
  expect(accessPoint({ ...ALL, BlockPublicPolicy: false })).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(bucket(HANDED_IN)).toEqual(unresolvedAt('PublicAccessBlockConfiguration'));
  expect(bucket({ ...ALL, BlockPublicAcls: HANDED_IN })).toEqual(unresolvedAt('PublicAccessBlockConfiguration.BlockPublicAcls'));
});

test('buckets that CDK makes', () => {
  const found = judged(S3_PUBLIC_ACCESS_BLOCKED, (stack) => {
    new Bucket(stack, 'Default');
    new Bucket(stack, 'Blocked', { blockPublicAccess: BlockPublicAccess.BLOCK_ALL });
    new Bucket(stack, 'Open', { publicReadAccess: true, blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY });
  });

  expect(found).toEqual({ 'Stack/Default/Resource': [], 'Stack/Blocked/Resource': [], 'Stack/Open/Resource': [''] });
});

test('other resources are not looked at', () => {
  expect(verdictOn(S3_PUBLIC_ACCESS_BLOCKED, 'AWS::S3::BucketPolicy', {})).toBeUndefined();
});
