import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import type { Question } from '../../../../images/gateway/src/access/question';
import { schemaFault } from '../../../../images/gateway/src/documents/schema-fault';
import { duplicateKey } from '../../../../images/gateway/src/json/duplicate-key';
import schema from '../../../../lib/contract/access-cases.schema.json';
import { MisuseError } from '../../misuse';
import { visible } from '../../report/lines';
import type { Answer, Answers } from './answer';
import { callerOf, questionOf, type AskedQuestion } from './question';
import { isAsExpected, outcome, type Expectation } from './report';

/** A question with the answer that is expected. */
export interface Case {
  readonly name?: string;
  readonly as: readonly string[];
  readonly question: Question;
  readonly expect: Expectation;
  /** Mapping that is expected to decide. @default - any */
  readonly by?: string;
}

interface CaseDocument extends AskedQuestion {
  readonly name?: string;
  readonly as: readonly string[];
  readonly expect: Expectation;
  readonly by?: string;
}

const validate = new Ajv2020({ strict: true, allErrors: true, verbose: true, ownProperties: true })
  .compile<{ readonly cases: readonly CaseDocument[] }>(schema);

/** @throws MisuseError where the file can't be read or says something else */
export function readCases(file: string): readonly Case[] {
  try {
    return casesOf(readFileSync(file, 'utf8'));
  } catch (error) {
    // As one line, whatever lines the file has: none of them is ours.
    throw new MisuseError(visible(`${file}: ${(error as Error).message}`));
  }
}

/** @throws Error where the text is no document of cases */
export function casesOf(text: string): readonly Case[] {
  const document: unknown = JSON.parse(text);
  const doubled = duplicateKey(text);
  if (doubled !== undefined) throw new Error(`at ${doubled}: got this member twice, expected it once`);
  if (!validate(document)) {
    const { path, got, expected, mend } = schemaFault(validate.errors ?? []);
    throw new Error(`${path === '' ? '' : `at ${path}: `}got ${got}, expected ${expected}; ${mend}`);
  }
  return document.cases.map(({ name, as, expect, by, ...question }, index) => {
    try {
      if (by !== undefined && expect === 'refused') throw new Error('got "by" with "refused", expected it with "allowed" only: no mapping refuses');
      return { ...name === undefined ? {} : { name }, as: callerOf(as), question: questionOf(question), expect, ...by === undefined ? {} : { by } };
    } catch (error) {
      throw new Error(`at /cases/${index}: ${(error as Error).message}`, { cause: error });
    }
  });
}

/** What became of a case. */
export interface CaseResult {
  readonly ok: boolean;
  readonly expected: Case;
  readonly answer: Answer;
  /** In what it is not as expected. @default - it is */
  readonly fault?: string;
}

/** Holds cases against the documents. */
export function testCases(cases: readonly Case[], answers: Answers): readonly CaseResult[] {
  return cases.map((expected) => {
    const answer = answers.to(expected.as, expected.question);
    const fault = faultOf(expected, answer);
    return { ok: fault === undefined, expected, answer, ...fault === undefined ? {} : { fault } };
  });
}

function faultOf({ expect, by }: Case, answer: Answer): string | undefined {
  if (!isAsExpected(answer, expect)) return `got ${outcome(answer)}, expected ${expect}`;
  if (by !== undefined && by !== answer.by?.mapping) return `got it allowed by ${answer.by?.mapping ?? 'no mapping'}, expected by ${by}`;
  return undefined;
}
