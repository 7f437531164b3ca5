import { rules } from 'cdk-nag';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { NagRule } from '../../nag-rule';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const { CC7_3 } = TrustServicesCriterion;

/** The rules of cdk-nag that fit as they are. */
export const NAG_RULES: readonly NagRule[] = [
  {
    criterion: CC7_3,
    name: 'CloudTrailLogFileValidationEnabled',
    info: 'The trail does not sign its log files.',
    explanation: 'Whether somebody changed or removed them afterwards can then not be shown (CC7.3). Set EnableLogFileValidation.',
    sources: [cloudFormation('AWS::CloudTrail::Trail'), CDK_NAG_RULES, PROWLER_SOC2],
    rule: rules.cloudtrail.CloudTrailLogFileValidationEnabled,
  },
];
