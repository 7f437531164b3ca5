import { shown } from '../../cloudformation/read';
import type { Resource } from '../../cloudformation/resource';
import { OTHER_LOG } from './generic-evidence';
import { pathsOf, type LogGroups } from './log-groups';
import { OWN_QUERIES } from './own-evidence';
import { nameOf, placeOf } from './place';
import type { Attributed } from './run-time';

/** What a saved query of CloudWatch Logs Insights shows. */
export function queryEvidence(query: Resource, logs: LogGroups): Attributed {
  const groups = logs.meantBy(query.get('LogGroupNames'));
  const [, ownName = ''] = /^luigi\/[^/]+\/(.+)$/.exec(shown(query.get('Name'))) ?? [];
  const own = OWN_QUERIES[ownName];
  const criteria = [...new Set(groups.flatMap((group) => logs.kindsOf(group)).flatMap((kind) => kind.criteria))];
  return {
    criteria: own?.criteria ?? (criteria.length === 0 ? OTHER_LOG : criteria),
    evidence: {
      kind: 'saved query', ...nameOf(query, 'Name'), ...placeOf(query), logGroups: pathsOf(groups), tells: [],
      shows: own?.shows ?? 'what its text asks of the log groups that it reads',
    },
  };
}

/** A dashboard shows how components are. */
export function dashboardEvidence(dashboard: Resource, logs: LogGroups): Attributed {
  const groups = logs.meantBy(dashboard.get('DashboardBody'));
  return {
    criteria: OTHER_LOG,
    evidence: {
      kind: 'dashboard', ...nameOf(dashboard, 'DashboardName'), ...placeOf(dashboard), logGroups: pathsOf(groups), tells: [],
      shows: 'metrics, alarms and logs on one page',
    },
  };
}
