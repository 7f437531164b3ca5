import { Stack } from 'aws-cdk-lib';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { WEB_ACL_LOG_REDACTS } from '../../../../../../../lib/compliance/soc2/rules/c1-1/web-acl-log-redacts';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const header = (Name: unknown) => ({ SingleHeader: { Name } });

test.each([
  [undefined, ['authorization', 'cookie']],
  [[], ['authorization', 'cookie']],
  [[header('authorization'), { QueryString: {} }], ['cookie']],
  [[header('Authorization'), header('Cookie')], []],
  [[header('authorization'), header({ Ref: 'Header' })], ['unresolved:RedactedFields']],
])('a log with %j redacted gets %j', (fields, verdict) => {
  expect(judgedTemplate(WEB_ACL_LOG_REDACTS, {
    Parameters: { Header: { Type: 'String', Default: 'cookie' } },
    Resources: { Log: { Type: 'AWS::WAFv2::LoggingConfiguration', Properties: { ResourceArn: 'acl', LogDestinationConfigs: ['arn'], RedactedFields: fields } } },
  })).toEqual({ Log: verdict });
});

test('what the web ACL itself protects, also in another stack, need not be redacted again', () => {
  const protecting = (...fields: CfnWebACL.FieldToProtectProperty[]) => judged(WEB_ACL_LOG_REDACTS, (stack) => {
    const { attrArn: resourceArn } = new CfnWebACL(new Stack(stack.node.scope, 'Other'), 'Acl', {
      defaultAction: { allow: {} }, scope: 'REGIONAL', visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'm', sampledRequestsEnabled: true },
      dataProtectionConfig: { dataProtections: fields.map((field) => ({ action: 'SUBSTITUTION', field })) },
    });
    new CfnLoggingConfiguration(stack, 'Log', { resourceArn, logDestinationConfigs: ['arn'] });
  })['Stack/Log'];

  expect(protecting({ fieldType: 'SINGLE_HEADER', fieldKeys: ['authorization'] }, { fieldType: 'SINGLE_COOKIE' })).toEqual([]);
  expect(protecting({ fieldType: 'SINGLE_HEADER' })).toEqual([]);
  expect(protecting({ fieldType: 'SINGLE_HEADER', fieldKeys: ['authorization'] }, { fieldType: 'SINGLE_COOKIE', fieldKeys: ['theme'] })).toEqual(['cookie']);
});
