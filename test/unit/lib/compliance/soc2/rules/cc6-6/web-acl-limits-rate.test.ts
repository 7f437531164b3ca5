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
  expect(acl([counting, asking({ Block: {} }, 'not-too-often')])).toEqual(['Rules.0']);
  expect(acl([counting, { Name: 'n', Action: { Block: {} }, Statement: { NotStatement: { Statement: { LabelMatchStatement: { Scope: 'LABEL', Key: 'too-often' } } } } }])).toEqual(['Rules.0']);
});

const path = (SearchString: string, PositionalConstraint = 'STARTS_WITH', more: object = {}) => ({ ByteMatchStatement: { FieldToMatch: { UriPath: {} }, PositionalConstraint, SearchString, TextTransformations: [{ Priority: 0, Type: 'NONE' }], ...more } });
const not = (Statement: object) => ({ NotStatement: { Statement } });
const and = (...Statements: object[]) => ({ AndStatement: { Statements } });
const or = (...Statements: object[]) => ({ OrStatement: { Statements } });
const FROM_SET = { IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': ['Set', 'Arn'] } } };

/** A limit for what a statement is about; `Set` holds the addresses. */
const within = (ScopeDownStatement: object, Addresses: unknown = ['192.0.2.0/24']) => verdictOn(RULE, 'AWS::WAFv2::WebACL', { Rules: [rule({ Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 1000, ScopeDownStatement } } })] }, (stack) => {
  raw(stack, 'Set', 'AWS::WAFv2::IPSet', { Addresses });
});

test.each([
  [not(path('/'))], [not(or(path('/'), path('/api')))], [not({ SizeConstraintStatement: { ComparisonOperator: 'GE', Size: '0', FieldToMatch: { UriPath: {} } } })], [and(path('/api'), not(path('/api')))],
  [and(path('/api'), not(path('/')))], [path('login')], [path('login', 'EXACTLY')], [or(path('a'), path('b'))], [FROM_SET], [and(path('/'), FROM_SET)],
])('a limit for no request, or for some callers only, is none: %j', (scope) => {
  expect(within(scope)).toEqual(['']);
});

test.each([
  [path('/login')], [path('/login', 'EXACTLY')], [path('login', 'CONTAINS')], [path('login', 'STARTS_WITH', { FieldToMatch: { Body: {} } })], [path('bG9naW4=', 'STARTS_WITH', { TextTransformations: [{ Priority: 0, Type: 'BASE64_DECODE' }] })],
  [not(FROM_SET)], [and(path('/api'), not(FROM_SET))], [{ GeoMatchStatement: { CountryCodes: ['US'] } }], [or(path('nowhere'), path('/login'))], [not(path('/health'))],
])('a limit for some requests, or for all but some callers, is one: %j', (scope) => {
  expect(within(scope)).toEqual([]);
});

test('addresses may be none, all or unknown', () => {
  expect(within(FROM_SET, [])).toEqual(['']);
  expect(within(not(FROM_SET), [])).toEqual([]);
  expect(within(FROM_SET, ['0.0.0.0/1', '128.0.0.0/1'])).toEqual([]);
  expect(within(FROM_SET, HANDED_IN)).toEqual([]);
});

test('a limit whose turn never comes is none', () => {
  const decided = (first: object, Priority: unknown = 5) => acl([{ Name: 'first', Priority: 1, Statement: path('/'), ...first }, rule({ Action: { Block: {} }, Priority })]);
  expect(decided({ Action: { Allow: {} } })).toEqual(['']);
  expect(decided({ Action: { Allow: {} } }, '5')).toEqual(['']);
  expect(decided({ Action: { Allow: {} } }, 0)).toEqual([]);
  expect(decided({ Action: { Count: {} } })).toEqual([]);
  expect(decided({ Action: { Allow: {} }, Statement: path('/health') })).toEqual([]);
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
