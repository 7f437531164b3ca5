import type { IConstruct } from 'constructs';
import type { MachineAuthenticationConfig } from '../authentication/machine-authentication-config';
import type { ILuigiService } from '../luigi-service-base';
import { AccessMatrix } from './access-matrix';
import type { MappingDocument } from './mapping-document';
import { sameService } from './service-address';

/** A mapping of one app. */
export interface RegisteredMapping {
  readonly scope: IConstruct;
  readonly service: ILuigiService;
  readonly name: string;
  readonly document: MappingDocument;
}

/** A service, or one of several objects that stand for the same, with the jobs declared on it. */
export interface RegisteredService {
  readonly service: ILuigiService;
  /** Categories by job. */
  readonly jobs: ReadonlyMap<string, string>;
}

const registries = new WeakMap<IConstruct, AccessRegistry>();

/** All services and mappings of one app, wherever in it they are made. */
export class AccessRegistry {
  /** The one of the app that the construct belongs to. */
  static of(construct: IConstruct): AccessRegistry {
    const { root } = construct.node;
    const registry = registries.get(root) ?? new AccessRegistry();
    registries.set(root, registry);
    return registry;
  }

  readonly services: RegisteredService[] = [];
  readonly mappings: RegisteredMapping[] = [];
  private readonly trusted: { readonly service: ILuigiService; readonly issuers: readonly MachineAuthenticationConfig[] }[] = [];
  private readonly byName = new Map<string, RegisteredMapping[]>();

  addJobs(service: ILuigiService, jobs: ReadonlyMap<string, string>): void {
    this.services.push({ service, jobs });
    AccessMatrix.ensureAround(service, this);
  }

  /** Says whose bearer tokens a service believes. */
  trust(service: ILuigiService, issuers: readonly MachineAuthenticationConfig[]): void {
    this.trusted.push({ service, issuers });
  }

  /** Whose bearer tokens it believes; undefined where it is made elsewhere, or not yet. */
  issuersOf(service: ILuigiService): readonly MachineAuthenticationConfig[] | undefined {
    return this.trusted.find((other) => sameService(other.service, service))?.issuers;
  }

  addMapping(mapping: RegisteredMapping): void {
    this.mappings.push(mapping);
    this.byName.set(mapping.name, [...(this.byName.get(mapping.name) ?? []), mapping]);
    AccessMatrix.ensureAround(mapping.scope, this);
  }

  /** Other mappings that would be written to the same parameter. */
  twinsOf(mapping: RegisteredMapping): readonly RegisteredMapping[] {
    return (this.byName.get(mapping.name) ?? []).filter((other) => other !== mapping && sameService(other.service, mapping.service));
  }

  /** Categories by job, of all jobs that are declared on the service. */
  jobsOf(service: ILuigiService): ReadonlyMap<string, string> {
    return new Map(this.services.filter((other) => sameService(other.service, service)).flatMap(({ jobs }) => [...jobs]));
  }
}
