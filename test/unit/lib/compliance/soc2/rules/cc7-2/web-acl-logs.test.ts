import { Stack } from 'aws-cdk-lib';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { WEB_ACL_LOGS } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/web-acl-logs';
import { judged } from '../../../../../../support/lib/soc2';

const ACL = { defaultAction: { allow: {} }, scope: 'REGIONAL', visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'm', sampledRequestsEnabled: true } };
const LOGS = ['arn:aws:logs:eu-west-1:123456789012:log-group:aws-waf-logs-a'];

test('a web ACL is logged by a configuration that refers to it, in any stack', () => {
  expect(judged(WEB_ACL_LOGS, (stack) => {
    const other = new Stack(stack.node.scope, 'Other');
    new CfnLoggingConfiguration(stack, 'Near', { resourceArn: new CfnWebACL(stack, 'Logged', ACL).attrArn, logDestinationConfigs: LOGS });
    new CfnLoggingConfiguration(other, 'Far', { resourceArn: new CfnWebACL(stack, 'LoggedElsewhere', ACL).attrArn, logDestinationConfigs: LOGS });
    new CfnWebACL(stack, 'Silent', ACL);
  })).toEqual({ 'Stack/Logged': [], 'Stack/LoggedElsewhere': [], 'Stack/Silent': [''] });
});

test('so it is by one that names it', () => {
  expect(judged(WEB_ACL_LOGS, (stack) => {
    new CfnWebACL(stack, 'Named', { ...ACL, name: 'edge' });
    new CfnWebACL(stack, 'Alike', { ...ACL, name: 'edg' });
    const resourceArn = stack.formatArn({ service: 'wafv2', resource: 'regional', resourceName: 'webacl/edge/0123' });
    new CfnLoggingConfiguration(stack, 'Log', { resourceArn, logDestinationConfigs: LOGS });
  })).toEqual({ 'Stack/Named': [], 'Stack/Alike': [''] });
});
