import { Artifact, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { ManualApprovalAction, S3SourceAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BUCKET_VERSIONED } from '../../../../../../../lib/compliance/soc2/rules/c1-1/bucket-versioned';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test('buckets of CDK must be versioned, but for those that a pipeline passes artifacts through', () => {
  expect(judged(BUCKET_VERSIONED, (stack) => {
    const bucket = new Bucket(stack, 'Versioned', { versioned: true });
    new Bucket(stack, 'Plain');
    new Pipeline(stack, 'Pipeline', {
      artifactBucket: new Bucket(stack, 'Artifacts'),
      stages: [
        { stageName: 'Source', actions: [new S3SourceAction({ actionName: 'S', bucket, bucketKey: 'k', output: new Artifact() })] },
        { stageName: 'Approve', actions: [new ManualApprovalAction({ actionName: 'A' })] },
      ],
    });
  })).toEqual({ 'Stack/Versioned/Resource': [], 'Stack/Plain/Resource': [''] });
});

test.each([['Enabled', []], ['Suspended', ['']], [{ Ref: 'Status' }, ['unresolved:VersioningConfiguration']]])('one with %j gets %j', (status, verdict) => {
  expect(judgedTemplate(BUCKET_VERSIONED, {
    Parameters: { Status: { Type: 'String', Default: 'Enabled' } },
    Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: status } } } },
  })).toEqual({ Bucket: verdict });
});
