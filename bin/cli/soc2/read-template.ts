import { readFileSync } from 'node:fs';
import type { RawTemplate } from '../../../lib/cloudformation/template';
import type { Source } from './source';
import { parseYaml } from './yaml';

/** Reads a file of JSON or YAML. @throws Error where it is no template */
export function readTemplate(path: string, file: string): Source {
  const { body, lineOf } = parseFile(readFileSync(path, 'utf8'), path);
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !isObject((body as { Resources?: unknown }).Resources)) {
    throw new Error('got no Resources, expected a CloudFormation template');
  }
  return { file, body: body as RawTemplate, lineOf, environment: {}, constructPaths: new Map(), acknowledged: [], nested: new Map() };
}

/** Reads JSON or YAML. @throws Error where it is neither */
export function parseFile(text: string, path: string): { readonly body: unknown; readonly lineOf: Source['lineOf'] } {
  if (!path.endsWith('.json') && !text.trimStart().startsWith('{')) return parseYaml(text);
  const body: unknown = JSON.parse(text);
  // As "aws cloudformation get-template --output json" gives a template that was written in YAML.
  if (typeof body === 'string') return { body: parseFile(body, '').body, lineOf: () => undefined };
  return { body, lineOf: (logicalId) => lineInJson(text, logicalId) };
}

/** The key may stand elsewhere, too: the first one below Resources that holds an object is meant. */
function lineInJson(text: string, logicalId: string): number | undefined {
  const start = Math.max(text.search(/"Resources"\s*:/), 0);
  const at = text.slice(start).search(new RegExp(`"${logicalId.replace(/[^A-Za-z0-9]/g, '\\$&')}"\\s*:\\s*\\{`));
  return at === -1 ? undefined : text.slice(0, start + at).split('\n').length;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
