import { visibleJson } from '../../../lib/documents/visible-json';
import { labelled, lines, many } from '../report/lines';
import type { Finding } from './finding';

const SIGNS: Readonly<Record<Finding['status'], string>> = { ok: 'ok', warning: 'WARN', error: 'FAIL', skipped: '--' };

/** For programs. */
export function doctorJson(origin: string, findings: readonly Finding[]): string {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  return visibleJson({ version: 1, service: origin, summary: { ok: count('ok'), warnings: count('warning'), errors: count('error'), skipped: count('skipped') }, findings });
}

/** For people, on lines of 80 columns. */
export function doctorText(origin: string, findings: readonly Finding[]): string {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  const counted = `${many(count('error'), 'error')}, ${many(count('warning'), 'warning')}, ${count('ok')} ok, ${count('skipped')} not looked at`;
  return `${[lines('', origin), '', ...findings.map((finding, index) => findingText(finding, findings.slice(0, index))), '', counted].join('\n')}\n`;
}

/** A cause that was told above is not told again: who reads of many faults looks for what they have in common. */
function findingText({ check, status, what, cause, cure }: Finding, above: readonly Finding[]): string {
  const said = lines(`${SIGNS[status].padEnd(4)}  `, `${check}: ${what}`);
  const first = cause === undefined ? undefined : above.find((other) => other.cause === cause && other.cure === cure);
  if (first !== undefined) return [said, labelled('cause', `as of ${first.check} above`, 5, '      ')].join('\n');
  return [
    said,
    ...cause === undefined ? [] : [labelled('cause', cause, 5, '      ')], ...cure === undefined ? [] : [labelled('cure', cure, 5, '      ')],
  ].join('\n');
}
