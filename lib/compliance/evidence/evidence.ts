import { ruleId } from '../soc2/catalogue';
import type { Estate } from '../soc2/model/estate';
import type { AnyRule } from '../soc2/nag-rule';
import { OutcomeStatus, type Outcome } from '../soc2/outcome';
import type { Profile } from '../soc2/profile';
import type { TrustServicesCriterion } from '../trust-services-criterion';
import { CRITERION_TITLES } from './criterion-titles';
import type { EvidenceCriterion, EvidenceDocument, EvidenceFinding, EvidenceResource, EvidenceRule, EvidenceSummary } from './document';
import { inOrder } from './in-order';
import { runTimeEvidenceOf, type Attributed } from './run-time';

/** What it must not be taken for, said in the file itself. */
const DOES_NOT_CLAIM = [
  'It says what the templates say, before anything is deployed: not what runs in an account, nor what was changed there since.',
  'Which settings a criterion asks for is the judgement of those who wrote the rules; an auditor decides.',
  'Settings are a part of a control only: who reviews, approves and answers alarms, and that they do, must be shown otherwise.',
  'Run-time evidence names where to look: that a log group, query or alarm is there says nothing about what it shows.',
  'A rule that applies to no resource of these stacks is no evidence. What lies outside the templates was not seen.',
  'An acknowledgement is the word of whoever wrote it into the code: nobody has examined it here.',
];

/** The document of one synthesis: the same for the same app. */
export function evidenceOf(outcomes: readonly Outcome[], estate: Estate, profile: Profile): EvidenceDocument {
  const byRule = new Map<AnyRule, Outcome[]>();
  for (const outcome of outcomes) byRule.set(outcome.rule, [...byRule.get(outcome.rule) ?? [], outcome]);
  const runTime = runTimeEvidenceOf(estate);
  const { criteria, warnings, thresholds } = profile;
  const rules = new Map(profile.rules.map((rule) => [rule, evidenceOfRule(rule, byRule.get(rule) ?? [], profile)]));
  return {
    $schema: 'https://cdk-lighttpd-luigi.github.io/schemas/soc2-evidence-1.json',
    version: 1,
    note: 'What the rules of Soc2Checks say of the stacks of a CDK app, by Trust Services criterion, and where to look while they run. Written by each synthesis.',
    doesNotClaim: DOES_NOT_CLAIM,
    profile: { criteria, warnings, thresholds },
    summary: sum([...rules.values()]),
    criteria: criteria.map((criterion) => evidenceOfCriterion(
      criterion, profile.rules.filter((rule) => profile.criteriaOf(rule).includes(criterion)).map((rule) => rules.get(rule) as EvidenceRule), runTime,
    )),
  };
}

function evidenceOfCriterion(id: TrustServicesCriterion, rules: readonly EvidenceRule[], runTime: readonly Attributed[]): EvidenceCriterion {
  return {
    id, title: CRITERION_TITLES[id], summary: sum(rules), rules,
    runTime: runTime.filter(({ criteria }) => criteria.includes(id)).map(({ evidence }) => evidence),
  };
}

function evidenceOfRule(rule: AnyRule, outcomes: readonly Outcome[], profile: Profile): EvidenceRule {
  const { info, explanation, sources } = rule;
  const of = (status: OutcomeStatus) => outcomes.filter((outcome) => outcome.status === status);
  return {
    id: ruleId(rule), what: info, why: explanation, sources: [...sources], madeBy: 'rule' in rule ? 'cdk-nag' : 'cdk-lighttpd-luigi',
    severity: profile.severityOf(rule),
    compliant: inOrder(of(OutcomeStatus.COMPLIANT).map(resourceOf)),
    failed: inOrder(of(OutcomeStatus.FAILED).map(findingOf)),
    unresolved: inOrder(of(OutcomeStatus.UNRESOLVED).map(findingOf)),
    acknowledged: inOrder(of(OutcomeStatus.ACKNOWLEDGED).map((outcome) => ({ ...findingOf(outcome), reason: outcome.reason ?? '' }))),
  };
}

function resourceOf({ resourcePath, resourceType, stack, logicalId }: Outcome): EvidenceResource {
  return { resource: resourcePath, type: resourceType, stack, logicalId };
}

function findingOf(outcome: Outcome): EvidenceFinding {
  return { ...resourceOf(outcome), finding: outcome.findingId ?? '' };
}

function sum(rules: readonly EvidenceRule[]): EvidenceSummary {
  const count = (list: (rule: EvidenceRule) => readonly unknown[]) => rules.reduce((total, rule) => total + list(rule).length, 0);
  return {
    compliant: count(({ compliant }) => compliant), failed: count(({ failed }) => failed),
    unresolved: count(({ unresolved }) => unresolved), acknowledged: count(({ acknowledged }) => acknowledged),
  };
}
