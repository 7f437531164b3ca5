import { at, knownLength, list, number, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';
import type { Assembly } from '../../assembly/assembly';
import { assemblyCheck, type Check, resourceCheck } from '../check';
import { isCidr } from '../network/cidr';

const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const CONFIGS: Readonly<Record<string, string>> = {
  'host-header': 'HostHeaderConfig', 'path-pattern': 'PathPatternConfig', 'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig', 'query-string': 'QueryStringConfig', 'source-ip': 'SourceIpConfig',
};

/** Which requests a rule is for, and which rule comes first. */
export const RULE_CHECKS: readonly Check[] = [
  assemblyCheck('elb-rule-priority', (assembly: Assembly, found) => {
    const taken = new Map<string, string>();
    for (const rule of assembly.ofType(RULE)) {
      const priority = number(rule.get('Priority'));
      const listener = target(reference(rule.get('ListenerArn')));
      if (priority === undefined || rule.raw.Condition !== undefined) continue;
      const place = listener === undefined ? `${rule.template.source.file} ${shown(rule.get('ListenerArn'))}` : `${listener.template.source.file} ${listener.logicalId}`;
      const other = taken.get(`${place} ${priority}`);
      if (other === undefined) taken.set(`${place} ${priority}`, rule.logicalId);
      else found({ template: rule.template, resource: rule, at: 'Priority', message: `priority ${priority} is taken by ${other} of the same listener: expected one of its own; change it` });
    }
  }),

  resourceCheck('elb-rule-priority-range', [RULE], (rule, found) => {
    const priority = number(rule.get('Priority'));
    if (priority !== undefined && (priority < 1 || priority > 50000)) found(`priority ${priority}: expected 1 to 50,000; change it`, 'Priority');
  }),

  resourceCheck('elb-rule-conditions', [RULE], (rule, found) => {
    const conditions = objects(rule.get('Conditions'));
    let total = 0;
    let wildcards = 0;
    const fields = conditions.map(({ Field }) => text(Field));
    for (const field of ['host-header', 'path-pattern', 'http-request-method', 'source-ip']) {
      if (fields.filter((one) => one === field).length > 1) found(`${field} in several conditions of one rule: expected it once; put the values together`, 'Conditions');
    }
    conditions.forEach((condition, index) => {
      const values = valuesOf(condition);
      total += values.length;
      wildcards += values.filter((value) => /[*?]/.test(shown(value))).length;
      const field = text(condition.Field);
      const config = field === undefined ? undefined : CONFIGS[field];
      const where = `Conditions.${index}`;
      if (field !== undefined && config === undefined) found(`condition on ${field}: expected one of ${Object.keys(CONFIGS).join(', ')}; correct it`, where);
      if (config !== undefined && condition[config] === undefined && condition.Values === undefined && condition.RegexValues === undefined) {
        found(`condition on ${field} without ${config}: expected values; add them`, where);
      }
      for (const other of Object.values(CONFIGS)) {
        if (config !== undefined && other !== config && condition[other] !== undefined) found(`condition on ${field} with ${other}: expected ${config}; change one of them`, where);
      }
      for (const value of values) {
        const limit = field === 'http-header' || field === 'query-string' || field === 'host-header' || field === 'path-pattern' ? 128 : 40;
        if (field !== 'source-ip' && knownLength(value) > limit) found(`value of ${knownLength(value)} characters on ${field}: expected ${limit} at most; shorten it`, where);
        const known = text(value);
        if (field === 'path-pattern' && known !== undefined && !/^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/.test(known)) {
          found(`path pattern "${known}": expected letters, digits, "*", "?" and _-.$/~"'@:+&; correct it`, where);
        }
        if (field === 'host-header' && known !== undefined && !/^[A-Za-z0-9.*?-]+$/.test(known)) found(`host "${known}": expected a host name, with "*" and "?" as wildcards; correct it`, where);
        if (field === 'source-ip' && known !== undefined && !isCidr(known)) found(`source ${known}: expected a range of addresses; correct it`, where);
        if (field === 'http-request-method' && known !== undefined && !/^[A-Z_-]{1,40}$/.test(known)) found(`method "${known}": expected capital letters; correct it`, where);
      }
    });
    if (total > 5) found(`${total} values in the conditions of one rule: expected 5 at most; split the rule`, 'Conditions');
    else if (wildcards > 5) found(`${wildcards} wildcard values in one rule: expected 5 at most; split the rule`, 'Conditions');
    if (conditions.length === 0 && list(rule.get('Conditions'))?.length === 0) found('no condition: expected at least one; a listener has default actions for the rest', 'Conditions');
  }),
];

function valuesOf(condition: ObjectValue): readonly Value[] {
  const own = list(condition.Values) ?? [];
  return [...own, ...Object.values(CONFIGS).flatMap((config) => list(at(condition, config, 'Values')) ?? [])];
}
