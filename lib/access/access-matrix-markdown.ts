import { code, table } from '../documents/markdown';
import type { AccessMatrixDocument, ServiceMatrix } from './access-matrix-document';
import { matrixTable } from './matrix-rows';

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
    matrixTable(access),
    table(['mapping', 'what for', 'made at'], mappings.map(({ name, description, path }) => [
      code(name), description === undefined || description === '' ? '' : code(description), code(path),
    ])),
  ];
}
