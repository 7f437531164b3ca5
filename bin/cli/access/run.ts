import type { Output } from '../command';
import { lines, many } from '../report/lines';
import type { AssemblyService } from './documents/assembly';
import { named } from './documents/place';
import { readDocuments, readServices } from './documents/read-documents';
import type { ServiceDocuments } from './documents/service-documents';
import { Answers } from './explain/answer';
import { readCases, testCases } from './explain/cases';
import { casesJson, casesText } from './explain/cases-report';
import { explainJson, explainText, isAsExpected } from './explain/report';
import { lintAll } from './lint/lint';
import { lintJson, lintText } from './lint/report';
import { matrixOf } from './matrix/matrix';
import { matrixCsv, matrixJson, matrixMarkdown, matrixText } from './matrix/reports';
import { accessOptions, type AccessOptions } from './options';

/** Of `access explain`, where it is refused and nothing was expected. */
const REFUSED = 3;
const MATRICES = { text: matrixText, markdown: matrixMarkdown, json: matrixJson, csv: matrixCsv };

/** Does what was asked for. @returns the exit code, as the help says */
export async function runAccess(args: readonly string[], output: Output): Promise<number> {
  const options = accessOptions(args);
  // Faults of the cases are told before anything is asked of AWS.
  const cases = options.subcommand === 'test' ? readCases(options.cases) : [];
  const { jobs, service } = options;
  if (options.subcommand === 'lint') return runLint(options, await readServices(options.place, { jobs, service }), output);
  const documents = await readDocuments(options.place, { jobs, service });
  switch (options.subcommand) {
    case 'matrix':
      tellInvalid(documents, output);
      output.out(MATRICES[options.format](matrixOf(documents)));
      return 0;
    case 'explain': return runExplain(options, documents, output);
    case 'test': {
      tellInvalid(documents, output);
      const results = testCases(cases, new Answers(documents));
      output.out(options.format === 'json' ? casesJson(documents.place, results) : casesText(results));
      return results.every(({ ok }) => ok) ? 0 : 1;
    }
  }
}

function runLint({ place, format, strict }: Extract<AccessOptions, { subcommand: 'lint' }>, services: readonly AssemblyService[], output: Output): number {
  const result = lintAll(named(place), services.map(({ documents }) => documents));
  output.out(format === 'json' ? lintJson(result) : lintText(result));
  return result.findings.some(({ severity }) => strict || severity === 'error') ? 1 : 0;
}

function runExplain({ as, question, expect, format }: Extract<AccessOptions, { subcommand: 'explain' }>, documents: ServiceDocuments, output: Output): number {
  tellInvalid(documents, output);
  const answer = new Answers(documents).to(as, question);
  output.out(format === 'json' ? explainJson(documents.place, answer, expect) : explainText(answer, expect));
  if (expect !== undefined) return isAsExpected(answer, expect) ? 0 : 1;
  return answer.allowed ? 0 : REFUSED;
}

/** What is invalid counts for nothing, as at the gateway: whoever wonders at the answer must hear of it. */
function tellInvalid({ mappings, jobs = [], revoked, revokedUnknown, notes = [] }: ServiceDocuments, output: Output): void {
  for (const note of notes) output.note(lines('note: ', note));
  if (revoked?.fault !== undefined) output.note(lines('note: ', `${revoked.where} is invalid: the gateway keeps the last good one, and who is shut out is not known here`));
  if (revokedUnknown !== undefined) output.note(lines('note: ', `who is shut out is not known here: ${revokedUnknown}`));
  const invalid = [...mappings, ...jobs].filter(({ fault }) => fault !== undefined).map(({ where }) => where);
  if (invalid.length === 0) return;
  output.note(lines('note: ', `${many(invalid.length, 'document is invalid and counts', 'documents are invalid and count')} for nothing; "access lint" says why: ${invalid.slice(0, 5).join(', ')}${invalid.length > 5 ? ', ...' : ''}`));
}
