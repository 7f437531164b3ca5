import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Template } from '../../../lib/cloudformation/template';
import { readAssembly } from '../../../preflight/assembly/read-assembly';
import { parseFile } from './read-template';
import type { Acknowledged, Source } from './source';

const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';

interface Artifact {
  readonly type?: string;
  readonly properties?: { readonly directoryName?: string };
  readonly metadata?: Metadata;
  readonly additionalMetadataFile?: string;
}
type Metadata = Readonly<Record<string, readonly { readonly type?: string; readonly data?: unknown }[]>>;

/** The stacks of a cloud assembly, with what its app has acknowledged. @throws Error where the folder is none */
export function readAssemblySources(folder: string, shown: string): readonly Source[] {
  const { templates } = readAssembly(folder);
  const acknowledged = acknowledgedIn(folder);
  const sourceOf = (template: Template): Source => {
    const { file, body, environment, constructPaths } = template.source;
    const text = readFileSync(path.join(folder, file), 'utf8');
    return {
      file: path.posix.join(shown, file.split(path.sep).join('/')), body, environment, acknowledged,
      constructPaths: new Map([...template.resources.keys()].flatMap((id) => {
        const known = constructPaths.get(id) ?? template.constructPathOf(id);
        return known === undefined ? [] : [[id, known]];
      })),
      lineOf: parseFile(text, file).lineOf,
      nested: new Map(templates.filter(({ parent }) => parent?.template === template).map((child) => [child.parent?.logicalId ?? '', sourceOf(child)])),
    };
  };
  return templates.filter(({ parent }) => parent === undefined).map(sourceOf);
}

function acknowledgedIn(folder: string): readonly Acknowledged[] {
  const { artifacts = {} } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as { artifacts?: Record<string, Artifact> };
  return Object.values(artifacts).flatMap(({ type, properties, metadata, additionalMetadataFile: more }) => {
    if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) return acknowledgedIn(path.join(folder, properties.directoryName));
    const further = more !== undefined && existsSync(path.join(folder, more)) ? JSON.parse(readFileSync(path.join(folder, more), 'utf8')) as Metadata : {};
    return Object.entries({ ...metadata, ...further }).flatMap(([at, entries]) => entries.filter((entry) => entry.type === ACKNOWLEDGED)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ path: at.replace(/^\//, ''), id, reason })));
  });
}
