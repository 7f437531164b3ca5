import { code, table } from '../documents/markdown';
import type { AccessMatrixDocument, MatrixRun, ServiceMatrix } from './access-matrix-document';

/** The matrix as Markdown (GitHub's), whatever names it holds. */
export function accessMatrixMarkdown({ note, services }: AccessMatrixDocument): string {
  const parts = services.length === 0 ? ['There is no service in this part of the app.'] : services.flatMap(serviceMarkdown);
  return ['# Access matrix', note, ...parts].join('\n\n').concat('\n');
}

function serviceMarkdown({ service, stage, account, region, access, mappings }: ServiceMatrix): string[] {
  const place = `account ${code(account)}, region ${code(region)}${stage === undefined ? '' : `, stage ${code(stage)}`}`;
  const title = `## ${code(service)}\n\n${place[0]!.toUpperCase()}${place.slice(1)}.`;
  if (mappings.length === 0) return [title, 'There is no mapping: nobody may do anything.'];
  return [
    title,
    table(['who', 'may view', 'may operate', 'may run', 'by mapping'], access.map(({ principal, view, operate, run, mapping }) => [
      code(principal), list(view.map(code)), list(operate.map(code)), list(run.map(runText)), code(mapping),
    ])),
    table(['mapping', 'what for', 'made at'], mappings.map(({ name, description, path }) => [
      code(name), description === undefined || description === '' ? '' : code(description), code(path),
    ])),
  ];
}

function runText({ job, category, jobs, parameters }: MatrixRun): string {
  const what = job === undefined ? `category ${code(category ?? '')} (${jobs === undefined || jobs.length === 0 ? 'no job yet' : list(jobs.map(code))})` : `job ${code(job)}`;
  const limits = Object.entries(parameters ?? {}).map(([name, schema]) => `${code(name)} as ${code(JSON.stringify(schema))}`);
  return limits.length === 0 ? what : `${what} with ${limits.join(' and ')}`;
}

function list(items: readonly string[]): string {
  return items.join(', ');
}
