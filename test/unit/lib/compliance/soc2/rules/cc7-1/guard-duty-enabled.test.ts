import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { GUARD_DUTY_ENABLED } from '../../../../../../../lib/compliance/soc2/rules/cc7-1/guard-duty-enabled';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test('a detector must be enabled', () => {
  expect(judged(GUARD_DUTY_ENABLED, (stack) => {
    new CfnDetector(stack, 'On', { enable: true });
    new CfnDetector(stack, 'Off', { enable: false });
  })).toEqual({ 'Stack/On': [], 'Stack/Off': [''] });
});

test('what deployment decides can\'t be told', () => {
  expect(judgedTemplate(GUARD_DUTY_ENABLED, {
    Parameters: { On: { Type: 'String', Default: 'true' } },
    Resources: { Detector: { Type: 'AWS::GuardDuty::Detector', Properties: { Enable: { Ref: 'On' } } } },
  })).toEqual({ Detector: ['unresolved:Enable'] });
});
