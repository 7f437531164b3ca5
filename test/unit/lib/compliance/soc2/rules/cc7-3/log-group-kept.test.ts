import { CfnLogGroup, LogGroup, LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LOG_GROUP_KEPT } from '../../../../../../../lib/compliance/soc2/rules/cc7-3/log-group-kept';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

function group(properties: object, thresholds = {}) {
  const template = { Parameters: { Days: { Type: 'Number', Default: 400 } }, Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: properties } } };
  return judgedTemplate(LOG_GROUP_KEPT, template, thresholds).Group;
}

test.each([1, 90, 180, '90'])('%j days are too few', (days) => { expect(group({ RetentionInDays: days })).toEqual(['']); });
test.each([365, 731, '400', undefined])('%j days are enough', (days) => { expect(group({ RetentionInDays: days })).toEqual([]); });

test('the organisation says how many days it asks for', () => {
  expect(group({ RetentionInDays: 90 }, { logRetentionDays: 90 })).toEqual([]);
  expect(group({ RetentionInDays: 365 }, { logRetentionDays: 400 })).toEqual(['']);
});

test('what deployment decides can\'t be told; groups that only pass logs on are not looked at', () => {
  expect(group({ RetentionInDays: { Ref: 'Days' } })).toEqual(['unresolved:RetentionInDays']);
  expect(group({ LogGroupClass: 'DELIVERY', RetentionInDays: 1 })).toBeUndefined();
});

test('groups of CDK count, also those whose retention a function sets', () => {
  expect(judged(LOG_GROUP_KEPT, (stack) => {
    new LogGroup(stack, 'Usual');
    new LogGroup(stack, 'Short', { retention: RetentionDays.THREE_MONTHS });
    new CfnLogGroup(stack, 'Endless');
    new LogRetention(stack, 'OfFunction', { logGroupName: '/aws/lambda/function', retention: RetentionDays.ONE_WEEK });
  })).toEqual({ 'Stack/Usual/Resource': [], 'Stack/Short/Resource': [''], 'Stack/Endless': [], 'Stack/OfFunction/Resource': [''] });
});
