import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { TRAIL_RECORDS_EVERYWHERE } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/trail-records-everywhere';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test.each([
  [{ IsLogging: true, IsMultiRegionTrail: true }, []],
  [{ IsLogging: 'true', IsMultiRegionTrail: 'true', IncludeGlobalServiceEvents: 'true' }, []],
  [{ IsLogging: true }, ['IsMultiRegionTrail']],
  [{ IsLogging: false, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false }, ['IsLogging', 'IncludeGlobalServiceEvents']],
  [{ IsLogging: { Ref: 'On' }, IsMultiRegionTrail: true }, ['unresolved:IsLogging']],
])('a trail with %j gets %j', (properties, verdict) => {
  expect(judgedTemplate(TRAIL_RECORDS_EVERYWHERE, {
    Parameters: { On: { Type: 'String', Default: 'true' } },
    Resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: 'logs', ...properties } } },
  })).toEqual({ Trail: verdict });
});

test('trails of CDK record everywhere unless told otherwise', () => {
  expect(judged(TRAIL_RECORDS_EVERYWHERE, (stack) => {
    new Trail(stack, 'Trail');
    new Trail(stack, 'Here', { isMultiRegionTrail: false });
  })).toEqual({ 'Stack/Trail/Resource': [], 'Stack/Here/Resource': ['IsMultiRegionTrail'] });
});
