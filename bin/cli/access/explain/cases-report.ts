import { visibleJson } from '../../../../lib/documents/visible-json';
import { labelled, lines, many } from '../../report/lines';
import { asked } from './answer';
import type { CaseResult } from './cases';

/** For programs. */
export function casesJson(place: string, results: readonly CaseResult[]): string {
  const failed = results.filter(({ ok }) => !ok).length;
  return visibleJson({
    version: 1, place, summary: { cases: results.length, failed },
    cases: results.map(({ ok, expected: { name, expect, by }, answer, fault }) => ({ name, ok, expect, by, fault, answer })),
  });
}

/** For people, on lines of 80 columns: those that are not as expected in full. */
export function casesText(results: readonly CaseResult[]): string {
  const failed = results.flatMap((result, index) => result.ok ? [] : [caseText(result, index)]);
  const counted = `${many(results.length, 'case')}: ${results.length - failed.length} as expected, ${failed.length} not`;
  return `${[...failed, counted].join('\n\n')}\n`;
}

function caseText({ expected: { name }, answer: { as, question, say }, fault = '' }: CaseResult, index: number): string {
  return [
    lines('', `case ${index}${name === undefined ? '' : `: ${name}`}`),
    labelled('as', as.join(', '), 7), labelled('asked', asked(question), 7), labelled('fault', fault, 7), labelled('because', say.replace(/^(?:yes|no): /, ''), 7),
  ].join('\n');
}
