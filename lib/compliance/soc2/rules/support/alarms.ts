import { everyAt, list, object, text } from '../../../../cloudformation/read';
import { referencesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { Unknown, type Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { listenersOf, targetGroupsOf } from './load-balancing';

export const ALARM = 'AWS::CloudWatch::Alarm';
export const COMPOSITE_ALARM = 'AWS::CloudWatch::CompositeAlarm';

/** What alarms watch, by the template and logical id of what their dimensions name. */
type Index = ReadonlyMap<object, ReadonlyMap<string, readonly Resource[]>>;

const INDEXES = new WeakMap<Estate, Index>();

/** The alarms on some metrics of a load balancer: of its own, of its listeners, or of its target groups. */
export function alarmsOnBalancer(balancer: Resource, estate: Estate, metrics: RegExp): readonly Resource[] {
  return [balancer, ...listenersOf(balancer, estate), ...targetGroupsOf(balancer, estate)].flatMap((watched) => alarmsOn(watched, estate, metrics));
}

/** The alarms on some metrics of a resource. */
export function alarmsOn(watched: Resource, estate: Estate, metrics: RegExp): readonly Resource[] {
  const index = INDEXES.get(estate) ?? indexOf(estate);
  INDEXES.set(estate, index);
  const alarms = index.get(watched.template.identity)?.get(watched.logicalId) ?? [];
  return alarms.filter((alarm) => metricNames(alarm).some((name) => metrics.test(name)));
}

/** The names of metrics, and the expressions, that an alarm looks at. */
function metricNames({ properties }: Resource): readonly string[] {
  return ['MetricName', 'Metrics.*.MetricStat.Metric.MetricName', 'Metrics.*.Expression']
    .flatMap((path) => everyAt(properties, path)).map((value) => text(value)).filter((name) => name !== undefined);
}

function indexOf(estate: Estate): Index {
  const index = new Map<object, Map<string, Resource[]>>();
  for (const alarm of estate.ofType(ALARM)) {
    const seen = new Set<Resource[]>();
    for (const [identity, logicalId] of watchedBy(alarm, estate)) {
      const byId = index.get(identity) ?? new Map<string, Resource[]>();
      const alarms = byId.get(logicalId) ?? [];
      if (!seen.has(alarms)) alarms.push(alarm);
      seen.add(alarms);
      index.set(identity, byId.set(logicalId, alarms));
    }
  }
  return index;
}

/** All that an alarm names; the name of a load balancer is often cut out of an ARN, which can't be resolved. */
function watchedBy({ template, properties }: Resource, estate: Estate): readonly (readonly [object, string])[] {
  const byStack = (stack: string) => estate.templates.find((other) => other.stack === stack)?.identity;
  return [
    ...referencesIn(properties).map((found) => [found.template.identity, found.logicalId] as const),
    ...unknownsIn(properties).flatMap(({ shown }) => [
      ...[...shown.matchAll(/\{"(?:Ref":"|Fn::GetAtt":\[?")([A-Za-z0-9]+)/g)].map(([, logicalId]) => [template.identity, logicalId as string] as const),
      ...[...shown.matchAll(/"Fn::ForeignReference":\["([^"]+)","([^"]+)"/g)]
        .map(([, stack, logicalId]) => [byStack(stack as string) ?? template.identity, logicalId as string] as const),
    ]),
  ];
}

function unknownsIn(value: Value | undefined): readonly Unknown[] {
  if (value instanceof Unknown) return [value];
  return [...list(value) ?? [], ...Object.values(object(value) ?? {})].flatMap(unknownsIn);
}
