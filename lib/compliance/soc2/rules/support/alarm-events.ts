import { asList } from '../../../../cloudformation/policy';
import { isAbsent, knownStart, object, text } from '../../../../cloudformation/read';
import { refersTo } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { sameEnvironment } from '../../../../cloudformation/template';
import type { Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { look } from './look';

export const EVENT_RULE = 'AWS::Events::Rule';

/** Whether a rule of EventBridge passes on that an alarm went off: of this one, of some names, or of all in its account and region. */
export function isPassedOn(alarm: Resource, estate: Estate): boolean {
  return alarmRules(estate).some((rule) => {
    const pattern = rule.get('EventPattern');
    const [resources, names] = [look(pattern, 'resources'), look(pattern, 'detail', 'alarmName')];
    if (!isAbsent(resources)) return refersTo(resources, alarm);
    return sameEnvironment(rule.template.environment, alarm.template.environment)
      && (isAbsent(names) || refersTo(names, alarm) || asList(names).some((name) => fits(name, alarm.get('AlarmName'))));
  });
}

const RULES = new WeakMap<Estate, readonly Resource[]>();

/** The rules about alarms that lead somewhere. */
function alarmRules(estate: Estate): readonly Resource[] {
  const known = RULES.get(estate);
  if (known !== undefined) return known;
  const found = estate.ofType(EVENT_RULE).filter((rule) => text(rule.get('State')) !== 'DISABLED' && asList(rule.get('Targets')).length > 0
    && isAboutAlarms(rule.get('EventPattern')));
  RULES.set(estate, found);
  return found;
}

function isAboutAlarms(pattern: Value | undefined): boolean {
  const asks = (value: Value | undefined, wanted: string) => isAbsent(value) || asList(value).some((one) => text(one) === wanted);
  return object(pattern) !== undefined && !isAbsent(look(pattern, 'source')) && asks(look(pattern, 'source'), 'aws.cloudwatch')
    && asks(look(pattern, 'detail-type'), 'CloudWatch Alarm State Change') && asks(look(pattern, 'detail', 'state', 'value'), 'ALARM');
}

function fits(wanted: Value, name: Value | undefined): boolean {
  const prefix = text(look(wanted, 'prefix'));
  if (prefix !== undefined) return knownStart(name).startsWith(prefix);
  return text(wanted) !== undefined && text(wanted) === text(name);
}
