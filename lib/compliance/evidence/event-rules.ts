import { objects, shown } from '../../cloudformation/read';
import { resourcesIn } from '../../cloudformation/references';
import type { Resource } from '../../cloudformation/resource';
import { TrustServicesCriterion } from '../trust-services-criterion';
import { OWN_NOTICE } from './own-evidence';
import { nameOf, placeOf, toldBy } from './place';
import type { Attributed } from './run-time';

const { CC6_1, CC6_3, CC7_1, CC7_2, CC7_3, CC7_4 } = TrustServicesCriterion;

/** What services report, by the source of their events. */
const REPORTED: Readonly<Record<string, readonly TrustServicesCriterion[]>> = {
  'aws.config': [CC7_1, CC7_2],
  'aws.guardduty': [CC7_2, CC7_3],
  'aws.health': [CC7_2],
  'aws.iam': [CC6_1, CC6_3],
  'aws.inspector2': [CC7_1],
  'aws.securityhub': [CC7_1, CC7_2, CC7_3],
  'aws.signin': [CC6_1, CC7_2],
};

/** A rule of EventBridge that tells a topic, and so people: nothing of others, which drive programs. */
export function eventRuleEvidence(rule: Resource): readonly Attributed[] {
  const targets = objects(rule.get('Targets')).map(({ Arn }) => Arn).filter((arn) => resourcesIn(arn).some(({ type }) => type === 'AWS::SNS::Topic') || /:sns:/.test(shown(arn)));
  if (targets.length === 0) return [];
  const pattern = shown(rule.get('EventPattern'));
  const isOwn = shown(rule.get('Description')).includes('access mappings of the Luigi service');
  const known = Object.entries(REPORTED).filter(([source]) => pattern.includes(`"${source}"`)).flatMap(([, criteria]) => criteria);
  const criteria = isOwn ? OWN_NOTICE.criteria : known.length === 0 ? [CC7_2] : known;
  const description = shown(rule.get('Description'));
  return [{
    criteria: [...new Set([...criteria, CC7_4])],
    evidence: {
      kind: 'event rule', ...nameOf(rule, 'Name'), ...placeOf(rule), logGroups: [],
      tells: toldBy(targets.filter((target) => target !== undefined)),
      shows: isOwn ? OWN_NOTICE.shows : description === '' ? 'tells of the events that its pattern chooses' : description,
    },
  }];
}
