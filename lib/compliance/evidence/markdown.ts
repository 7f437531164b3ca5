import { code, prose, table } from '../../documents/markdown';
import type { EvidenceCriterion, EvidenceDocument, EvidenceFinding, EvidenceRule, EvidenceSummary, RunTimeEvidence } from './document';

/** The evidence for people to read: Markdown (GitHub's). */
export function evidenceMarkdown(document: EvidenceDocument): string {
  const { note, doesNotClaim, profile, summary, criteria } = document;
  const { logRetentionDays, sessionHours, backupRetentionDays } = profile.thresholds;
  return [
    '# SOC 2 evidence',
    note,
    table(['criterion', 'about', ...COUNTS], criteria.map(({ id, title, summary: counts }) => [`[${id}](#${anchor(id, title)})`, prose(title), ...figures(counts)])
      .concat([['all', 'each rule once', ...figures(summary)]])),
    `Judged by: logs kept ${logRetentionDays} days, logins ${sessionHours} hours at most, backups kept ${backupRetentionDays} days. ${
      profile.warnings.length === 0 ? 'Every finding stops synthesis.' : `Only warned of: ${profile.warnings.map(code).join(', ')}.`}`,
    '## What this does not claim',
    doesNotClaim.map((sentence) => `- ${sentence}`).join('\n'),
    ...criteria.flatMap(criterionMarkdown),
  ].join('\n\n').concat('\n');
}

const COUNTS = ['comply', 'fail', 'unresolved', 'acknowledged'];

function figures({ compliant, failed, unresolved, acknowledged }: EvidenceSummary): string[] {
  return [compliant, failed, unresolved, acknowledged].map(String);
}

function criterionMarkdown({ id, title, rules, runTime }: EvidenceCriterion): string[] {
  const used = rules.filter((rule) => resourcesOf(rule) > 0);
  const idle = rules.filter((rule) => resourcesOf(rule) === 0);
  return [
    `## ${id} ${prose(title)}`,
    ...used.flatMap(ruleMarkdown),
    ...idle.length === 0 ? [] : [`No resource of these stacks is what these rules look at: ${idle.map((rule) => code(rule.id)).join(', ')}.`],
    `### ${id} while the stacks run`,
    runTime.length === 0 ? 'No log group, saved query, alarm, dashboard or event rule of these stacks was found that shows something about it.' : runTimeTable(runTime),
  ];
}

function resourcesOf({ compliant, failed, unresolved, acknowledged }: EvidenceRule): number {
  return compliant.length + failed.length + unresolved.length + acknowledged.length;
}

function ruleMarkdown(rule: EvidenceRule): string[] {
  const { id, what, severity, madeBy, compliant, failed, unresolved, acknowledged } = rule;
  return [
    `### ${code(id)}`,
    `Finds: ${prose(what)} (${severity}, rule of ${madeBy})`,
    ...list('Fail', failed, findingText),
    ...list('Can not be told from the templates', unresolved, findingText),
    ...list('Acknowledged', acknowledged, (entry) => `${findingText(entry)}: ${prose(entry.reason)}`),
    ...list('Comply', compliant, ({ resource }) => code(resource)),
  ];
}

function list<Entry>(title: string, entries: readonly Entry[], text: (entry: Entry) => string): string[] {
  return entries.length === 0 ? [] : [`${title}:\n\n${entries.map((entry) => `- ${text(entry)}`).join('\n')}`];
}

function findingText({ resource, finding }: EvidenceFinding): string {
  const [, detail] = /\[(.*)\]$/s.exec(finding) ?? [];
  return detail === undefined ? code(resource) : `${code(resource)}, ${code(detail)}`;
}

function runTimeTable(all: readonly RunTimeEvidence[]): string {
  return table(['what', 'name', 'shows', 'reads', 'tells'], all.map(({ kind, name, resource, shows, logGroups, tells }) => [
    kind, name === undefined ? `at ${code(resource)}` : code(name), prose(shows), logGroups.map(code).join(', '), tells.map(code).join(', '),
  ]));
}

/** As GitHub names a heading. */
function anchor(id: string, title: string): string {
  return `${id} ${title}`.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-');
}
