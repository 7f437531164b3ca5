import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT } from '../../verdict';
import { checkFlag, look } from '../support/look';
import { cloudFormation, PROWLER_SOC2 } from '../support/sources';

const RECORDER = 'AWS::Config::ConfigurationRecorder';

/** Changes of any configuration are found. */
export const CONFIG_RECORDS_ALL: Rule = {
  criterion: TrustServicesCriterion.CC7_1,
  alsoServes: [TrustServicesCriterion.CC7_2, TrustServicesCriterion.CC8_1],
  name: 'ConfigRecordsAllResources',
  info: 'AWS Config records only some types of resources.',
  explanation: 'Changes of what it leaves out are not found (CC7.1), nor can they be compared with what was approved (CC8.1). Set AllSupported in the RecordingGroup, or leave out types by name (EXCLUSION_BY_RESOURCE_TYPES).',
  sources: [cloudFormation(RECORDER), PROWLER_SOC2],
  resourceTypes: [RECORDER],
  check: ({ properties }) => {
    const strategy = text(look(properties, 'RecordingGroup', 'RecordingStrategy', 'UseOnly'));
    if (strategy === 'ALL_SUPPORTED_RESOURCE_TYPES' || strategy === 'EXCLUSION_BY_RESOURCE_TYPES') return COMPLIANT;
    return checkFlag(properties, ['RecordingGroup', 'AllSupported'], { whenAbsent: isAbsent(look(properties, 'RecordingGroup')) });
  },
};
