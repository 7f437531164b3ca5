import { Validations } from 'aws-cdk-lib';
import { Assessment } from '../../../lib/compliance/soc2/assessment';
import { ruleId } from '../../../lib/compliance/soc2/catalogue';
import { OutcomeStatus, type Outcome } from '../../../lib/compliance/soc2/outcome';
import type { Profile } from '../../../lib/compliance/soc2/profile';
import type { FiledAcknowledgement } from './acknowledgements';
import type { Refusal, Source } from './source';
import { templateApp, type Included } from './template-app';

/** What was found at a resource of a template. */
export interface CheckedFinding {
  readonly rule: string;
  /** As acknowledgements name it. */
  readonly finding: string;
  readonly status: 'failed' | 'unresolved' | 'acknowledged';
  readonly severity: 'error' | 'warning';
  readonly what: string;
  readonly why: string;
  readonly file: string;
  readonly line?: number;
  readonly logicalId: string;
  readonly type: string;
  /** Path in the app. @default - it is no CDK app's */
  readonly path?: string;
  /** Why it was acknowledged. */
  readonly reason?: string;
}

/** All that was found. */
export interface CheckResult {
  readonly files: readonly string[];
  readonly resources: number;
  /** How often a resource is as a rule asks. */
  readonly compliant: number;
  readonly findings: readonly CheckedFinding[];
  /** Answers of the file to what was not found. */
  readonly unusedAcknowledgements: readonly FiledAcknowledgement[];
  readonly refusals: readonly Refusal[];
}

/** Checks templates as one estate. */
export function check(sources: readonly Source[], profile: Profile, filed: readonly FiledAcknowledgement[]): CheckResult {
  const { app, resources, refusals } = templateApp(sources);
  const answers = filed.map((answer) => ({ answer, meant: resources.filter((each) => isMeant(answer, each)) }));
  for (const { answer: { finding, reason }, meant } of answers) {
    for (const { node } of meant) Validations.of(node).acknowledge({ id: finding, reason });
  }
  const assessment = new Assessment(app, profile);
  const found = resources.flatMap((each) => assessment.outcomesOf(each.node).map((outcome) => ({ each, outcome })));
  const findings = found.filter(({ outcome }) => outcome.status !== OutcomeStatus.COMPLIANT)
    .map(({ each, outcome }) => findingOf(each, outcome, profile));
  const refused = new Set(refusals.map(({ file }) => file));
  const isUsed = ({ finding, reason }: FiledAcknowledgement, meant: readonly Included[]) =>
    found.some(({ each, outcome }) => outcome.findingId === finding && outcome.reason === reason && meant.includes(each));
  return {
    files: sources.map(({ file }) => file).filter((file) => !refused.has(file)).sort(),
    resources: resources.length,
    compliant: found.length - findings.length,
    findings: inOrder(findings),
    unusedAcknowledgements: answers.filter(({ answer, meant }) => !isUsed(answer, meant)).map(({ answer }) => answer),
    refusals,
  };
}

function isMeant({ resource, template }: FiledAcknowledgement, { source, logicalId }: Included): boolean {
  const path = source.constructPaths.get(logicalId);
  const isThere = template === undefined || source.file === template || source.file.endsWith(`/${template}`);
  return isThere && (logicalId === resource || path === resource || path?.startsWith(`${resource}/`) === true);
}

function findingOf({ source, logicalId }: Included, { rule, status, findingId, reason, resourceType }: Outcome, profile: Profile): CheckedFinding {
  const [line, path] = [source.lineOf(logicalId), source.constructPaths.get(logicalId)];
  return {
    rule: ruleId(rule), finding: findingId ?? '', status: status as CheckedFinding['status'], severity: profile.severityOf(rule),
    what: rule.info, why: rule.explanation, file: source.file, line, logicalId, type: resourceType, path, reason,
  };
}

function inOrder(findings: readonly CheckedFinding[]): readonly CheckedFinding[] {
  const key = ({ file, logicalId, finding }: CheckedFinding) => `${file}\n${logicalId}\n${finding}`;
  return findings.map((finding) => ({ finding, at: key(finding) }))
    .sort((one, other) => one.at < other.at ? -1 : one.at > other.at ? 1 : 0)
    .map(({ finding }) => finding);
}
