import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { isReadWithCare } from './luigi-paths';
import { refuse } from './responses';
import type { RuleSketch } from './rule-sketch';

/** Rules of a group, and the label that each puts on what it matches, without the group's prefix. */
type LabelledRules = ReadonlyArray<readonly [rule: string, label: string]>;

const COMMON_LABELS = 'awswaf:managed:aws:core-rule-set:';

/**
 * Rules that hit what is no attack: Luigi's JSON, names such as `etl.Config.ini`, addresses of data, and codes of a login in a query or body;
 * scripts that don't say what they are. They count everywhere, and refuse where nobody reads these with care.
 */
const REFUSED_ELSEWHERE: LabelledRules = [
  ['NoUserAgent_HEADER', 'NoUserAgent_Header'],
  ['SizeRestrictions_QUERYSTRING', 'SizeRestrictions_QueryString'],
  ['SizeRestrictions_BODY', 'SizeRestrictions_Body'],
  ['EC2MetaDataSSRF_QUERYARGUMENTS', 'EC2MetaDataSSRF_QueryArguments'],
  ['EC2MetaDataSSRF_BODY', 'EC2MetaDataSSRF_Body'],
  ['GenericLFI_QUERYARGUMENTS', 'GenericLFI_QueryArguments'],
  ['GenericLFI_BODY', 'GenericLFI_Body'],
  ['GenericRFI_QUERYARGUMENTS', 'GenericRFI_QueryArguments'],
  ['GenericRFI_BODY', 'GenericRFI_Body'],
  ['RestrictedExtensions_QUERYARGUMENTS', 'RestrictedExtensions_QueryArguments'],
  ['CrossSiteScripting_QUERYARGUMENTS', 'CrossSiteScripting_QueryArguments'],
  ['CrossSiteScripting_BODY', 'CrossSiteScripting_Body'],
];

/** The load balancer's session takes up to four cookies of 4 KB, on every path; it bounds headers itself. */
const ONLY_COUNTED = ['SizeRestrictions_Cookie_HEADER'];

/**
 * AWS's own rules: bad addresses, known attacks, and the common rules, tuned for Luigi.
 *
 * Versions are AWS's default ones, which AWS keeps current.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
export function awsRules(): RuleSketch[] {
  return [
    { name: 'BadAddresses', statement: group('AWSManagedRulesAmazonIpReputationList') },
    { name: 'KnownAttacks', statement: group('AWSManagedRulesKnownBadInputsRuleSet') },
    {
      name: 'CommonAttacks',
      statement: group('AWSManagedRulesCommonRuleSet', [...REFUSED_ELSEWHERE.map(([rule]) => rule), ...ONLY_COUNTED]),
    },
    {
      name: 'CommonAttacksElsewhere',
      statement: {
        andStatement: {
          statements: [
            { orStatement: { statements: REFUSED_ELSEWHERE.map(([, label]) => hasLabel(`${COMMON_LABELS}${label}`)) } },
            { notStatement: { statement: isReadWithCare() } },
          ],
        },
      },
      action: refuse,
    },
  ];
}

function group(name: string, counted: string[] = []): CfnWebACL.StatementProperty {
  return {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.length === 0 ? undefined : counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  };
}

function hasLabel(key: string): CfnWebACL.StatementProperty {
  return { labelMatchStatement: { scope: 'LABEL', key } };
}
