import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket, BucketPolicy } from 'aws-cdk-lib/aws-s3';
import { BUCKET_TAKES_TLS_ONLY as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/bucket-takes-tls-only';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const ARN = { 'Fn::GetAtt': ['Judged', 'Arn'] };
const OBJECTS = { 'Fn::Join': ['', [ARN, '/*']] };
const DENY = { Effect: 'Deny', Action: 's3:*', Principal: '*', Resource: [ARN, OBJECTS], Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

const bucket = (Statement: unknown, policy: object = { Bucket: { Ref: 'Judged' } }, properties: object = {}) => verdictOn(RULE, 'AWS::S3::Bucket', properties, (stack) => {
  raw(stack, 'Policy', 'AWS::S3::BucketPolicy', { PolicyDocument: { Statement }, ...policy });
});

test.each([
  [{}], [{ Action: '*' }], [{ Action: ['S3:*'] }], [{ Principal: { AWS: '*' } }], [{ Principal: { AWS: ['*'] } }], [{ Resource: '*' }], [{ Condition: { Bool: { 'AWS:securetransport': false } } }],
  [{ Condition: { BoolIfExists: { 'aws:SecureTransport': ['false'] } } }], [{ Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' } } }],
  [{ Resource: [{ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Judged}' }, { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Judged}/*' }] }], [{ Resource: { 'Fn::Sub': '${Judged.Arn}*' } }],
])('a policy that denies it all complies: %j', (change) => {
  expect(bucket([{ ...DENY, ...change }])).toEqual([]);
  expect(bucket({ ...DENY, ...change })).toEqual([]);
});

test.each([
  [{ Effect: 'Allow' }], [{ Action: 's3:GetObject' }], [{ Action: ['s3:Get*', 's3:Put*'] }], [{ Action: ['s3:*Object'] }], [{ Action: ['s3:Get*', 's3:Put*', 's3:List*', 's3:Delete*'] }], [{ Principal: { AWS: 'arn:aws:iam::123456789012:root' } }], [{ Resource: OBJECTS }], [{ Resource: ARN }],
  [{ Resource: [ARN, { 'Fn::Join': ['', [ARN, '/logs/*']] }] }], [{ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }], [{ Condition: undefined }],
  [{ Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '1' } } }], [{ Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] }],
])('one that denies less is found: %j', (change) => {
  expect(bucket([{ ...DENY, ...change }])).toEqual(['']);
});

test('two statements may share it; a bucket without a policy is found', () => {
  expect(bucket([{ ...DENY, Resource: ARN }, { ...DENY, Resource: OBJECTS }])).toEqual([]);
  expect(verdictOn(RULE, 'AWS::S3::Bucket', {})).toEqual(['']);
});

test('the policy may name the bucket, and be of another', () => {
  const named = { ...DENY, Resource: ['arn:aws:s3:::luigi-logs', 'arn:aws:s3:::luigi-logs/*'] };
  expect(bucket([named], { Bucket: 'luigi-logs' }, { BucketName: 'luigi-logs' })).toEqual([]);
  expect(bucket([named], { Bucket: 'other' }, { BucketName: 'luigi-logs' })).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(bucket(HANDED_IN)).toEqual(unresolvedAt('BucketPolicy'));
  expect(bucket([{ ...DENY, Resource: HANDED_IN }])).toEqual(unresolvedAt('BucketPolicy'));
  expect(bucket([HANDED_IN, DENY])).toEqual(unresolvedAt('BucketPolicy'));
});

test('L2, with a policy of another stack too', () => {
  expect(judged(RULE, (stack) => {
    new Bucket(stack, 'Good', { enforceSSL: true });
    new Bucket(stack, 'Bad');
    const bare = new Bucket(stack, 'Elsewhere');
    new BucketPolicy(new Stack(stack.node.scope, 'Other'), 'Policy', { bucket: bare }).document.addStatements(new PolicyStatement({
      effect: Effect.DENY, actions: ['s3:*'], principals: [new AnyPrincipal()], resources: [bare.bucketArn, bare.arnForObjects('*')], conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
  })).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': [''], 'Stack/Elsewhere/Resource': [] });
});
