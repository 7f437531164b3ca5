import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseMapping } from '../../../../images/gateway/src/access/parse-mapping';
import type { DocumentText } from '../../../../images/gateway/src/documents/document-source';
import { parseJob } from '../../../../images/gateway/src/jobs/description/parse-job';
import { knownStart, text } from '../../../../lib/cloudformation/read';
import type { Resource } from '../../../../lib/cloudformation/resource';
import { readAssembly } from '../../../../preflight/assembly/read-assembly';
import { MisuseError } from '../../misuse';
import { many } from '../../report/lines';
import { deployedText, NO_ACCOUNT } from './deployed-text';
import { readDocument, type ReadDocument } from './document';
import type { ServiceDocuments } from './service-documents';

/** The documents of one service, as an app makes them. */
export interface AssemblyService {
  readonly service: string;
  /** Folder of the stage that it is in, below the assembly's; empty for the assembly itself. */
  readonly stage: string;
  readonly documents: ServiceDocuments;
}

/** Whether a folder is a cloud assembly, as `cdk synth` writes it. A mapping may be called manifest, too: it has no artifacts. */
export function isAssembly(folder: string): boolean {
  const manifest = path.join(folder, 'manifest.json');
  if (!existsSync(manifest)) return false;
  if (existsSync(path.join(folder, 'cdk.out'))) return true;
  try {
    const { artifacts } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly artifacts?: unknown };
    return typeof artifacts === 'object' && artifacts !== null;
  } catch {
    return false;
  }
}

/**
 * The services that an assembly has mappings of, by stage and name.
 * @throws MisuseError where it can't be read
 */
export function assemblyServices(folder: string): readonly AssemblyService[] {
  const parameters = new Map<string, Parameter[]>();
  for (const resource of parametersIn(folder)) {
    const parameter = parameterOf(resource);
    if (parameter === undefined) continue;
    // One app may make services of one name, each for another stage, account or region.
    const { account = '', region = '' } = resource.template.environment;
    const key = JSON.stringify([path.dirname(resource.template.source.file).replace(/^\.$/, ''), parameter.service, account, region]);
    parameters.set(key, [...parameters.get(key) ?? [], parameter]);
  }
  return [...parameters].map(([key, found]) => {
    const [stage, service] = JSON.parse(key) as [string, string];
    return { stage, service, documents: documentsOf(folder, found) };
  }).filter(({ documents }) => documents.mappings.length > 0).sort((a, b) => byText(`${a.stage} ${a.service}`, `${b.stage} ${b.service}`));
}

function parametersIn(folder: string): readonly Resource[] {
  try {
    return readAssembly(folder).ofType('AWS::SSM::Parameter');
  } catch (error) {
    throw new MisuseError((error as Error).message);
  }
}

/** An SSM parameter with a document in it. */
interface Parameter {
  readonly service: string;
  readonly kind: 'access' | 'jobs';
  readonly where: string;
  /** @default - the parameter's name is known at deployment only */
  readonly document?: DocumentText;
  /** What is known at deployment only. */
  readonly open: readonly string[];
}

function parameterOf(resource: Resource): Parameter | undefined {
  const name = text(resource.get('Name'));
  const [, service = '', kind, last] = /^\/luigi\/([^/]+)\/(access|jobs)\/([^/]*)$/.exec(name ?? knownStart(resource.get('Name'))) ?? [];
  if (kind !== 'access' && kind !== 'jobs') return undefined;
  const found = { service, kind, where: `${name ?? `/luigi/${service}/${kind}/...`} (${(resource.constructPath ?? resource.logicalId).replace(/^\//, '').replace(/\/Resource$/, '')})` } as const;
  const value = deployedText(resource.get('Value'));
  if (name === undefined || last === undefined || value === undefined) return { ...found, open: [found.where] };
  const type = text(resource.get('Type'));
  if (type === 'String') return { ...found, document: { name: last, text: value.text }, open: value.open };
  return { ...found, document: { name: last, unreadable: `got the type ${type ?? 'that is known at deployment only'}, expected String; make it one` }, open: [] };
}

function documentsOf(folder: string, parameters: readonly Parameter[]): ServiceDocuments {
  const read = <T>(wanted: Parameter['kind'], parse: (name: string, text: string) => T): readonly ReadDocument<T>[] => parameters
    .flatMap(({ kind, document, where }) => kind !== wanted || document === undefined ? [] : [readDocument(document, where, parse)])
    .sort((a, b) => byText(a.name, b.name));
  // What documents of jobs leave open is nobody's who asks here: role and log of their tasks.
  const open = [...new Set(parameters.flatMap((parameter) => parameter.kind === 'access' || parameter.document === undefined ? parameter.open : []))];
  const notRead = parameters.filter(({ document }) => document === undefined).map(({ where }) => where);
  const named = open.filter((each) => !notRead.includes(each) && !OF_ACCOUNT.includes(each));
  return {
    place: folder, mappings: read('access', parseMapping), jobs: read('jobs', parseJob), passedOver: [],
    jobsElsewhere: 'jobs of other apps are not in this cloud assembly',
    notes: [
      ...named.length === 0 ? [] : [`${many(named.length, 'value is', 'values are')} known at deployment only, and stand${named.length === 1 ? 's' : ''} here by the name in the template: ${some(named)}`],
      ...open.includes('AWS::AccountId') ? [`in ARNs of roles, ${NO_ACCOUNT} stands for the account, which is known at deployment only`] : [],
      ...notRead.length === 0 ? [] : [`not looked at, since name or value are known at deployment only: ${some(notRead)}`],
    ],
  };
}

/** What stands in ARNs alone. */
const OF_ACCOUNT = ['AWS::Partition', 'AWS::AccountId'];

function some(all: readonly string[]): string {
  return `${all.slice(0, 5).join(', ')}${all.length > 5 ? ', ...' : ''}`;
}

/** Compares by code unit: the same on every machine, whatever its language. */
function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
