import { readFileSync } from 'node:fs';
import { CATALOGUE, ruleId } from '../../../lib/compliance/soc2/catalogue';
import { nearest } from '../../../lib/compliance/soc2/nearest';
import { MisuseError } from '../misuse';
import { parseFile } from './read-template';

/** An answer to a finding, given in a file. */
export interface FiledAcknowledgement {
  /** Id of the finding: a rule's, with what it found in brackets where there is such. */
  readonly finding: string;
  /** Logical id of the resource, or its path in the app or that of a construct above it. */
  readonly resource: string;
  /** How the name of the template's file ends. @default - any */
  readonly template?: string;
  readonly reason: string;
}

const FIELDS = ['finding', 'resource', 'template', 'reason'];

/** @throws MisuseError where the file can't be read or says something else */
export function readAcknowledgements(path: string): readonly FiledAcknowledgement[] {
  try {
    const { body } = parseFile(readFileSync(path, 'utf8'), path);
    const listed = (body as { readonly acknowledgements?: unknown } | null)?.acknowledgements;
    if (!Array.isArray(listed)) throw new Error('got no list "acknowledgements", expected one of entries with finding, resource and reason');
    return listed.map((entry, index) => checked(entry, `acknowledgements[${index}]`));
  } catch (error) {
    throw new MisuseError(`${path}: ${(error as Error).message}`);
  }
}

function checked(entry: unknown, where: string): FiledAcknowledgement {
  if (typeof entry !== 'object' || entry === null) throw new Error(`${where}: got ${JSON.stringify(entry)}, expected an entry with finding, resource and reason`);
  const unknown = Object.keys(entry).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) throw new Error(`${where}: got ${JSON.stringify(unknown)}, expected only ${FIELDS.join(', ')}`);
  const { finding, resource, template, reason } = entry as Record<string, unknown>;
  const text = (name: string, value: unknown): string => {
    if (typeof value === 'string' && value.trim() !== '') return value;
    throw new Error(`${where}.${name}: got ${JSON.stringify(value)}, expected a text`);
  };
  const id = text('finding', finding);
  const known = CATALOGUE.map(ruleId);
  const rule = id.replace(/\[.*$/s, '');
  if (!known.includes(rule)) throw new Error(`${where}.finding: got ${JSON.stringify(id)}, expected the id of a finding as reports have it; nearest: ${nearest(rule, known).join(', ')}`);
  return { finding: id, resource: text('resource', resource), reason: text('reason', reason), ...template === undefined ? {} : { template: text('template', template) } };
}
