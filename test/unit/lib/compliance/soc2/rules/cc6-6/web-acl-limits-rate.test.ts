import { Stack } from 'aws-cdk-lib';
import { CfnRuleGroup, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { WEB_ACL_LIMITS_RATE as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-6/web-acl-limits-rate';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const RATE = { RateBasedStatement: { Limit: 1000, AggregateKeyType: 'IP' } };
const rule = (properties: object) => ({ Name: 'r', Priority: 0, Statement: RATE, ...properties });
const MANAGED = { Name: 'm', Priority: 9, OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } } };

/** A web ACL with these rules; `Group` is a rule group with those. */
const acl = (Rules: unknown, groupRules: unknown = []) => verdictOn(RULE, 'AWS::WAFv2::WebACL', { Rules }, (stack) => { raw(stack, 'Group', 'AWS::WAFv2::RuleGroup', { Rules: groupRules }); });
const byGroup = (reference: object = {}, properties: object = { OverrideAction: { None: {} } }) => ({ Name: 'g', Priority: 1, Statement: { RuleGroupReferenceStatement: { Arn: { 'Fn::GetAtt': ['Group', 'Arn'] }, ...reference } }, ...properties });

test.each([[{ Block: {} }], [{ Block: { CustomResponse: { ResponseCode: 429 } } }], [{ Captcha: {} }], [{ Challenge: {} }]])('a limit that stops complies: %j', (Action) => {
  expect(acl([MANAGED, rule({ Action })])).toEqual([]);
});

test('no limit is found, nor what AWS\'s groups do instead', () => {
  expect(acl([])).toEqual(['']);
  expect(acl(undefined)).toEqual(['']);
  expect(acl([MANAGED, { Name: 'geo', Action: { Block: {} }, Statement: { GeoMatchStatement: { CountryCodes: ['XX'] } } }])).toEqual(['']);
});

test.each([[{ Count: {} }], [{ Allow: {} }]])('a limit that only counts is found: %j', (Action) => {
  expect(acl([MANAGED, rule({ Action })])).toEqual(['Rules.1']);
});

test('one that counts and labels complies where another rule blocks the label', () => {
  const counting = rule({ Action: { Count: {} }, RuleLabels: [{ Name: 'too-often' }] });
  const asking = (Action: object, Key = 'too-often') => ({ Name: 'l', Action, Statement: { AndStatement: { Statements: [{ LabelMatchStatement: { Scope: 'LABEL', Key } }] } } });
  expect(acl([counting, asking({ Block: {} })])).toEqual([]);
  expect(acl([counting, asking({ Block: {} }, 'awswaf:123456789012:webacl:w:too-often')])).toEqual([]);
  expect(acl([counting, asking({ Count: {} })])).toEqual(['Rules.0']);
  expect(acl([counting, asking({ Block: {} }, 'other')])).toEqual(['Rules.0']);
  expect(acl([counting, { Name: 'n', Action: { Block: {} }, Statement: { NotStatement: { Statement: { LabelMatchStatement: { Scope: 'LABEL', Key: 'too-often' } } } } }])).toEqual(['Rules.0']);
});

test('a rule group of the app may hold it', () => {
  const blocking = [rule({ Action: { Block: {} } })];
  expect(acl([byGroup()], blocking)).toEqual([]);
  expect(acl([byGroup()], [rule({ Action: { Count: {} } })])).toEqual(['Rules.0']);
  expect(acl([byGroup()])).toEqual(['']);
});

test('what the reference overrides counts', () => {
  const blocking = [rule({ Action: { Block: {} } })];
  expect(acl([byGroup({}, { OverrideAction: { Count: {} } })], blocking)).toEqual(['Rules.0']);
  expect(acl([byGroup({ ExcludedRules: [{ Name: 'r' }] })], blocking)).toEqual(['Rules.0']);
  expect(acl([byGroup({ RuleActionOverrides: [{ Name: 'r', ActionToUse: { Count: {} } }] })], blocking)).toEqual(['Rules.0']);
  expect(acl([byGroup({ RuleActionOverrides: [{ Name: 'other', ActionToUse: { Count: {} } }] })], blocking)).toEqual([]);
  expect(acl([byGroup({ RuleActionOverrides: [{ Name: 'r', ActionToUse: { Block: {} } }] })], [rule({ Action: { Count: {} } })])).toEqual([]);
});

test('a group that is brought, and what deployment decides, is a finding of its own', () => {
  expect(acl([byGroup({ Arn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/rulegroup/x/1' })])).toEqual(unresolvedAt('Rules'));
  expect(acl([byGroup({ Arn: 'arn:x' }), rule({ Action: { Block: {} } })])).toEqual([]);
  expect(acl([rule({ Action: HANDED_IN })])).toEqual(unresolvedAt('Rules'));
  expect(acl(HANDED_IN)).toEqual(unresolvedAt('Rules'));
});

test('the group may stand in another stack', () => {
  expect(judged(RULE, (stack) => {
    const visibilityConfig = { cloudWatchMetricsEnabled: true, metricName: 'm', sampledRequestsEnabled: true };
    const group = new CfnRuleGroup(new Stack(stack.node.scope, 'Other'), 'Group', {
      capacity: 10, scope: 'REGIONAL', visibilityConfig, rules: [{ name: 'r', priority: 0, action: { block: {} }, statement: { rateBasedStatement: { limit: 100, aggregateKeyType: 'IP' } }, visibilityConfig }],
    });
    new CfnWebACL(stack, 'Acl', {
      scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig,
      rules: [{ name: 'g', priority: 0, overrideAction: { none: {} }, statement: { ruleGroupReferenceStatement: { arn: group.attrArn } }, visibilityConfig }],
    });
  })).toEqual({ 'Stack/Acl': [] });
});
