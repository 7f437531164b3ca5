import { Stack, type Stage } from 'aws-cdk-lib';
import type { AccessMappingDocument } from '../contract/access-mapping';
import type { AccessRegistry } from './access-registry';
import { byText, matrixRows, type MatrixRow } from './matrix-rows';
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
  return {
    service,
    ...(stage === '' ? {} : { stage }),
    account,
    region,
    access: matrixRows(mappings.map(({ name, document: { principals, grants: { view = [], operate = [], run = [] } }, jobs }) => (
      { name, principals, view, operate, run, jobs }
    ))),
    mappings: sorted.map(({ name, path, document: { description } }) => ({ name, ...(description === undefined ? {} : { description }), path })),
  };
}
