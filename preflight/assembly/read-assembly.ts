import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { linkExports } from '../../lib/cloudformation/exports';
import { shown } from '../../lib/cloudformation/read';
import { type Environment, type RawTemplate, Template } from '../../lib/cloudformation/template';
import { MisuseError } from '../misuse';
import { Assembly } from './assembly';

interface Artifact {
  readonly type?: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly metadata?: ArtifactMetadata;
  readonly additionalMetadataFile?: string;
}
type ArtifactMetadata = Readonly<Record<string, readonly { readonly type?: string; readonly data?: unknown }[]>>;

/**
 * Reads a cloud assembly: the folder that `cdk synth` writes.
 * @throws MisuseError where the folder is none
 */
export function readAssembly(folder: string): Assembly {
  const templates = readFolder(folder, folder, []);
  linkExports(templates);
  return new Assembly(folder, templates.filter(({ resources }) => resources.size > 0));
}

/** @param within the folders that this one lies in: one that names one of them again would never end */
function readFolder(folder: string, root: string, within: readonly string[]): Template[] {
  const here = path.resolve(folder);
  if (within.includes(here)) throw new MisuseError(`${folder} is named as an assembly within itself; synthesise the assembly anew`);
  const file = path.join(folder, 'manifest.json');
  if (!existsSync(file)) {
    throw new MisuseError(`${folder} has no manifest.json: expected a cloud assembly, the folder that "cdk synth" writes (cdk.out unless --output names another)`);
  }
  const { artifacts = {} } = readJson(file) as { artifacts?: Record<string, Artifact> };
  const assets = new Map(Object.values(artifacts).flatMap((artifact) => assetFiles(artifact, folder, root)));
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { templateFile, directoryName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && typeof directoryName === 'string') return readFolder(ownFile(folder, directoryName, root), root, [...within, here]);
    if (artifact.type !== 'aws:cloudformation:stack' || typeof templateFile !== 'string') return [];
    return readStack(id, artifact, templateFile, folder, root, assets);
  });
}

function readStack(id: string, artifact: Artifact, file: string, folder: string, root: string, assets: ReadonlyMap<string, string>): Template[] {
  const { stackName } = artifact.properties ?? {};
  const paths = constructPaths(artifact, folder, root);
  const stack = artifact.displayName?.replace(/ \(.*\)$/, '') ?? id;
  const make = (name: string, templateFile: string, known?: string): Template => {
    const full = ownFile(folder, templateFile, root);
    const body = readJson(full) as RawTemplate;
    const ownPaths = new Map([...paths].filter(([key]) => key in (body.Resources ?? {})));
    return new Template({
      stack: name, file: path.relative(root, full), environment: environment(artifact.environment), body,
      size: statSync(full).size, constructPaths: ownPaths, stackName: known,
    });
  };
  const template = make(stack, file, typeof stackName === 'string' ? stackName : id);
  return [template, ...nestedIn(template, folder, assets, make, [path.normalize(file)])];
}

/** @param within the files of the stacks that this one is nested in: one of them can't be nested in it */
function nestedIn(
  parent: Template, folder: string, assets: ReadonlyMap<string, string>, make: (name: string, file: string) => Template, within: readonly string[],
): Template[] {
  return parent.ofType('AWS::CloudFormation::Stack').flatMap((resource) => {
    const named = resource.raw.Metadata?.['aws:asset:path'];
    const hash = /([0-9a-f]{64})/.exec(shown(resource.get('TemplateURL')))?.[1];
    const file = typeof named === 'string' ? named : hash === undefined ? undefined : assets.get(hash);
    if (file === undefined || !existsSync(path.join(folder, file)) || within.includes(path.normalize(file))) return [];
    const child = make(resource.constructPath?.replace(/^\//, '').replace(/\.NestedStack\/.*$/, '') ?? `${parent.stack}/${resource.logicalId}`, file);
    parent.nest(resource, child);
    return [child, ...nestedIn(child, folder, assets, make, [...within, path.normalize(file)])];
  });
}

/** The template of a nested stack is an asset: its address names the hash, and the asset manifest the file. */
function assetFiles({ type, properties }: Artifact, folder: string, root: string): [string, string][] {
  const file = properties?.file;
  if (type !== 'cdk:asset-manifest' || typeof file !== 'string' || !existsSync(path.join(folder, file))) return [];
  const { files = {} } = readJson(ownFile(folder, file, root)) as { files?: Record<string, { source?: { path?: string } }> };
  return Object.entries(files).flatMap(([hash, { source }]) => source?.path?.endsWith('.template.json') ? [[hash, source.path]] : []);
}

function constructPaths({ metadata = {}, additionalMetadataFile }: Artifact, folder: string, root: string): ReadonlyMap<string, string> {
  const file = additionalMetadataFile === undefined ? undefined : ownFile(folder, additionalMetadataFile, root);
  const more = file !== undefined && existsSync(file) ? readJson(file) as ArtifactMetadata : {};
  return new Map(Object.entries({ ...metadata, ...more }).flatMap(([constructPath, entries]) => entries
    .filter(({ type, data }) => type === 'aws:cdk:logicalId' && typeof data === 'string')
    .map(({ data }) => [data as string, constructPath.replace(/^\//, '')])));
}

/** `aws://unknown-account/unknown-region` where the stack is for any. */
function environment(given: string | undefined): Environment {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(given ?? '') ?? [];
  return {
    account: account === undefined || account === 'unknown-account' ? undefined : account,
    region: region === undefined || region === 'unknown-region' ? undefined : region,
  };
}

/** A file or folder of the assembly: what comes from elsewhere must not have this machine's other files read, and shown in messages. */
function ownFile(folder: string, named: string, root: string): string {
  const full = path.join(folder, named);
  const fromRoot = path.relative(root, full);
  if (fromRoot !== '..' && !fromRoot.startsWith(`..${path.sep}`) && !path.isAbsolute(fromRoot)) return full;
  throw new MisuseError(`${path.join(folder, 'manifest.json')} names ${named}, which lies outside of ${root}; synthesise the assembly anew`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new MisuseError(`${file} can't be read as JSON: ${(error as Error).message}; synthesise the assembly anew`);
  }
}
