import { type Finding, LAYERS } from '../../../preflight/finding';

/** Before the table in docs/preflight.md. */
export const TABLE_START = '<!-- made by test/e2e/preflight.test.ts with UPDATE_FAULT_TABLE=1 -->';
/** After it. */
export const TABLE_END = '<!-- end of the table -->';

/** What was found of each fault, as a table for docs/preflight.md. */
export function faultTable(faults: readonly { readonly fault: string; readonly findings: readonly Finding[] }[]): string {
  const rows = faults.map(({ fault, findings }) => {
    const cells = LAYERS.map((layer) => [...new Set(findings.filter((finding) => finding.layer === layer).map(({ rule }) => rule))].sort().map((rule) => `\`${rule}\``).join(', '));
    return `| ${fault} | ${cells.join(' | ')} |`;
  });
  return [`| fault | ${LAYERS.join(' | ')} |`, '|---|---|---|---|', ...rows, ''].join('\n');
}
