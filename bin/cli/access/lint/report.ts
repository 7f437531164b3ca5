import { visibleJson } from '../../../../lib/documents/visible-json';
import { labelled, lines, many } from '../../report/lines';
import type { LintFinding } from './finding';
import type { LintResult } from './lint';

/** For programs. */
export function lintJson({ place, mappings, jobs, findings, notes }: LintResult): string {
  const count = (severity: LintFinding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  return visibleJson({ version: 1, place, summary: { mappings, jobs: jobs ?? null, errors: count('error'), warnings: count('warning') }, findings, notes });
}

/** For people, on lines of 80 columns. */
export function lintText({ mappings, jobs, findings, notes }: LintResult): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const counted = `${many(mappings, 'mapping')}, ${jobs === undefined ? 'jobs unknown' : many(jobs, 'job')}: ${many(errors, 'error')}, ${many(findings.length - errors, 'warning')}`;
  return `${[...findings.map(findingText), ...notes.map((note) => lines('note: ', note)), counted].join('\n\n')}\n`;
}

function findingText({ severity, rule, where, path, got, expected, mend }: LintFinding): string {
  return [
    lines('', where), lines('  ', `${severity} ${rule}${path === '' ? '' : ` at ${path}`}`),
    labelled('got', got, 8), labelled('expected', expected, 8), labelled('mend', mend, 8),
  ].join('\n');
}
