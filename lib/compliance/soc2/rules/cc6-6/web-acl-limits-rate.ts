import { asList } from '../../../../cloudformation/policy';
import { isAbsent, list, number, object, shown, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, unresolved } from '../../verdict';
import { isOpen, look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';
import { isForListedOnly, scopeOf } from '../support/waf-scope';

/** Who asks too often is stopped. */
export const WEB_ACL_LIMITS_RATE: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'WebAclLimitsRate',
  info: 'The web ACL has no rule that stops who asks too often, or only counts them.',
  explanation: 'Passwords and tokens can then be guessed, and the service be kept busy, at any speed (CC6.6). Add a RateBasedStatement with the action Block (Captcha and Challenge stop programs too), in the web ACL or in a rule group that it refers to without overriding it to Count. A scope-down that no request fits, or that names addresses, limits nobody else; nor does a rule that another decides before, for all requests.',
  sources: [
    cloudFormation('AWS::WAFv2::WebACL'),
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-wafv2-webacl-ratebasedstatement.html',
    securityHub('waf'),
  ],
  resourceTypes: ['AWS::WAFv2::WebACL'],
  check: (acl) => {
    const given = acl.get('Rules');
    const rules = asList(given);
    const effects = rules.map((rule) => effectOf(rule, rules));
    if (effects.includes('stops')) return COMPLIANT;
    if (isOpen(given) || effects.includes('unknown')) return unresolved('Rules');
    const counting = effects.indexOf('counts');
    return counting === -1 ? NON_COMPLIANT : [`Rules.${counting}`];
  },
};

/** What a rule does to who asks too often. */
type Effect = 'stops' | 'counts' | 'unknown' | 'nothing';

function effectOf(rule: Value, rules: readonly Value[]): Effect {
  const statement = look(rule, 'Statement');
  if (isOpen(statement)) return 'unknown';
  const rate = look(statement, 'RateBasedStatement');
  if (!isAbsent(rate)) {
    const scope = look(rate, 'ScopeDownStatement');
    if (scopeOf(scope) === 'none' || isForListedOnly(scope) || isDecidedBefore(rule, rules)) return 'nothing';
    const effect = actionEffect(look(rule, 'Action'));
    return effect === 'counts' && isStoppedByLabel(rule, rules) ? 'stops' : effect;
  }
  const group = look(statement, 'RuleGroupReferenceStatement');
  return isAbsent(group) ? 'nothing' : groupEffect(rule, group);
}

/** Whether another rule ends the evaluation of every request before a rule's turn comes. */
function isDecidedBefore(rule: Value, rules: readonly Value[]): boolean {
  const turn = number(look(rule, 'Priority'));
  return turn !== undefined && rules.some((other) => {
    const before = number(look(other, 'Priority'));
    const ends = Object.keys(object(look(other, 'Action')) ?? {}).some((action) => action === 'Allow' || action === 'Block');
    return ends && before !== undefined && before < turn && scopeOf(look(other, 'Statement')) === 'all';
  });
}

function actionEffect(action: Value | undefined): Effect {
  if (isOpen(action)) return 'unknown';
  const named = Object.keys(object(action) ?? {});
  return named.some((name) => ['Block', 'Captcha', 'Challenge'].includes(name)) ? 'stops' : 'counts';
}

/** Whether another rule blocks what the counting one puts a label on. */
function isStoppedByLabel(rule: Value, rules: readonly Value[]): boolean {
  const labels = asList(look(rule, 'RuleLabels')).map((label) => text(look(label, 'Name')));
  const asked = rules.filter((other) => actionEffect(look(other, 'Action')) === 'stops').flatMap((other) => labelsAsked(look(other, 'Statement')));
  return labels.some((label) => label !== undefined && asked.some((key) => key === label || key.endsWith(`:${label}`)));
}

/** Keys of labels that a statement asks for, however deep; what it asks not to be there is no such key. */
function labelsAsked(statement: Value | undefined): readonly string[] {
  const members = [...list(statement) ?? [], ...Object.entries(object(statement) ?? {}).filter(([key]) => key !== 'NotStatement').map(([, member]) => member)];
  const key = look(statement, 'LabelMatchStatement', 'Key');
  return [...key === undefined ? [] : [shown(key)], ...members.flatMap((member) => labelsAsked(member))];
}

function groupEffect(rule: Value, reference: Value | undefined): Effect {
  const override = look(rule, 'OverrideAction');
  if (isOpen(override)) return 'unknown';
  if (!isAbsent(look(override, 'Count'))) return 'counts';
  const group = resourcesIn(look(reference, 'Arn')).find(({ type }) => type === 'AWS::WAFv2::RuleGroup');
  return group === undefined ? 'unknown' : strongest(effectsIn(group, reference));
}

function effectsIn(group: Resource, reference: Value | undefined): readonly Effect[] {
  const given = group.get('Rules');
  if (isOpen(given)) return ['unknown'];
  const rules = asList(given);
  const excluded = asList(look(reference, 'ExcludedRules')).map((one) => text(look(one, 'Name')));
  const overrides = asList(look(reference, 'RuleActionOverrides'));
  return rules.map((rule) => {
    const name = text(look(rule, 'Name'));
    const effect = effectOf(rule, rules);
    if (effect === 'nothing') return effect;
    if (excluded.includes(name)) return 'counts';
    const override = overrides.find((one) => text(look(one, 'Name')) === name);
    return override === undefined ? effect : actionEffect(look(override, 'ActionToUse'));
  });
}

function strongest(effects: readonly Effect[]): Effect {
  return (['stops', 'unknown', 'counts'] as const).find((effect) => effects.includes(effect)) ?? 'nothing';
}
