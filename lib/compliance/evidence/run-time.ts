import type { Estate } from '../soc2/model/estate';
import type { TrustServicesCriterion } from '../trust-services-criterion';
import { alarmEvidence } from './alarms';
import type { RunTimeEvidence } from './document';
import { eventRuleEvidence } from './event-rules';
import { inOrder } from './in-order';
import { LogGroups } from './log-groups';
import { dashboardEvidence, queryEvidence } from './log-readers';

/** What to look at while the stacks run, and which criteria it is evidence for. */
export interface Attributed {
  readonly criteria: readonly TrustServicesCriterion[];
  readonly evidence: RunTimeEvidence;
}

/** All of it that the templates make. */
export function runTimeEvidenceOf(estate: Estate): readonly Attributed[] {
  const logs = new LogGroups(estate);
  const all = [
    ...logs.evidence(),
    ...estate.ofType('AWS::Logs::QueryDefinition').map((query) => queryEvidence(query, logs)),
    ...estate.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').map((alarm) => alarmEvidence(alarm, logs)),
    ...estate.ofType('AWS::CloudWatch::Dashboard').map((dashboard) => dashboardEvidence(dashboard, logs)),
    ...estate.ofType('AWS::Events::Rule').flatMap((rule) => eventRuleEvidence(rule)),
  ];
  const criteria = new Map(all.map((each) => [each.evidence, each.criteria]));
  return inOrder(all.map(({ evidence }) => evidence)).map((evidence) => ({ evidence, criteria: criteria.get(evidence) ?? [] }));
}
