import { shown, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const LOGGING = 'AWS::WAFv2::LoggingConfiguration';

/** What the firewall decided can be read. cdk-nag's rule looks for the log in the same stack only. */
export const WEB_ACL_LOGS: Rule = {
  criterion: TrustServicesCriterion.CC7_2,
  alsoServes: [TrustServicesCriterion.CC7_3],
  name: 'WebAclLogsEnabled',
  info: 'The web ACL keeps no log.',
  explanation: 'What it blocked, counted and let through can then not be seen (CC7.2) nor looked into afterwards (CC7.3). Add an AWS::WAFv2::LoggingConfiguration for it.',
  sources: [cloudFormation(LOGGING), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: ['AWS::WAFv2::WebACL'],
  check: (acl, { estate }) => {
    if (estate.referringTo(acl, LOGGING).length > 0) return [];
    const name = text(acl.get('Name'));
    return compliantIf(name !== undefined && estate.ofType(LOGGING).some((log) => shown(log.get('ResourceArn')).includes(`/webacl/${name}/`)));
  },
};
