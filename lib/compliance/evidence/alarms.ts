import { everyAt, list, objects, shown } from '../../cloudformation/read';
import type { Resource } from '../../cloudformation/resource';
import { TrustServicesCriterion } from '../trust-services-criterion';
import { criteriaOfMetric } from './generic-evidence';
import { pathsOf, type LogGroups } from './log-groups';
import { OWN_ALARMS } from './own-evidence';
import { nameOf, placeOf, toldBy } from './place';
import type { Attributed } from './run-time';

/** What an alarm watches, and whom it tells. */
export function alarmEvidence(alarm: Resource, logs: LogGroups): Attributed {
  const metrics = metricsOf(alarm);
  const [, ownName = ''] = /^luigi-.+-([A-Za-z]+)$/.exec(shown(alarm.get('AlarmName'))) ?? [];
  const isOwn = shown(alarm.get('AlarmDescription')).includes('/cdk-lighttpd-luigi/');
  const tells = toldBy(alarm.get('AlarmActions'));
  const generic = metrics.length === 0 ? [TrustServicesCriterion.CC7_2] : metrics.flatMap(({ namespace, name }) => criteriaOfMetric(namespace, name));
  // Whoever is told can respond.
  const criteria = [...(isOwn ? OWN_ALARMS[ownName] : undefined) ?? generic, ...tells.length === 0 ? [] : [TrustServicesCriterion.CC7_4]];
  const watches = metrics.map(({ namespace, name }) => `${namespace} ${name}`).join(', ');
  // The rest of a description says what to do.
  const description = shown(alarm.get('AlarmDescription')).split('. First: ')[0] as string;
  return {
    criteria: [...new Set(criteria)],
    evidence: {
      kind: 'alarm', ...nameOf(alarm, 'AlarmName'), ...placeOf(alarm), tells,
      logGroups: pathsOf(metrics.flatMap(({ namespace, name }) => logs.measuredAs(namespace, name))),
      shows: [description, watches === '' ? '' : `watches ${watches}`].filter((part) => part !== '').join('; ') || 'watches other alarms',
    },
  };
}

/** Of one metric, or of several that an expression joins. */
function metricsOf(alarm: Resource): ReadonlyArray<{ readonly namespace: string; readonly name: string }> {
  const one = { Namespace: alarm.get('Namespace'), MetricName: alarm.get('MetricName') };
  const given = list(alarm.get('Metrics')) === undefined ? [one] : objects(everyAt(alarm.get('Metrics'), '*.MetricStat.Metric'));
  const found = given.map(({ Namespace: namespace, MetricName: name }) => ({ namespace: shown(namespace), name: shown(name) })).filter(({ name }) => name !== '');
  return [...new Map(found.map((metric) => [`${metric.namespace}\n${metric.name}`, metric])).values()]
    .sort((left, right) => `${left.namespace} ${left.name}` < `${right.namespace} ${right.name}` ? -1 : 1);
}
