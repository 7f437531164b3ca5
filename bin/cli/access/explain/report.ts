import { visibleJson } from '../../../../lib/documents/visible-json';
import { labelled } from '../../report/lines';
import { asked, type Answer } from './answer';

/** What was expected of an answer. */
export type Expectation = 'allowed' | 'refused';

/** For programs. */
export function explainJson(place: string, answer: Answer, expected: Expectation | undefined): string {
  return visibleJson({ version: 1, place, ...answer, ...expected === undefined ? {} : { expected, asExpected: isAsExpected(answer, expected) } });
}

/** For people, on lines of 80 columns. */
export function explainText(answer: Answer, expected: Expectation | undefined): string {
  const { as, question, say, by, nearest, names } = answer;
  const grant = by?.grant ?? nearest?.grant;
  const all: readonly (readonly [string, string])[] = [
    ['as', as.join(', ')], ['asked', asked(question)], ['answer', outcome(answer)], ['because', say.replace(/^(?:yes|no): /, '')],
    ...names === undefined ? [] : [['names', names.join(', ')] as const],
    ...grant === undefined ? [] : [['grant', JSON.stringify(grant)] as const],
    ...expected === undefined ? [] : [['expected', `${expected}: ${isAsExpected(answer, expected) ? 'so it is' : 'it is NOT so'}`] as const],
  ];
  return `${all.map(([label, text]) => labelled(label, text, 8, '')).join('\n')}\n`;
}

/** The answer in a word. */
export function outcome({ allowed }: Answer): Expectation {
  return allowed ? 'allowed' : 'refused';
}

/** Whether it is as expected. */
export function isAsExpected(answer: Answer, expected: Expectation): boolean {
  return outcome(answer) === expected;
}
