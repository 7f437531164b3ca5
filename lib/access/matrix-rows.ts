import type { RunGrant } from '../contract/access-mapping';
import { code, table } from '../documents/markdown';

/** What one principal may do by one mapping. */
export interface MatrixRow {
  readonly principal: string;
  readonly mapping: string;
  readonly view: readonly string[];
  readonly operate: readonly string[];
  readonly run: readonly MatrixRun[];
}

/** A job, or a category with the jobs that are in it, where these are known. */
export interface MatrixRun extends RunGrant {
  readonly jobs?: readonly string[];
}

/** A mapping, wherever it was found. */
export interface MatrixSource extends Pick<MatrixRow, 'view' | 'operate'> {
  readonly name: string;
  readonly principals: readonly string[];
  readonly run: readonly RunGrant[];
  /** Categories by the names of jobs. @default - what jobs there are is not known */
  readonly jobs?: ReadonlyMap<string, string>;
}

/** A row for each principal of each mapping, sorted by principal, then mapping. */
export function matrixRows(mappings: readonly MatrixSource[]): readonly MatrixRow[] {
  return [...mappings].sort(byText(({ name }) => name)).flatMap(({ name: mapping, principals, view, operate, run, jobs }) => {
    const runs = run.map((grant) => withJobs(grant, jobs));
    return principals.map((principal): MatrixRow => ({ principal, mapping, view, operate, run: runs }));
  }).sort(byText(({ principal }) => principal));
}

/** The rows as a table of GitHub's Markdown, whatever names they hold. */
export function matrixTable(rows: readonly MatrixRow[]): string {
  return table(['who', 'may view', 'may operate', 'may run', 'by mapping'], rows.map(({ principal, view, operate, run, mapping }) => [
    code(principal), view.map(code).join(', '), operate.map(code).join(', '), run.map((each) => runText(each, code)).join(', '), code(mapping),
  ]));
}

/** What may be run, in words. @param shown makes names fit for where they are put */
export function runText({ job, category, jobs, parameters }: MatrixRun, shown: (text: string) => string): string {
  const inIt = jobs === undefined ? '' : ` (${jobs.length === 0 ? 'no job yet' : jobs.map(shown).join(', ')})`;
  const what = job === undefined ? `category ${shown(category ?? '')}${inIt}` : `job ${shown(job)}`;
  const limits = Object.entries(parameters ?? {}).map(([name, schema]) => `${shown(name)} as ${shown(JSON.stringify(schema))}`);
  return limits.length === 0 ? what : `${what} with ${limits.join(' and ')}`;
}

/** Compares by code unit: the same on every machine, whatever its language. */
export function byText<T>(text: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => (text(a) < text(b) ? -1 : Number(text(a) > text(b)));
}

function withJobs(grant: RunGrant, jobs: ReadonlyMap<string, string> | undefined): MatrixRun {
  const { category, ...rest } = grant;
  if (category === undefined || jobs === undefined) return grant;
  return { category, jobs: [...jobs].filter(([, its]) => its === category).map(([job]) => job).sort(), ...rest };
}
