import { matrixTable, runText, type MatrixRow } from '../../../../lib/access/matrix-rows';
import { code, table } from '../../../../lib/documents/markdown';
import { visibleJson } from '../../../../lib/documents/visible-json';
import { lines, many } from '../../report/lines';
import type { Matrix } from './matrix';

/** For programs. */
export function matrixJson(matrix: Matrix): string {
  return visibleJson({ version: 1, ...matrix });
}

/** For reviews: GitHub's Markdown, whatever names it holds. */
export function matrixMarkdown({ place, access, mappings, invalid }: Matrix): string {
  const list = (items: readonly string[]) => items.join(', ');
  return [
    `# Access matrix of ${code(place)}`,
    access.length === 0 ? 'There is no mapping that holds: nobody may do anything.' : matrixTable(access),
    ...mappings.length === 0 ? [] : [table(['mapping', 'what for', 'lies at'], mappings.map(({ name, description = '', where }) => [code(name), description === '' ? '' : code(description), code(where)]))],
    ...invalid.length === 0 ? [] : [`**Invalid, and grants nothing:** ${list(invalid.map(code))}`],
  ].join('\n\n').concat('\n');
}

/** For spreadsheets: a row for each single grant (RFC 4180). */
export function matrixCsv({ access }: Matrix): string {
  const rows = access.flatMap(({ principal, mapping, view, operate, run }) => [
    ...view.map((family) => [principal, 'view', family, '', mapping]),
    ...operate.map((family) => [principal, 'operate', family, '', mapping]),
    ...run.map(({ job, category, parameters }) => [principal, 'run', job === undefined ? `category ${category}` : `job ${job}`, parameters === undefined ? '' : JSON.stringify(parameters), mapping]),
  ]);
  return [['principal', 'action', 'what', 'limits', 'mapping'], ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  // What a spreadsheet would work out is told to be text: mapping names may begin with a hyphen.
  const plain = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** For people, on lines of 80 columns. */
export function matrixText({ access, mappings, invalid }: Matrix): string {
  const principals = [...new Set(access.map(({ principal }) => principal))];
  const parts = principals.map((principal) => [
    lines('', principal), ...access.filter((row) => row.principal === principal).map(rowText),
  ].join('\n'));
  const counted = `${many(principals.length, 'principal')}, ${many(mappings.length, 'mapping')}`;
  return `${[
    ...parts, ...invalid.length === 0 ? [] : [['invalid, and grants nothing:', ...invalid.map((where) => lines('  ', where))].join('\n')],
    principals.length === 0 ? `${counted}: nobody may do anything` : counted,
  ].join('\n\n')}\n`;
}

function rowText({ mapping, view, operate, run }: MatrixRow): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [['view', view], ['operate', operate], ['run', run.map((each) => runText(each, (text) => text))]];
  return [lines('  by ', mapping), ...parts.filter(([, items]) => items.length > 0).map(([action, items]) => lines(`    ${action.padEnd(7)}  `, items.join(', ')))].join('\n');
}
