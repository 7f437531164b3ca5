import { list, number, object, text } from '../../../lib/cloudformation/read';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';

const COMBINED = ['AndStatement', 'OrStatement', 'NotStatement'];
const TOP_ONLY = ['RateBasedStatement', 'ManagedRuleGroupStatement', 'RuleGroupReferenceStatement'];

/** Web ACL capacity units of the managed groups of AWS. */
const MANAGED_UNITS: Readonly<Record<string, number>> = {
  AWSManagedRulesCommonRuleSet: 700, AWSManagedRulesAdminProtectionRuleSet: 100, AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200, AWSManagedRulesUnixRuleSet: 100, AWSManagedRulesWindowsRuleSet: 200, AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesWordPressRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25, AWSManagedRulesAnonymousIpList: 50, AWSManagedRulesBotControlRuleSet: 50,
  AWSManagedRulesATPRuleSet: 50, AWSManagedRulesACFPRuleSet: 50,
  AWSManagedRulesAntiDDoSRuleSet: 50,
};

/** The names of AWS's own managed groups. */
export const MANAGED_GROUPS = Object.keys(MANAGED_UNITS);

/** What is wrong with a statement of a rule. */
export function statementFaults(value: Value | undefined, isTop = true): readonly string[] {
  const statement = object(value);
  if (statement === undefined) return [];
  const kinds = Object.keys(statement);
  const [kind] = kinds;
  if (kinds.length !== 1 || kind === undefined) return [`a statement of ${kinds.join(' and ') || 'nothing'}: expected exactly one kind; use AndStatement to combine`];
  const inner = object(statement[kind]);
  if (inner === undefined) return [];
  if (!isTop && TOP_ONLY.includes(kind)) return [`${kind} within another statement: expected it by itself; make it a rule of its own`];
  return [...combinedFaults(kind, inner), ...matchFaults(kind, inner), ...rateFaults(kind, inner), ...managedFaults(kind, inner)];
}

function combinedFaults(kind: string, inner: ObjectValue): readonly string[] {
  if (!COMBINED.includes(kind)) return inner.ScopeDownStatement === undefined ? [] : statementFaults(inner.ScopeDownStatement, false);
  if (kind === 'NotStatement') return statementFaults(inner.Statement, false);
  const members = list(inner.Statements);
  if (members === undefined) return [];
  return [...members.length < 2 ? [`${kind} of ${members.length} statements: expected 2 at least; add one or use it by itself`] : [], ...members.flatMap((member) => statementFaults(member, false))];
}

function matchFaults(kind: string, inner: ObjectValue): readonly string[] {
  const faults: string[] = [];
  if (inner.FieldToMatch !== undefined) {
    const fields = Object.keys(object(inner.FieldToMatch) ?? { unknown: true });
    if (fields.length !== 1) faults.push(`FieldToMatch of ${fields.join(' and ') || 'nothing'}: expected exactly one; make a statement for each`);
    const transformations = list(inner.TextTransformations);
    if (inner.TextTransformations === undefined || transformations?.length === 0) faults.push(`${kind} without TextTransformations: expected one at least; add { Priority: 0, Type: NONE }`);
    const priorities = (transformations ?? []).map((one) => number(object(one)?.Priority));
    if (!priorities.includes(undefined) && new Set(priorities).size < priorities.length) faults.push(`text transformations of priority ${priorities.join(', ')}: expected each once; change one`);
    if (priorities.length > 10) faults.push(`${priorities.length} text transformations: expected 10 at most; remove some`);
  }
  if (kind !== 'ByteMatchStatement') return faults;
  if ((inner.SearchString === undefined) === (inner.SearchStringBase64 === undefined)) faults.push('a ByteMatchStatement with none or both of SearchString and SearchStringBase64: expected one of them');
  const search = text(inner.SearchString);
  if (search !== undefined && (Buffer.byteLength(search) > 200 || search === '')) faults.push(`a search text of ${Buffer.byteLength(search)} bytes: expected 1 to 200; change it`);
  return faults;
}

function rateFaults(kind: string, inner: ObjectValue): readonly string[] {
  if (kind !== 'RateBasedStatement') return [];
  const faults: string[] = [];
  const [limit, window] = [number(inner.Limit), number(inner.EvaluationWindowSec)];
  if (limit !== undefined && (limit < 10 || limit > 2_000_000_000)) faults.push(`limit ${limit}: expected 10 to 2,000,000,000; change it`);
  if (window !== undefined && ![60, 120, 300, 600].includes(window)) faults.push(`window of ${window} s: expected 60, 120, 300 or 600; change it`);
  const key = text(inner.AggregateKeyType);
  if (key === 'CUSTOM_KEYS' && inner.CustomKeys === undefined) faults.push('AggregateKeyType CUSTOM_KEYS without CustomKeys: expected 1 to 5; add them');
  if ((list(inner.CustomKeys) ?? []).length > 5) faults.push('more than 5 custom keys: expected 5 at most; remove some');
  if (key !== undefined && key !== 'CUSTOM_KEYS' && inner.CustomKeys !== undefined) faults.push(`CustomKeys with AggregateKeyType ${key}: expected CUSTOM_KEYS; change it`);
  if (key === 'FORWARDED_IP' && inner.ForwardedIPConfig === undefined) faults.push('AggregateKeyType FORWARDED_IP without ForwardedIPConfig: expected the header; add it');
  if (key === 'CONSTANT' && inner.ScopeDownStatement === undefined) faults.push('AggregateKeyType CONSTANT without ScopeDownStatement: expected one; say which requests are counted');
  return faults;
}

function managedFaults(kind: string, inner: ObjectValue): readonly string[] {
  const name = text(inner.Name);
  if (kind !== 'ManagedRuleGroupStatement' || text(inner.VendorName) !== 'AWS' || name === undefined || MANAGED_UNITS[name] !== undefined) return [];
  return [`AWS has no managed rule group ${name}: expected one of ${MANAGED_GROUPS.join(', ')}; correct it`];
}

/** Units that a statement takes at least. */
export function leastUnits(value: Value | undefined): number {
  const [kind, given] = Object.entries(object(value) ?? {})[0] ?? [];
  const inner = object(given);
  if (kind === undefined || inner === undefined) return 0;
  const scope = leastUnits(inner.ScopeDownStatement);
  if (kind === 'ManagedRuleGroupStatement') return scope + (MANAGED_UNITS[text(inner.Name) ?? ''] ?? 0);
  if (COMBINED.includes(kind)) {
    return (list(inner.Statements) ?? [inner.Statement as Value]).reduce<number>((sum,
      member) => sum + leastUnits(member), 0);
  }
  return 1 + scope;
}
