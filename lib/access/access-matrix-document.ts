import { Stack, type Stage } from 'aws-cdk-lib';
import type { AccessMappingDocument, RunGrant } from '../contract/access-mapping';
import type { AccessRegistry } from './access-registry';
import { addressOf, type ServiceAddress } from './service-address';

/** Who may view, operate and run what: everything sorted, text as people read it. As in lib/contract/access-matrix.schema.json. */
export interface AccessMatrixDocument {
  readonly $schema: string;
  readonly version: 1;
  readonly note: string;
  readonly services: readonly ServiceMatrix[];
}

/** One service's part. */
export interface ServiceMatrix {
  readonly service: string;
  /** Path of the stage in the app; not there for stacks of the app itself. */
  readonly stage?: string;
  readonly account: string;
  readonly region: string;
  /** Sorted by principal, then mapping. */
  readonly access: readonly MatrixRow[];
  /** Sorted by name. */
  readonly mappings: readonly MatrixMapping[];
}

/** What one principal may do by one mapping. */
export interface MatrixRow {
  readonly principal: string;
  readonly mapping: string;
  readonly view: readonly string[];
  readonly operate: readonly string[];
  readonly run: readonly MatrixRun[];
}

/** A job, or a category with the jobs that are declared in it. */
export interface MatrixRun extends RunGrant {
  readonly jobs?: readonly string[];
}

/** One mapping, and where it is made. */
export interface MatrixMapping {
  readonly name: string;
  readonly description?: string;
  /** Path of its construct. */
  readonly path: string;
}

const NOTE = 'Who may do what, by the access mappings that constructs of this app write. Documents written into SSM by hand are outside it. Written by synthesis: change the mappings, not this file.';

/** All mappings below the stage, nested stages included. */
export function accessMatrixDocument(registry: AccessRegistry, stage: Stage): AccessMatrixDocument {
  const services = new Map<string, ServiceEntry>();
  const entryOf = (address: ServiceAddress): ServiceEntry => {
    const key = JSON.stringify([address.service, address.stage, address.account, address.region]);
    const entry = services.get(key) ?? { address, mappings: [] };
    services.set(key, entry);
    return entry;
  };
  const isBelow = ({ node }: { readonly node: { readonly scopes: readonly unknown[] } }): boolean => node.scopes.includes(stage);
  for (const { service } of registry.services.filter((registered) => isBelow(registered.service))) entryOf(addressOf(service));
  for (const { scope, service, name, document } of registry.mappings.filter((mapping) => isBelow(mapping.scope))) {
    const entry = entryOf(addressOf(service));
    entry.mappings.push({ name, path: scope.node.path, document: document.readable(Stack.of(scope)), jobs: registry.jobsOf(service) });
  }
  return {
    $schema: 'https://cdk-lighttpd-luigi.github.io/schemas/access-matrix-1.json',
    version: 1,
    note: NOTE,
    services: [...services].sort(byText(([key]) => key)).map(([, entry]) => serviceMatrix(entry)),
  };
}

interface ServiceEntry {
  readonly address: ServiceAddress;
  readonly mappings: MappingEntry[];
}

interface MappingEntry {
  readonly name: string;
  readonly path: string;
  readonly document: AccessMappingDocument;
  readonly jobs: ReadonlyMap<string, string>;
}

function serviceMatrix({ address: { service, stage, account, region }, mappings }: ServiceEntry): ServiceMatrix {
  const sorted = [...mappings].sort(byText(({ name }) => name));
  const rows = sorted.flatMap(({ name, document, jobs }) => document.principals.map((principal): MatrixRow => ({
    principal,
    mapping: name,
    view: document.grants.view ?? [],
    operate: document.grants.operate ?? [],
    run: (document.grants.run ?? []).map((grant) => withJobs(grant, jobs)),
  })));
  return {
    service,
    ...(stage === '' ? {} : { stage }),
    account,
    region,
    access: rows.sort(byText(({ principal }) => principal)),
    mappings: sorted.map(({ name, path, document: { description } }) => ({ name, ...(description === undefined ? {} : { description }), path })),
  };
}

function withJobs(grant: RunGrant, jobs: ReadonlyMap<string, string>): MatrixRun {
  if (grant.category === undefined) return grant;
  const { category, ...rest } = grant;
  return { category, jobs: [...jobs].filter(([, its]) => its === category).map(([job]) => job).sort(), ...rest };
}

/** Compares by code unit: the same on every machine, whatever its language. */
function byText<T>(text: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => (text(a) < text(b) ? -1 : Number(text(a) > text(b)));
}
