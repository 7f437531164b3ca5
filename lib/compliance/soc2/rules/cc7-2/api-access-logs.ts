import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { look } from '../support/look';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const REST = 'AWS::ApiGateway::Stage';
const HTTP = 'AWS::ApiGatewayV2::Stage';

/** Calls of an API leave a trace. */
export const API_ACCESS_LOGS: Rule = {
  criterion: TrustServicesCriterion.CC7_2,
  alsoServes: [TrustServicesCriterion.CC7_3],
  name: 'ApiAccessLogsEnabled',
  info: 'The stage of the API keeps no access log.',
  explanation: 'Who called what can then not be seen (CC7.2) nor looked into afterwards (CC7.3). Give the stage a log group in AccessLogSetting (REST) or AccessLogSettings (HTTP and WebSocket).',
  sources: [cloudFormation(REST), cloudFormation(HTTP), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [REST, HTTP],
  check: (stage) => compliantIf(!isAbsent(look(stage.properties, stage.type === REST ? 'AccessLogSetting' : 'AccessLogSettings', 'DestinationArn'))),
};
