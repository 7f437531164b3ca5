import path from 'node:path';
import { parseMapping } from '../../../../images/gateway/src/access/parse-mapping';
import { parseRevocation } from '../../../../images/gateway/src/access/parse-revocation';
import { DirectorySource } from '../../../../images/gateway/src/documents/directory-source';
import { printable } from '../../../../images/gateway/src/documents/document-error';
import { DocumentSourceError, type DocumentSource } from '../../../../images/gateway/src/documents/document-source';
import { SsmSource, type SsmReader } from '../../../../images/gateway/src/documents/ssm-source';
import { parseJob } from '../../../../images/gateway/src/jobs/description/parse-job';
import { accessPath, controlPath, jobsPath } from '../../../../lib/contract/parameter-names';
import { REVOCATION_DOCUMENT } from '../../../../lib/contract/revocation';
import { MisuseError } from '../../misuse';
import { assemblyServices, isAssembly, type AssemblyService } from './assembly';
import { readDocument, type ReadDocument } from './document';
import { passedOver, refuseServiceFolders, serviceFolders } from './folders';
import { named, type Place } from './place';
import type { ServiceDocuments } from './service-documents';
import { ssmReader } from './ssm-reader';

/** How documents are read. */
export interface ReadOptions {
  /** Folder of jobs. @default - beside the mappings, where it is there */
  readonly jobs?: string;
  /** Of a cloud assembly: the service. @default - the only one */
  readonly service?: string;
  /** Makes SSM's client. @default - region and credentials as the environment has them */
  readonly ssm?: () => SsmReader;
}

/**
 * Reads what there is of a service, as its gateway would.
 * @throws MisuseError where it can't be read, where there is no mapping at all: the place is the wrong one; and where there are several services
 */
export async function readDocuments(place: Place, options: ReadOptions = {}): Promise<ServiceDocuments> {
  const [first, ...others] = await readServices(place, options);
  if (first !== undefined && others.length === 0) return first.documents;
  const all = [first, ...others].flatMap((each) => each === undefined ? [] : [each]);
  const byStage = new Set(all.map(({ service }) => service)).size < all.length;
  throw new MisuseError(`${named(place)}: got mappings of the services ${namesOf(all)}, expected those of one: name ${byStage ? 'the folder of its stage' : 'it with --service'}`);
}

/**
 * The same for a place that may have several services: a cloud assembly.
 * @throws MisuseError as above
 */
export async function readServices(place: Place, options: ReadOptions = {}): Promise<readonly AssemblyService[]> {
  if (place.kind === 'folder' && isAssembly(place.path)) return fromAssembly(place.path, options);
  if (options.service !== undefined) throw new MisuseError(`${named(place)}: got --service with a folder of documents, expected it with a cloud assembly: the folder is of one service`);
  return [{ service: '', stage: '', documents: await ofOneService(place, options) }];
}

function fromAssembly(folder: string, { jobs, service }: ReadOptions): readonly AssemblyService[] {
  if (jobs !== undefined) throw new MisuseError(`${folder}: got --jobs with a cloud assembly, expected none: its jobs are in it`);
  refuseServiceFolders(folder);
  const all = assemblyServices(folder);
  if (all.length === 0) throw new MisuseError(`${folder}: got a cloud assembly without access mappings, expected one of an app that makes some, with mapRole() or AccessMapping`);
  const wanted = all.filter((each) => service === undefined || each.service === service);
  if (wanted.length === 0) throw new MisuseError(`${folder}: got mappings of the services ${namesOf(all)}, expected some of ${service ?? ''}: mend --service`);
  return wanted;
}

function namesOf(services: readonly AssemblyService[]): string {
  return services.map(({ stage, service }) => stage === '' ? service : `${stage}/${service}`).join(', ');
}

async function ofOneService(place: Place, options: ReadOptions): Promise<ServiceDocuments> {
  const documents = place.kind === 'ssm' ? await fromSsm(place.service, options) : await fromFolder(place.path, options.jobs);
  if (documents.mappings.length > 0) return documents;
  throw new MisuseError(place.kind === 'ssm'
    ? `${named(place)}: got no parameter below ${accessPath(place.service)}, expected one for each access mapping: mend the service's name, the region or the account`
    : `${place.path}: got no *.json file, expected one for each access mapping: name the folder that holds them`);
}

async function fromFolder(folder: string, jobsFolder: string | undefined): Promise<ServiceDocuments> {
  try {
    const folders = serviceFolders(folder, jobsFolder);
    const read = <T>(at: string, parse: (name: string, text: string) => T) =>
      readAll(new DirectorySource(path.resolve(at)), (name) => path.join(at, `${name}.json`), parse);
    const mappings = await read(folders.mappings, parseMapping);
    const control = folders.control === undefined ? { passedOver: [] } : controlOf(await read(folders.control, parseRevocation));
    const aside = [folders.mappings, folders.jobs, folders.control].flatMap((each) => each === undefined ? [] : passedOver(each));
    const documents = { place: folder, mappings, ...control, passedOver: [...aside, ...control.passedOver] };
    if (folders.jobs === undefined) return { ...documents, jobsUnknown: 'there is no folder "jobs": name it with --jobs' };
    return { ...documents, jobs: await read(folders.jobs, parseJob) };
  } catch (error) {
    throw error instanceof DocumentSourceError ? new MisuseError(error.message) : error;
  }
}

async function fromSsm(service: string, { ssm = ssmReader }: ReadOptions): Promise<ServiceDocuments> {
  const client = ssm();
  const read = <T>(at: string, parse: (name: string, text: string) => T) => readAll(new SsmSource({ path: at, client }), (name) => `ssm:${at}/${name}`, parse);
  let mappings;
  try {
    mappings = await read(accessPath(service), parseMapping);
  } catch (error) {
    throw new MisuseError(sentence(error));
  }
  // Auditors may read mappings and nothing else.
  const jobs = await read(jobsPath(service), parseJob).then((all) => ({ jobs: all }), (error: unknown) => ({ jobsUnknown: sentence(error) }));
  const control = await read(controlPath(service), parseRevocation).then(controlOf, (error: unknown) => ({ revokedUnknown: sentence(error) }));
  return { place: named({ kind: 'ssm', service }), mappings, passedOver: [], ...jobs, ...control };
}

/** Of what lies beside who is shut out, one document is read. */
function controlOf(documents: readonly ReadDocument<readonly string[]>[]): Pick<ServiceDocuments, 'revoked' | 'passedOver'> {
  const revoked = documents.find(({ name }) => name === REVOCATION_DOCUMENT);
  return { ...revoked === undefined ? {} : { revoked }, passedOver: documents.filter((each) => each !== revoked).map(({ where }) => where) };
}

async function readAll<T>(
  source: DocumentSource, where: (name: string) => string, parse: (name: string, text: string) => T,
): Promise<readonly ReadDocument<T>[]> {
  const texts = await source.read();
  return [...texts].sort((a, b) => (a.name < b.name ? -1 : 1)).map((text) => readDocument(text, where(text.name), parse));
}

/** With the SDK's own words, such as "Region is missing": they tell who sits before it what to set. */
function sentence(error: unknown): string {
  if (!(error instanceof DocumentSourceError)) throw error;
  const cause = error.cause instanceof Error ? printable(error.cause.message).slice(0, 300) : '';
  // To a role of one's own, not the gateway's task role.
  const message = error.message.replace('to the task role', 'to who calls').replace(/^got Error /, 'got an error ');
  return cause === '' ? message : `${message} (${cause})`;
}
