import { Token } from 'aws-cdk-lib';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** Units of AWS's rule groups. @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
const AWS_GROUPS: Readonly<Record<string, number>> = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesUnixRuleSet: 100,
  AWSManagedRulesWindowsRuleSet: 200,
  AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesWordPressRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
};
const TRANSFORMATION = 10;

/** What rules cost at least, in AWS WAF's capacity units. */
export interface Capacity {
  /** Units of all that is known. */
  readonly units: number;
  /** Names of rules whose units are not all known, such as those with rule groups of others. */
  readonly notKnown: string[];
}

/**
 * Adds up what rules cost: a web ACL has 5,000 units at most, and beyond 1,500 each request costs more.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html
 */
export function capacityOf(rules: readonly CfnWebACL.RuleProperty[]): Capacity {
  const notKnown: string[] = [];
  const units = rules.reduce((sum, { name, statement }) => sum + unitsOf(statement, () => { notKnown.push(name); }), 0);
  return { units, notKnown: [...new Set(notKnown)] };
}

type Statement = CfnWebACL.RuleProperty['statement'];

/** A plain object by one of its kinds; what is only known at deployment, or new, counts as nothing and is reported. */
function unitsOf(statement: Statement | undefined, notKnown: () => void): number {
  if (statement === undefined) return 0;
  if (isOpaque(statement)) return nothing(notKnown);
  const s = statement as CfnWebACL.StatementProperty;
  const nested = (inner: Statement | undefined): number => unitsOf(inner, notKnown);
  const one = <T>(kind: unknown, price: (plain: T) => number): number => (isOpaque(kind) ? nothing(notKnown) : price(kind as T));

  if (s.byteMatchStatement) {
    return one<CfnWebACL.ByteMatchStatementProperty>(s.byteMatchStatement, (m) => matching(m, m.positionalConstraint.startsWith('CONTAINS') ? 10 : 2));
  }
  if (s.regexMatchStatement) return one<CfnWebACL.RegexMatchStatementProperty>(s.regexMatchStatement, (m) => matching(m, 3));
  if (s.regexPatternSetReferenceStatement) {
    return one<CfnWebACL.RegexPatternSetReferenceStatementProperty>(s.regexPatternSetReferenceStatement, (m) => matching(m, 25));
  }
  if (s.sizeConstraintStatement) return one<CfnWebACL.SizeConstraintStatementProperty>(s.sizeConstraintStatement, (m) => matching(m, 1));
  if (s.sqliMatchStatement) {
    return one<CfnWebACL.SqliMatchStatementProperty>(s.sqliMatchStatement, (m) => matching(m, m.sensitivityLevel === 'HIGH' ? 30 : 20));
  }
  if (s.xssMatchStatement) return one<CfnWebACL.XssMatchStatementProperty>(s.xssMatchStatement, (m) => matching(m, 40));
  if (s.geoMatchStatement || s.asnMatchStatement || s.labelMatchStatement) return 1;
  if (s.ipSetReferenceStatement) return one<CfnWebACL.IPSetReferenceStatementProperty>(s.ipSetReferenceStatement, inAddresses);
  if (s.andStatement) return one<CfnWebACL.AndStatementProperty>(s.andStatement, (a) => allOf(a.statements, nested, notKnown));
  if (s.orStatement) return one<CfnWebACL.OrStatementProperty>(s.orStatement, (o) => allOf(o.statements, nested, notKnown));
  if (s.notStatement) return one<CfnWebACL.NotStatementProperty>(s.notStatement, (n) => nested(n.statement));
  if (s.rateBasedStatement) {
    return one<CfnWebACL.RateBasedStatementProperty>(s.rateBasedStatement, (r) =>
      2 + (Array.isArray(r.customKeys) ? r.customKeys.length * 30 : 0) + nested(r.scopeDownStatement));
  }
  if (s.managedRuleGroupStatement) {
    return one<CfnWebACL.ManagedRuleGroupStatementProperty>(s.managedRuleGroupStatement, (g) => {
      const known = g.vendorName === 'AWS' ? AWS_GROUPS[g.name] : undefined;
      return (known ?? nothing(notKnown)) + nested(g.scopeDownStatement);
    });
  }
  return nothing(notKnown);
}

interface Match {
  readonly fieldToMatch: CfnWebACL.FieldToMatchProperty | { resolve: unknown };
  readonly textTransformations: unknown;
}

function matching({ fieldToMatch, textTransformations }: Match, base: number): number {
  const field = fieldToMatch as CfnWebACL.FieldToMatchProperty;
  const transformations = Array.isArray(textTransformations) ? (textTransformations as CfnWebACL.TextTransformationProperty[]) : [];
  return base * (field.jsonBody ? 2 : 1)
    + (field.allQueryArguments ? 10 : 0)
    + transformations.filter(({ type }) => type !== 'NONE').length * TRANSFORMATION;
}

function inAddresses({ ipSetForwardedIpConfig: header }: CfnWebACL.IPSetReferenceStatementProperty): number {
  return (header as CfnWebACL.IPSetForwardedIPConfigurationProperty | undefined)?.position === 'ANY' ? 5 : 1;
}

function allOf(statements: unknown, nested: (inner: Statement) => number, notKnown: () => void): number {
  if (!Array.isArray(statements)) return nothing(notKnown);
  return (statements as Statement[]).reduce((sum, inner) => sum + nested(inner), 0);
}

function isOpaque(value: unknown): boolean {
  return Token.isUnresolved(value) || typeof value !== 'object' || value === null || Array.isArray(value);
}

function nothing(notKnown: () => void): number {
  notKnown();
  return 0;
}
