import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkFlag } from '../support/look';
import { cloudFormation, PROWLER_SOC2 } from '../support/sources';

const TRAIL = 'AWS::CloudTrail::Trail';

/** A trail misses no region. */
export const TRAIL_RECORDS_EVERYWHERE: Rule = {
  criterion: TrustServicesCriterion.CC7_2,
  alsoServes: [TrustServicesCriterion.CC7_1],
  name: 'TrailRecordsEverywhere',
  info: 'The trail is off, or leaves out other regions or services that have no region.',
  explanation: 'Whoever works where nobody looks is not seen: IAM, for one, is a service without region (CC7.2). Set IsLogging and IsMultiRegionTrail, and don\'t turn off IncludeGlobalServiceEvents.',
  sources: [cloudFormation(TRAIL), PROWLER_SOC2],
  resourceTypes: [TRAIL],
  check: ({ properties }) => [
    ...checkFlag(properties, ['IsLogging'], { whenAbsent: false, finding: 'IsLogging' }),
    ...checkFlag(properties, ['IsMultiRegionTrail'], { whenAbsent: false, finding: 'IsMultiRegionTrail' }),
    // Trails are made with it unless told otherwise.
    ...checkFlag(properties, ['IncludeGlobalServiceEvents'], { whenAbsent: true, finding: 'IncludeGlobalServiceEvents' }),
  ],
};
