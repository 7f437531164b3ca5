import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkFlag } from '../support/look';
import { cloudFormation, PROWLER_SOC2 } from '../support/sources';

const DETECTOR = 'AWS::GuardDuty::Detector';

/** A detector that is there detects. */
export const GUARD_DUTY_ENABLED: Rule = {
  criterion: TrustServicesCriterion.CC7_1,
  alsoServes: [TrustServicesCriterion.CC7_2, TrustServicesCriterion.CC7_3, TrustServicesCriterion.CC7_4],
  name: 'GuardDutyDetectorEnabled',
  info: 'The detector of GuardDuty is suspended.',
  explanation: 'It then finds no threats in the account (CC7.1). Set Enable to true.',
  sources: [cloudFormation(DETECTOR), PROWLER_SOC2],
  resourceTypes: [DETECTOR],
  check: ({ properties }) => checkFlag(properties, ['Enable'], { whenAbsent: false }),
};
