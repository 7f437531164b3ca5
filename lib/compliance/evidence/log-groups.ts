import { LOG_METRICS } from '../../audit/log-metrics';
import { list, objects, shown, text } from '../../cloudformation/read';
import { resourcesIn } from '../../cloudformation/references';
import type { Resource } from '../../cloudformation/resource';
import type { Value } from '../../cloudformation/value';
import type { Estate } from '../soc2/model/estate';
import { OTHER_LOG, WRITERS } from './generic-evidence';
import { OWN_LOGS, type OwnEvidence } from './own-evidence';
import { nameOf, pathOf, placeOf } from './place';
import type { Attributed } from './run-time';

const LOG_GROUP = 'AWS::Logs::LogGroup';

/** The log groups of an app, with who writes into them and what is measured in them. */
export class LogGroups {
  private readonly all: readonly Resource[];
  private readonly byName: ReadonlyMap<string, Resource>;
  /** By namespace and name of the metric. */
  private readonly measured = new Map<string, Set<Resource>>();
  private readonly roles = new Map<Resource, keyof typeof OWN_LOGS>();

  public constructor(private readonly estate: Estate) {
    this.all = estate.ofType(LOG_GROUP);
    this.byName = new Map(this.all.flatMap((group) => {
      const name = text(group.get('LogGroupName'));
      return name === undefined ? [] : [[name, group]];
    }));
    for (const filter of estate.ofType('AWS::Logs::MetricFilter')) this.note(filter);
  }

  /** Each group, and what it is evidence for. */
  public evidence(): readonly Attributed[] {
    return this.all.map((group) => {
      const kinds = this.kindsOf(group);
      return {
        criteria: kinds.length === 0 ? OTHER_LOG : [...new Set(kinds.flatMap(({ criteria }) => criteria))],
        evidence: {
          kind: 'log group', ...nameOf(group, 'LogGroupName'), ...placeOf(group), logGroups: [], tells: [],
          shows: kinds.length === 0 ? 'what is written into it; by whom, these templates do not say' : [...new Set(kinds.map(({ shows }) => shows))].sort().join('; '),
        },
      };
    });
  }

  /** The groups that a property names, by reference or by name. */
  public meantBy(value: Value | undefined): readonly Resource[] {
    const named = (list(value) ?? [value]).map((member) => this.byName.get(text(member as Value | undefined) ?? ''));
    return [...new Set([...resourcesIn(value).filter(({ type }) => type === LOG_GROUP), ...named.filter((group) => group !== undefined)])];
  }

  /** The groups that a metric is read from. */
  public measuredAs(namespace: string, metric: string): readonly Resource[] {
    return [...this.measured.get(`${namespace}\n${metric}`) ?? []];
  }

  /** What a group is evidence for, by who writes into it. */
  public kindsOf(group: Resource): readonly OwnEvidence[] {
    const role = this.roles.get(group);
    if (role !== undefined) return [OWN_LOGS[role]];
    // A function's log group is named after it.
    const related = [...this.estate.referringTo(group), ...resourcesIn(group.get('LogGroupName'))];
    return [...new Set(related.map(({ type }) => WRITERS[type]).filter((kind) => kind !== undefined))];
  }

  private note(filter: Resource): void {
    const groups = this.meantBy(filter.get('LogGroupName'));
    for (const { MetricNamespace: namespace, MetricName: name } of objects(filter.get('MetricTransformations'))) {
      const key = `${shown(namespace)}\n${shown(name)}`;
      this.measured.set(key, new Set([...this.measured.get(key) ?? [], ...groups]));
      const own = shown(namespace).startsWith('Luigi/') ? Object.values(LOG_METRICS).find((metric) => metric.name === shown(name)) : undefined;
      if (own !== undefined) for (const group of groups) this.roles.set(group, own.log);
    }
  }
}

/** Paths of groups, sorted. */
export function pathsOf(groups: readonly Resource[]): readonly string[] {
  return [...new Set(groups.map(pathOf))].sort();
}
