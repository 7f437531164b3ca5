import { CfnTrail, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { NAG_RULES } from '../../../../../../../lib/compliance/soc2/rules/cc7-3/nag';
import { TRAIL_REACHES_LOGS } from '../../../../../../../lib/compliance/soc2/rules/cc7-3/trail-reaches-logs';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const [VALIDATION] = NAG_RULES as [typeof NAG_RULES[number]];

test('a trail signs its log files', () => {
  expect(judged(VALIDATION, (stack) => {
    new Trail(stack, 'Usual');
    new CfnTrail(stack, 'Plain', { isLogging: true, s3BucketName: 'logs' });
  })).toEqual({ 'Stack/Usual/Resource': [], 'Stack/Plain': [''] });
  expect(judgedTemplate(VALIDATION, {
    Parameters: { Signed: { Type: 'String', Default: 'true' } },
    Resources: { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'logs', EnableLogFileValidation: { Ref: 'Signed' } } } },
  })).toEqual({ Trail: ['unresolved:properties'] });
});

test('a trail reaches CloudWatch Logs', () => {
  expect(judged(TRAIL_REACHES_LOGS, (stack) => {
    new Trail(stack, 'Files');
    new Trail(stack, 'Searched', { sendToCloudWatchLogs: true });
  })).toEqual({ 'Stack/Files/Resource': [''], 'Stack/Searched/Resource': [] });
});
