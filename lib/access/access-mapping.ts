import { Resource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ILuigiService } from '../luigi-service-base';
import type { LuigiPrincipal } from './luigi-principal';
import type { RunPermission } from './run-permission';

/** What a mapping grants, and to whom. */
export interface AccessMappingOptions {
  /** Who holds the grants. */
  readonly principals: LuigiPrincipal[];
  /**
   * What the mapping is for, in a sentence.
   * @default - no description
   */
  readonly description?: string;
  /**
   * Task families that may be seen: exact, a namespace with all below it (`etl.*`), or `*`.
   * @default - none
   */
  readonly view?: string[];
  /**
   * Task families that may be operated; `*` also operates the scheduler itself. Does not include `view`.
   * @default - none
   */
  readonly operate?: string[];
  /**
   * Jobs, or categories of jobs, that may be started.
   * @default - none
   */
  readonly run?: RunPermission[];
}

/** A mapping and the service that it is for. */
export interface AccessMappingProps extends AccessMappingOptions {
  /** The service. */
  readonly service: ILuigiService;
  /** Name of the mapping. */
  readonly mappingName: string;
}

/** One mapping: an SSM parameter that the gateway reads. */
export class AccessMapping extends Resource {
  public constructor(scope: Construct, id: string, props: AccessMappingProps) {
    super(scope, id, { physicalName: props.mappingName });
  }
}
