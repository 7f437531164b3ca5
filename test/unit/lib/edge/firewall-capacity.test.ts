import { Lazy } from 'aws-cdk-lib';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { awsRules } from '../../../../lib/edge/firewall/aws-rules';
import { capacityOf } from '../../../../lib/edge/firewall/capacity';
import { rateRules } from '../../../../lib/edge/firewall/rate-rules';
import { ruleOf } from '../../../../lib/edge/firewall/rule-sketch';
import { ownRule } from './firewall-scene';

const NONE = [{ priority: 0, type: 'NONE' }];
const DECODED = [{ priority: 0, type: 'URL_DECODE' }, { priority: 1, type: 'LOWERCASE' }];
const body = { fieldToMatch: { body: {} }, textTransformations: NONE };
const geo = { geoMatchStatement: { countryCodes: ['AQ'] } };

const unitsOf = (statement: CfnWebACL.StatementProperty): number => capacityOf([ownRule('A', 1, { statement })]).units;

// Numbers of the developer guide
test.each<[string, number, CfnWebACL.StatementProperty]>([
  ['a whole string', 2, { byteMatchStatement: { ...body, positionalConstraint: 'EXACTLY', searchString: 'x' } }],
  ['a string within', 10, { byteMatchStatement: { ...body, positionalConstraint: 'CONTAINS', searchString: 'x' } }],
  ['a word within', 10, { byteMatchStatement: { ...body, positionalConstraint: 'CONTAINS_WORD', searchString: 'x' } }],
  ['two transformations', 22, { byteMatchStatement: { fieldToMatch: { uriPath: {} }, textTransformations: DECODED, positionalConstraint: 'STARTS_WITH', searchString: 'x' } }],
  ['all query arguments', 12, { byteMatchStatement: { ...body, fieldToMatch: { allQueryArguments: {} }, positionalConstraint: 'EXACTLY', searchString: 'x' } }],
  ['a JSON body', 4, { byteMatchStatement: { ...body, fieldToMatch: { jsonBody: { matchPattern: { all: {} }, matchScope: 'ALL' } }, positionalConstraint: 'EXACTLY', searchString: 'x' } }],
  ['a pattern', 3, { regexMatchStatement: { ...body, regexString: 'x' } }],
  ['a set of patterns', 25, { regexPatternSetReferenceStatement: { ...body, arn: 'arn' } }],
  ['a size', 1, { sizeConstraintStatement: { ...body, comparisonOperator: 'GT', size: 1 } }],
  ['SQL', 20, { sqliMatchStatement: body }],
  ['SQL, closely', 30, { sqliMatchStatement: { ...body, sensitivityLevel: 'HIGH' } }],
  ['scripts', 40, { xssMatchStatement: body }],
  ['a country', 1, geo],
  ['a network', 1, { asnMatchStatement: { asnList: [64496] } }],
  ['a label', 1, { labelMatchStatement: { scope: 'LABEL', key: 'a:b' } }],
  ['addresses', 1, { ipSetReferenceStatement: { arn: 'arn' } }],
  ['addresses, the first of a header', 1, { ipSetReferenceStatement: { arn: 'arn', ipSetForwardedIpConfig: { headerName: 'x', fallbackBehavior: 'MATCH', position: 'FIRST' } } }],
  ['addresses, any of a header', 5, { ipSetReferenceStatement: { arn: 'arn', ipSetForwardedIpConfig: { headerName: 'x', fallbackBehavior: 'MATCH', position: 'ANY' } } }],
  ['all of some', 41, { andStatement: { statements: [geo, { xssMatchStatement: body }] } }],
  ['one of some', 2, { orStatement: { statements: [geo, geo] } }],
  ['not', 40, { notStatement: { statement: { xssMatchStatement: body } } }],
  ['a rate', 2, { rateBasedStatement: { aggregateKeyType: 'IP', limit: 100 } }],
  ['a rate of some', 3, { rateBasedStatement: { aggregateKeyType: 'IP', limit: 100, scopeDownStatement: geo } }],
  ['a rate by two keys', 62, { rateBasedStatement: { aggregateKeyType: 'CUSTOM_KEYS', limit: 100, customKeys: [{ ip: {} }, { httpMethod: {} }] } }],
  ['a group of AWS', 201, { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesSQLiRuleSet', scopeDownStatement: geo } }],
])('%s needs %i units', (_, units, statement) => {
  expect(unitsOf(statement)).toBe(units);
});

test.each<[string, CfnWebACL.RuleProperty['statement']]>([
  ['groups of others', { managedRuleGroupStatement: { vendorName: 'Other', name: 'AWSManagedRulesSQLiRuleSet' } }],
  ['groups of AWS that are new', { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesOfTomorrow' } }],
  ['groups by reference', { ruleGroupReferenceStatement: { arn: 'arn' } }],
  ['what is known at deployment only', Lazy.any({ produce: () => geo })],
  ['what is within, and known at deployment only', { notStatement: { statement: Lazy.any({ produce: () => geo }) } }],
  ['kinds that are known at deployment only', { xssMatchStatement: Lazy.any({ produce: () => body }) }],
  ['lists that are known at deployment only', { andStatement: { statements: Lazy.any({ produce: () => [geo] }) } }],
])('%s count as nothing, and are told', (_, statement) => {
  expect(capacityOf([ownRule('A', 1, { statement })])).toEqual({ units: 0, notKnown: ['A'] });
});

test('the firewall\'s own rules need less than a request\'s price includes, room for a user\'s left', () => {
  const rules = [...rateRules({}), ...awsRules()].map((sketch, place) => ruleOf(sketch, place, false));
  const { units, notKnown } = capacityOf(rules);

  expect(notKnown).toEqual([]);
  // 925 for AWS's three groups; the rest are limits and the exceptions for Luigi
  expect(units).toBe(925 + 2 + 4 + (25 + 2 + 22) + 12 + 23);
  expect(units).toBeLessThan(1_100);
});
